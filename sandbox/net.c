/* SPDX-License-Identifier: MIT */
/*
 * Interfaces, addresses and routes of a new network namespace, by rtnetlink(7):
 * what is the host's is done by the monitor, all else by the child from inside.
 */
#include "sandbox.h"

enum {
	NAME = 16,         /* of an interface, with its NUL */
	LO = 1,            /* the index of the loopback, everywhere */
	MARK = 0x5b000000, /* in the group of interfaces that are ours; the rest is a pid */
};

struct address {
	unsigned size;
	unsigned char bytes[16];
};

/*
 * What was said of one thing, what it is about, and the message for the kernel.  The
 * child may have it in common with the monitor, who keeps in it what is for the end.
 */
struct talk {
	uint32_t head;       /* for an address or a network: family and so on, see address */
	uint32_t index;      /* of the interface that it is about */
	uint32_t up, and_so; /* whether it goes up, twice */
	uint32_t oif;        /* a route's interface */
	uint32_t link;       /* one that it has to do with */
	uint32_t pid;        /* whose network namespace it is for */
	uint32_t group;
	uint32_t number;  /* a size, or MACVLAN_MODE_* */
	int home;         /* the host's namespace */
	int fd;           /* the socket: host or inside */
	int host, inside; /* for the end */
	int guard;        /* who sees to that if we cannot, or 0 */
	unsigned char mac[8];
	char kind[8];
	char names[3][NAME]; /* between colons; the second is the first if there is none */
	struct address a, via;
	uint32_t buf[2048]; /* has room for the largest message that the kernel sends */
};

/* --- words ------------------------------------------------------------------------ */

/* The number of at most four digits that s begins with; what follows, NULL if there is none. */
static const char *hex(const char *s, unsigned long *n)
{
	const char *digits = "0123456789abcdef", *digit, *end = s;

	/* Neither the end nor what the other bit would make a digit of. */
	for (*n = 0; end < s + 4 && *end & 0x60 && (digit = strchr(digits, *end | 0x20)); end++)
		*n = *n * 16 + (digit - digits);
	return end == s ? NULL : end;
}

/* So many bytes, in decimal between dots or in hexadecimal between colons. */
static const char *octets(const char *s, unsigned char *out, unsigned n)
{
	bool decimal = n == 4;
	unsigned long number;

	for (;; s++) {
		const char *start = s;

		s = decimal ? fmt_number(s, 255, &number) : hex(s, &number);
		/* To some a leading zero means octal. */
		if (!s || (decimal ? *start == '0' && s > start + 1 : s != start + 2))
			return NULL;
		*out++ = number;
		if (!--n)
			return s;
		if (*s != ":."[decimal])
			return NULL;
	}
}

/* Groups of two bytes, of which one :: may stand for those that are zero. */
static APART const char *ipv6(const char *s, unsigned char *out)
{
	unsigned n = 0, gap = 16;
	unsigned long group;
	const char *end;

	if (!strncmp(s, "::", 2))
		gap = 0, s += 2;
	while ((end = hex(s, &group))) {
		s = end;
		out[n++] = group >> 8;
		out[n++] = group;
		if (n == 16 || *s != ':')
			break;
		if (*++s == ':') {
			if (gap < 16)
				return NULL;
			gap = n;
			s++;
		}
	}
	if (gap == 16 ? n < 16 : n > 14 || (!end && n != gap))
		return NULL;
	if (gap < 16) {
		memmove(out + 16 - (n - gap), out + gap, n - gap);
		memset(out + gap, 0, 16 - n);
	}
	return s;
}

/*
 * An address: what struct ifaddrmsg and struct rtmsg begin with for it, or 0 if it is
 * none.  A HOST's is neither nobody's nor a group's, and a NETWORK has a /LEN.
 */
enum { HOST = 1,
	NETWORK = 2 };
static uint32_t address(const char *s, struct address *a, unsigned what)
{
	bool six = strchr(s, ':');
	unsigned long len = 0;

	a->size = six ? 16 : 4;
	s = six ? ipv6(s, a->bytes) : octets(s, a->bytes, 4);
	if (s && what & HOST && (unsigned)(a->bytes[0] - 1) >= (six ? 254 : 223))
		return 0;
	if (s && what & NETWORK)
		s = *s == '/' ? fmt_number(s + 1, a->size * 8, &len) : NULL;
	/* A host's network that is everything would overlap with any. */
	if (!s || *s || (what == (HOST | NETWORK) && !len))
		return 0;
	/* Else one of IPv6 would be of no use for a second, while it is looked for elsewhere. */
	return (six ? AF_INET6 | (what & HOST ? SYS_IFA_F_NODAD << 16 : 0) : AF_INET) | len << 8;
}

/*
 * Up to three names with colons in between; the third is a mode of macvlan.  What else
 * the kernel does not like in a name it says itself.
 */
static bool names(struct talk *t, const char *s, unsigned most)
{
	const char *mode = "private\0vepa\0bridge\0passthru\0";
	unsigned n = 0, len = 0;

	memset(t->names, 0, sizeof t->names);
	for (; *s; s++) {
		/* Of a % the kernel would make a number, which we do not know. */
		if (*s == ':' ? !len || ++n == most : len == NAME - 1 || *s == '%')
			return false;
		if (*s == ':')
			len = 0;
		else
			t->names[n][len++] = *s;
	}
	if (n < 1)
		memcpy(t->names[1], t->names[0], NAME);
	t->number = 1;
	while (n == 2 ? *mode && strcmp(mode, t->names[2]) != 0 : t->number < 4) {
		mode = fmt_nth(mode, 1);
		t->number <<= 1;
	}
	return len && *mode;
}

/* Are so many bits the same? */
static bool meet(const unsigned char *a, const unsigned char *b, unsigned bits)
{
	for (; bits >= 8; bits -= 8)
		if (*a++ != *b++)
			return false;
	return !((*a ^ *b) >> (8 - bits) & 0xff);
}

/* What op says, in its place in t; false if that is wrong. */
static bool understand(struct talk *t, const struct op *op)
{
	static const char kinds[][8] = {"veth", "macvlan", "", "dummy"};
	const char *end;
	unsigned long n;

	t->head = 0;
	switch (op->attr) {
	case NET_HELPER:
		return strcmp(op->src, ";") != 0;
	case NET_MTU:
		end = fmt_int(op->src, &n);
		t->number = n;
		return end && !*end;
	case NET_MAC:
		end = octets(op->src, t->mac, 6);
		return end && !*end && !(t->mac[0] & 1) &&
		       !meet(t->mac, (const void *)kinds[2], 48);
	case NET_ROUTE:
		if (!address(op->src, &t->via, HOST))
			return false;
		end = t->via.size == 4 ? "0.0.0.0/0" : "::/0";
		t->head = address(strcmp(op->dest, "default") ? op->dest : end, &t->a, NETWORK);
		t->oif = t->index;
		t->index = SYS_RT_TABLE_MAIN | SYS_RTPROT_STATIC << 8 | SYS_RTN_UNICAST << 24;
		return t->head && t->a.size == t->via.size;
	case NET_IP:
	case NET_HOST_IP:
		t->head = address(op->src, &t->a, HOST | NETWORK);
		return t->head;
	default:
		memcpy(t->kind, kinds[(op->attr - 1) & 3], sizeof t->kind);
		return names(t, op->src,
			1 + (op->attr == NET_VETH) + 2 * (op->attr == NET_MACVLAN));
	}
}

void net_check(struct plan *p)
{
	unsigned last = 0; /* interface */

	for (struct op *op = p->ops; op < p->end; op++) {
		struct option o;

		/* What it has who is entered need not be made. */
		if (op->kind != OP_NET || p->enter.target)
			continue;
		show_asked(op, &o);
		if (!p->talk)
			p->talk = data_room(sizeof *p->talk);
		if (op->attr <= NET_NICS)
			last = op->attr;
		if (op->attr >= NET_BRIDGE && op->attr <= NET_MTU &&
			(op->attr < NET_INSIDE ? last != NET_VETH : !last))
			die(0, "--%s %s must come after its interface", o.name, op->src);
		check_need(!(p->ns & CLONE_NEWNET), o.name, "net");
		if (!understand(p->talk, op))
			die(0, "--%s %s: is not %s", o.name, op->src, o.operands);
		/* One that is not new is not ours to change. */
		p->ns_try &= ~CLONE_NEWNET;
		p->net_inside |= op->attr != NET_HELPER;
		p->net_outside |= op->attr != NET_DUMMY && op->attr < NET_INSIDE;
		/* They end with us; and an interface comes back, for which we wait. */
		if (p->detach && (op->attr == NET_MOVE_NIC || op->attr == NET_HELPER))
			die(0, "--%s and --detach exclude each other", o.name);
		if (op->attr == NET_MOVE_NIC)
			p->lingers = false;
	}
	if (p->peer_netns && !p->net_outside && !p->enter.target)
		die(0, "--peer-netns needs --veth");
}

/* --- messages --------------------------------------------------------------------- */

/* Beside those that an option of that number stands for. */
enum {
	UP = NET_ROUTE + 1,
	BACK,
	DELETE,
	FIND,
	ADDRESSES,
	RENAME,

	OPEN = 0x80, /* what follows is in it as well */
};

/*
 * What there is to say, by these numbers: a type; flags, whose second byte has also how
 * many words of the beginning of struct talk are the body, and whether the interface
 * goes up; and up to a 0 attributes: a type, from which byte of struct talk on, and how
 * many, or 0 for as many as an address has.
 */
/* clang-format off */
#define ASK(type, flags, words) SYS_RTM_##type, (flags) & 0xff, (flags) >> 8 | (words) << 4
#define SET_FLAGS (SYS_NLM_F_REQUEST | SYS_NLM_F_ACK)
#define SET(type, words) ASK(type, SET_FLAGS, words)
#define MAKE(type, words) ASK(type, SET_FLAGS | SYS_NLM_F_CREATE | SYS_NLM_F_EXCL, words)
#define PUT(type, field) SYS_##type, offsetof(struct talk, field), sizeof((struct talk *)0)->field
#define PUT_ADDRESS(type, field) SYS_##type, offsetof(struct talk, field.bytes), 0
#define PUT_OPEN(type, size) OPEN | SYS_##type, 0, size
static const unsigned char messages[] = {
	0, /* there is no option 0 */
	/* veth */
	MAKE(NEWLINK, 8 | 4), PUT(IFLA_IFNAME, names[0]), PUT(IFLA_GROUP, group),
		PUT_OPEN(IFLA_LINKINFO, 0), PUT(IFLA_INFO_KIND, kind), PUT_OPEN(IFLA_INFO_DATA, 0),
		PUT_OPEN(VETH_INFO_PEER, 16), PUT(IFLA_IFNAME, names[1]),
		PUT(IFLA_NET_NS_PID, pid), 0,
	/* macvlan */
	MAKE(NEWLINK, 4), PUT(IFLA_IFNAME, names[0]), PUT(IFLA_NET_NS_PID, pid),
		PUT(IFLA_LINK, link), PUT_OPEN(IFLA_LINKINFO, 0), PUT(IFLA_INFO_KIND, kind),
		PUT_OPEN(IFLA_INFO_DATA, 0),
		PUT(IFLA_MACVLAN_MODE, number), 0,
	/* move-nic */
	SET(NEWLINK, 4), PUT(IFLA_IFNAME, names[0]), PUT(IFLA_NET_NS_PID, pid), 0,
	/* dummy */
	MAKE(NEWLINK, 4), PUT(IFLA_IFNAME, names[0]), PUT_OPEN(IFLA_LINKINFO, 0),
		PUT(IFLA_INFO_KIND, kind), 0,
	/* net-helper, which is not the kernel's */
	0,
	/* bridge */
	SET(NEWLINK, 4), PUT(IFLA_MASTER, link), 0,
	/* veth-host-ip */
	MAKE(NEWADDR, 2), PUT_ADDRESS(IFA_LOCAL, a), PUT_ADDRESS(IFA_ADDRESS, a), 0,
	/* mac */
	SET(NEWLINK, 4), PUT(IFLA_ADDRESS, mac), 0,
	/* mtu */
	SET(NEWLINK, 4), PUT(IFLA_MTU, number), 0,
	/* ip */
	MAKE(NEWADDR, 2), PUT_ADDRESS(IFA_LOCAL, a), PUT_ADDRESS(IFA_ADDRESS, a), 0,
	/* route */
	MAKE(NEWROUTE, 3), PUT_ADDRESS(RTA_DST, a), PUT_ADDRESS(RTA_GATEWAY, via),
		PUT(RTA_OIF, oif), 0,
	/* UP, BACK, DELETE, FIND, ADDRESSES and RENAME */
	SET(NEWLINK, 8 | 4), 0,
	SET(NEWLINK, 4), PUT(IFLA_NET_NS_FD, home), 0,
	SET(DELLINK, 4), 0,
	ASK(GETLINK, SYS_NLM_F_REQUEST, 4), PUT(IFLA_IFNAME, names[0]), 0,
	ASK(GETADDR, SYS_NLM_F_REQUEST | SYS_NLM_F_DUMP, 4), 0,
	SET(NEWLINK, 4), PUT(IFLA_IFNAME, names[1]), 0,
};
/* clang-format on */

/* Send it; the answer comes in its place: so many bytes, or -errno. */
static long exchange(struct talk *t, unsigned what)
{
	uint32_t *b = t->buf, *at, *open[3];
	const unsigned char *s = messages;
	unsigned nopen = 0;
	long n;

	/* All is in threes but the 0 that ends a row. */
	for (unsigned row = 0; row < what; s += *s ? 3 : 1)
		row += !*s;
	t->up = t->and_so = s[2] >> 7;
	b[1] = s[0] | s[1] << 16 | (s[2] & 15u) << 24;
	memcpy(b + 4, &t->head, 16);
	at = b + 4 + (s[2] >> 4 & 7);
	for (s += 3; *s; s += 3) {
		size_t size = s[2] || *s & OPEN ? s[2] : t->a.size;

		*at = (4 + size) | (*s & (OPEN - 1)) << 16;
		if (*s & OPEN) {
			open[nopen++] = at;
			memset(at + 1, 0, size);
		} else
			memcpy(at + 1, (char *)t + s[1], size);
		at += 1 + (size + 3) / 4;
	}
	while (nopen--)
		*open[nopen] = *open[nopen] >> 16 << 16 | (at - open[nopen]) * 4;
	b[0] = (at - b) * 4;
	n = sys_write(t->fd, b, b[0]);
	return n < 0 ? n : sys_read(t->fd, b, sizeof t->buf);
}

static int ask(struct talk *t, unsigned what)
{
	long n = exchange(t, what);

	if (n > 0)
		n = (t->buf[1] & 0xffff) == SYS_NLMSG_ERROR ? (int)t->buf[4] : 0;
	return n;
}

/* In the monitor, whose child pid is, that is the end of the child as well. */
static _Noreturn void refuse(struct plan *p, int pid, int err, const struct op *op)
{
	struct option o;
	char what[NAME_MAX];

	show_asked(op, &o);
	fmt(what, sizeof what, "--%s %s", o.name, op->dest ? op->dest : op->src);
	if (pid)
		ns_abandon(p, pid, err, "netlink", what);
	die(err, "netlink %s", what);
}

/* Who has no socket hears of it with the first message. */
static int open_talk(void)
{
	return sys_socket(AF_NETLINK, SOCK_RAW, 0);
}

/*
 * -EEXIST for an address that we have or, of a network, part of which we have.  In line
 * it would be larger.
 */
static APART int overlaps(struct talk *t, bool net)
{
	const uint32_t head = t->head, *m, *bytes;
	unsigned bits, most;
	int err = 0;
	long n;

	/* Each link has an fe80::/64 of its own. */
	if (t->a.bytes[0] == 0xfe)
		return 0;
	most = net ? head >> 8 & 0xff : 0;
	for (n = exchange(t, ADDRESSES); n > 0; n = sys_read(t->fd, t->buf, sizeof t->buf))
		for (m = t->buf; m < t->buf + n / 4 && *m; m += (*m + 3) / 4) {
			/* The end, which tells of an error as any answer does. */
			if ((m[1] & 0xffff) != SYS_RTM_NEWADDR)
				return err ? err : (int)m[4];
			/* The first attribute is an address, whichever its type. */
			bytes = m + 7;
			bits = m[4] >> 8 & 0xff;
			if (!most)
				bits = t->a.size * 8;
			else if (bits > most)
				bits = most;
			if (!((m[4] ^ head) & 0xff) && meet(t->a.bytes, (const void *)bytes, bits))
				err = -EEXIST;
		}
	return n;
}

/*
 * What is made from outside first has a name that nobody else has: Linux 6.1 wants one
 * that the host has not, where IF would be.
 */
static void christen(struct talk *t, const struct op *op)
{
	fmt(t->names[0], NAME, "\1%d", (int)(uintptr_t)op);
}

/* --- from inside ------------------------------------------------------------------ */

/* Make it or find it, and then raise it. */
static int nic(struct talk *t, const struct op *op, bool up)
{
	int err = 0;

	t->index = 0;
	if (op->attr == NET_DUMMY && !up)
		err = ask(t, NET_DUMMY);
	if (op->attr == NET_MACVLAN && !up) {
		christen(t, op);
		err = t->index = net_device(t->fd, SYS_SIOCGIFINDEX, t->names[0], 0);
		if (err >= 0)
			err = ask(t, RENAME);
	}
	if (err >= 0)
		err = t->index = net_device(t->fd, SYS_SIOCGIFINDEX, t->names[1], 0);
	if (err >= 0 && up)
		err = ask(t, UP);
	return err;
}

/* Up goes what has its addresses, and then there are ways to go. */
void net_inside(const struct plan *p)
{
	struct talk *t = p->talk;
	int err, index;

	t->fd = open_talk();
	for (int up = 0; up < 2; up++) {
		index = LO;
		for (const struct op *op = p->ops; op < p->end; op++) {
			if (op->kind != OP_NET)
				continue;
			t->index = index;
			understand(t, op);
			err = 0;
			if (op->attr <= NET_NICS) {
				err = nic(t, op, up);
				index = t->index;
			} else if (op->attr >= NET_INSIDE && up == (op->attr == NET_ROUTE)) {
				err = op->attr == NET_IP ? overlaps(t, false) : 0;
				if (err >= 0)
					err = ask(t, op->attr);
			}
			if (err < 0)
				refuse(NULL, 0, err, op);
		}
	}
	sys_close(t->fd);
}

/* --- from outside ----------------------------------------------------------------- */

/* A socket in the network namespace ns, where it stays. */
static int socket_in(int ns, int own)
{
	int fd, err = sys_setns(ns, CLONE_NEWNET);

	if (err < 0)
		return err;
	fd = open_talk();
	err = sys_setns(own, CLONE_NEWNET);
	return err < 0 ? err : fd;
}

/* Is the interface of which t->buf tells one of ours, and who it was for is no more? */
static bool outlived(const struct talk *t)
{
	const uint32_t *at = t->buf + 8, *end = t->buf + t->buf[0] / 4;

	while (at < end && *at & 0xffff && *at >> 16 != SYS_IFLA_GROUP)
		at += ((*at & 0xffff) + 3) / 4;
	return at + 1 < end && at[1] >> 24 == MARK >> 24 && sys_kill(at[1] - MARK, 0) == -ESRCH;
}

/* A host's end that is left over makes room for the new one. */
static int make_veth(struct talk *t, struct op *op)
{
	int err = ask(t, NET_VETH);

	if (err == -EEXIST && ask(t, FIND) >= 0 && outlived(t)) {
		t->index = t->buf[5];
		ask(t, DELETE);
		t->index = 0;
		err = ask(t, NET_VETH);
	}
	if (err >= 0)
		err = op->fd = net_device(t->fd, SYS_SIOCGIFINDEX, t->names[0], 0);
	return err;
}

static int move_nic(struct talk *t, struct op *op)
{
	int err = net_device(t->fd, SYS_SIOCGIFFLAGS, op->src, 0);

	if (err >= 0 && err & 1)
		err = -EBUSY;
	if (err >= 0)
		err = ask(t, NET_MOVE_NIC);
	if (err >= 0)
		err = op->fd = net_device(t->inside, SYS_SIOCGIFINDEX, op->src, 0);
	return err;
}

/* Who sets up a network for the sandbox that needs no privilege. */
struct helper {
	char *argv[40]; /* the first is exec_search's */
	char *const *env;
	const struct held *held;
	int ready[2], err;
};

/* It ends with us.  What it does with descriptor 3 tells when all is ready. */
static void help(void *arg)
{
	struct helper *h = arg;

	sys_prctl(PR_SET_PDEATHSIG, SIGTERM);
	sys_dup3(h->ready[1], 3, 0);
	sys_fcntl(3, F_SETFD, 0);
	sys_close_range(4, ~0u, 0);
	pid1_release(h->held);
	h->err = exec_search(h->argv[1], h->argv + 1, h->env);
	sys_exit(EXIT_OURS);
}

/* It writes that it is ready, or has nobody left to do so and has ended well. */
static IN_LINE int run_helper(const struct plan *p, const struct op *op, const struct held *held,
	int pid)
{
	struct helper h = {.env = p->envp, .held = held};
	struct ward w = {.pid = 0};
	struct held again;
	char number[12], *s = (char *)(uintptr_t)op->src;
	int status, err;

	fmt(number, sizeof number, "%d", pid);
	for (size_t i = 1; strcmp(s, ";") != 0; s += strlen(s) + 1) {
		if (i == countof(h.argv) - 1)
			return -E2BIG;
		h.argv[i++] = strcmp(s, "{}") != 0 ? s : number;
	}
	err = sys_pipe(h.ready);
	if (err >= 0)
		err = pid1_spawn(&w, help, &h);
	sys_close(h.ready[1]);
	if (err < 0)
		return err;
	/* It may take for ever: what ends us then ends all. */
	pid1_release(held);
	err = sys_read(h.ready[0], number, 1);
	if (err < 1)
		sys_wait4(w.pid, &status, 0);
	pid1_hold(&again);
	if (err == 1)
		return 0;
	return h.err < 0 ? h.err : status ? -EIO
					  : 0;
}

/* The words that we were given may be no more. */
void net_end(const struct plan *p)
{
	struct talk *t = p->talk;
	int err;

	for (const struct op *op = p->ops; op < p->end; op++) {
		/* What is kept needs its other end. */
		if (op->kind != OP_NET || op->fd <= 0 || (p->persist && op->attr == NET_VETH))
			continue;
		t->index = op->fd;
		/* The kernel does so as well, but not at once. */
		t->fd = op->attr == NET_VETH ? t->host : t->inside;
		err = ask(t, op->attr == NET_VETH ? DELETE : BACK);
		if (err < 0 && op->attr != NET_VETH)
			warn(err, "netlink --move-nic back");
	}
	if (t->guard) {
		sys_kill(t->guard, SIGKILL);
		sys_wait4(t->guard, NULL, 0);
	}
}

/*
 * What is moved comes back even if we are killed: for a while somebody is left who has
 * the namespace open.
 */
static int guard(struct plan *p)
{
	const sys_sigset all = ~(sys_sigset)0;
	const int monitor = sys_getpid(), pid = sys_fork();
	struct talk *t = p->talk;

	if (pid) {
		t->guard = pid < 0 ? 0 : pid;
		return pid;
	}
	sys_prctl(PR_SET_PDEATHSIG, SIGTERM);
	sys_prctl(PR_SET_DUMPABLE, 0);
	/* Others wait for the end of whatever we have open. */
	sys_dup3(t->inside, 0, 0);
	sys_dup3(t->home, 1, 0);
	sys_close_range(3, ~0u, 0);
	t->inside = 0;
	t->home = 1;
	t->host = NONE;
	while (sys_getppid() == monitor)
		sys_sigtimedwait(&all, NULL, NULL);
	net_end(p);
	sys_exit(0);
}

/* What op asks of the host; about *index, the interface before it or its own from now on. */
static int outside(struct plan *p, struct op *op, const struct held *held, int own, int *index)
{
	struct talk *t = p->talk;
	char path[32];
	int err = 0;

	if (op->attr <= NET_NICS)
		*index = 0;
	t->index = *index;
	understand(t, op);
	switch (op->attr) {
	case NET_VETH:
		err = *index = make_veth(t, op);
		break;
	case NET_MOVE_NIC:
		fmt(path, sizeof path, "/proc/%d/ns/net", (int)t->pid);
		if (!t->inside)
			t->inside = socket_in(sys_open(path, O_RDONLY), own);
		err = t->inside < 0 ? t->inside : move_nic(t, op);
		break;
	case NET_HELPER:
		err = run_helper(p, op, held, t->pid);
		break;
	case NET_MACVLAN:
	case NET_BRIDGE:
		err = t->link = net_device(t->fd, SYS_SIOCGIFINDEX, t->names[0], 0);
		if (op->attr == NET_MACVLAN)
			christen(t, op);
		if (err >= 0)
			err = ask(t, op->attr);
		break;
	case NET_IP:
	case NET_HOST_IP:
		err = overlaps(t, op->attr == NET_HOST_IP);
		break;
	}
	if (err >= 0 && *index && (op->attr == NET_HOST_IP || op->attr == NET_MTU))
		err = ask(t, op->attr);
	return err;
}

void net_outside(struct plan *p, const struct held *held, int pid)
{
	int err, index = 0, own = sys_open("/proc/self/ns/net", O_RDONLY);
	struct talk *t = p->talk;

	t->pid = pid;
	t->group = p->persist ? 0 : MARK | pid;
	t->home = own = above_stdio(own);
	if (p->peer_netns) {
		t->home = keep_open(p, p->peer_netns, 3);
		t->fd = t->home < 0 ? t->home : socket_in(t->home, own);
		if (t->fd < 0)
			ns_abandon(p, pid, t->fd, "setns --peer-netns", p->peer_netns);
	} else
		t->fd = open_talk();
	t->host = t->fd;
	for (int last = 0; last < 2; last++) {
		err = last && t->inside ? guard(p) : 0;
		if (err < 0) {
			net_end(p);
			ns_abandon(p, pid, err, "fork", "for --move-nic");
		}
		for (struct op *op = p->ops; op < p->end; op++) {
			/* What is inside must not be an address that we have just given us. */
			if (op->kind != OP_NET ||
				last != (op->attr == NET_IP || op->attr == NET_HELPER))
				continue;
			err = outside(p, op, held, own, &index);
			if (err < 0) {
				net_end(p);
				refuse(p, pid, err, op);
			}
		}
	}
}
