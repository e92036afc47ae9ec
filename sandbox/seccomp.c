/* SPDX-License-Identifier: MIT */
/*
 * The system call filter: seccomp(2).  Every call that was known when this was
 * built is in a closed table, made from `calls'; every other gets ENOSYS, which
 * is what libc knows how to go without.
 */
#include "sandbox.h"

#include "calls.h"

enum {
	NUMBER = offsetof(struct sys_seccomp_data, nr),
	ARCH = offsetof(struct sys_seccomp_data, arch),
	SET_FILTER = 1,
	NEW_ANY = 0x7e020000, /* the CLONE_NEW* that clone(2) knows */
	PRIVATE_FIRST = 0xf0001,
	PRIVATE_LAST = 0xf0006,
};

/* Where in tail[] the answers are, counted from its end. */
enum {
	ENOSYS_ = 1,
	EPERM_,
	ALLOW_,
	EAFNOSUPPORT_,
	CLONE_ = 6,
	IOCTL_ = 9,
	PERSONALITY_ = 13,
	SOCKET_ = 20,
};

_Static_assert(CALLS + 0 < BPF_NUMBERS + 0, "the numbers that are looked up");

/* Low words only: of an int the kernel does not look at the rest. */
#define ARG(n)                                                                    \
	{                                                                         \
		BPF_LOAD, 0, 0, offsetof(struct sys_seccomp_data, args) + 8 * (n) \
	}
#define IF(here, code, k, yes, no)                         \
	{                                                  \
		code, (here)-1 - (yes), (here)-1 - (no), k \
	}
#define ANSWER(k)                   \
	{                           \
		BPF_RETURN, 0, 0, k \
	}

/* Those that depend on arguments, and what all others come down to. */
static const struct insn tail[] = {
	/* Obscure families had many a hole, and vsock is in no namespace. */
	ARG(0),
	IF(19, BPF_EQUAL, AF_UNIX, ALLOW_, 18),
	IF(18, BPF_EQUAL, AF_INET, ALLOW_, 17),
	IF(17, BPF_EQUAL, AF_INET6, ALLOW_, 16),
	IF(16, BPF_EQUAL, AF_NETLINK, 15, EAFNOSUPPORT_),
	ARG(2),
	IF(14, BPF_EQUAL, 0, ALLOW_, EAFNOSUPPORT_), /* NETLINK_ROUTE */
	/* What it is, that of 32-bit programs, and to ask. */
	ARG(0),
	IF(12, BPF_EQUAL, 0, ALLOW_, 11),
	IF(11, BPF_EQUAL, 8, ALLOW_, 10),
	IF(10, BPF_EQUAL, ~0u, ALLOW_, EPERM_),
	/* Words put into the mouth of whoever reads the terminal next. */
	ARG(1),
	IF(8, BPF_EQUAL, TIOCSTI, EPERM_, 7),
	IF(7, BPF_EQUAL, TIOCLINUX, EPERM_, ALLOW_),
	ARG(0),
	IF(5, BPF_ANY, NEW_ANY, EPERM_, ALLOW_),
	ANSWER(BPF_ERRNO | EAFNOSUPPORT),
	ANSWER(BPF_ALLOW),
	ANSWER(BPF_ERRNO | EPERM),
	ANSWER(BPF_ERRNO | ENOSYS),
};

/* By the action of calls.awk. */
static const unsigned char answers[2][8] = {
	{ALLOW_, ALLOW_, EPERM_, ENOSYS_, CLONE_, IOCTL_, SOCKET_, PERSONALITY_},
	{ALLOW_, EPERM_, EPERM_, ENOSYS_, CLONE_, IOCTL_, SOCKET_, EPERM_},
};

APART char *seccomp_names(const struct abi *abi)
{
	struct unpacked *u = data_room(sizeof *u);

	unpack_from(u, (abi ? abi : native)->names, 0);
	return u->text;
}

/* What the table says, by the answers for its actions. */
static void fill(const struct abi *abi, const unsigned char *answer, uint16_t *to)
{
	const unsigned char *r = abi->ranges;

	for (unsigned nr = 0; nr < BPF_NUMBERS; r++) {
		unsigned what = *r >> 5, n = *r & 31;

		n = n == 31 ? *++r : n + 1;
		while (n--)
			to[nr++] = answer[what];
	}
}

/* Lists and files of rules, in the order of the command line: the last counts. */
static void rules(const struct plan *p, struct rules *r)
{
	size_t len;
	char *text;
	int fd;

	for (const struct op *op = p->ops; op < p->end; op++) {
		if (op->kind == OP_SECCOMP_ALLOW)
			rules_text(r, "--seccomp-allow", (char *)(uintptr_t)op->src, ALLOW_);
		if (op->kind == OP_SECCOMP_DENY)
			rules_text(r, "--seccomp-deny", (char *)(uintptr_t)op->src, EPERM_);
		if (op->kind != OP_SECCOMP_FILE)
			continue;
		fd = sys_open(op->dest, O_RDONLY);
		if (fd < 0)
			die(fd, "open %s", op->dest);
		text = data_read(op->dest, fd, &len);
		sys_close(fd);
		rules_text(r, op->dest, text, 0);
	}
}

/* The part of the filter for one kind of calls; next is the one for others. */
static unsigned section(const struct plan *p, struct program *g, const struct abi *abi,
	unsigned next)
{
	uint16_t to[BPF_NUMBERS];
	struct rules r = {.g = g, .abi = abi, .to = to, .line = 1};
	unsigned at;

	/* Who names no call does not need them. */
	if (g->named)
		r.names = seccomp_names(abi);
	r.fallback = bpf_return(g, BPF_KILL);
	if (p->seccomp_default)
		r.fallback = rules_action(&r, (char *)(uintptr_t)p->seccomp_default);
	for (unsigned nr = 0; nr < BPF_NUMBERS; nr++)
		to[nr] = g->profile == 'n' ? (unsigned)ALLOW_ : r.fallback;
	if (g->profile == 'd' || g->profile == 's')
		fill(abi, answers[g->profile == 's'], to);
	rules(p, &r);
	at = bpf_switch(g, to);
	if (abi->private) {
		at = bpf_if(g, BPF_REACHES, PRIVATE_FIRST, ALLOW_, at);
		at = bpf_if(g, BPF_ABOVE, PRIVATE_LAST, to[BPF_NUMBERS - 1], at);
	}
	at = bpf_load(g, NUMBER, at);
	return bpf_if(g, BPF_EQUAL, abi->audit, at, next);
}

void seccomp_assemble(const struct plan *p, struct program *g, const struct abi *ours,
	const struct abi *also)
{
	unsigned next;

	memcpy(g->code + BPF_MOST - countof(tail), tail, sizeof tail);
	g->n = countof(tail);
	g->audit = ours->audit;
	/* Half a filter is none: who calls the kernel otherwise has to end. */
	next = bpf_put(g, BPF_RETURN, BPF_KILL_FOREIGN, 0, 0);
	if (also)
		next = section(p, g, also, next);
	next = section(p, g, ours, next);
	bpf_load(g, ARCH, next);
}

void seccomp_make(struct plan *p, struct program *g)
{
	const char *profile = p->safe ? "default" : "none";
	bool named = p->seccomp_default;

	/* Who is joined, and nothing known of it, may have either. */
	if (p->strict || (p->enter.bare && !p->enter.raw))
		profile = "strict";
	if (p->seccomp_default)
		profile = "file";
	for (const struct op *op = p->ops; op < p->end; op++) {
		bool file = op->kind == OP_SECCOMP_FILE;

		named |= file || op->kind == OP_SECCOMP_ALLOW || op->kind == OP_SECCOMP_DENY;
		if (file)
			profile = "file";
	}
	/* The other kind has numbers of its own. */
	if (p->seccomp_arch && (named || !other))
		die(0, "--seccomp-arch is for x86_64, without rules");
	if (p->seccomp_profile)
		profile = p->seccomp_profile;
	if (*profile == 'n' && !named)
		return;
	g->profile = *profile;
	g->named = named;
	g->learned = NULL;
	seccomp_assemble(p, g, native, p->seccomp_arch ? other : NULL);
	if (p->seccomp_log)
		learn_begin(g);
	p->filter = g;
}

struct filter *seccomp_read(const struct plan *p)
{
	struct filter *filters = NULL, *f = NULL;
	size_t len;

	for (const struct op *op = p->ops; op < p->end; op++) {
		if (op->kind != OP_SECCOMP)
			continue;
		if (!filters)
			f = filters = data_room((p->end - p->ops + 1) * sizeof *filters);
		f->code = data_read("--seccomp", op->fd, &len);
		sys_close(op->fd);
		if (len % 8 || !len || len / 8 > BPF_MOST)
			die(0, "--seccomp %d: %zu bytes are no filter of 8 bytes each", op->fd, len);
		f++->len = len / 8;
	}
	return filters;
}

static int load(const struct filter *f, unsigned flags)
{
	enum { SET_SECCOMP = 22,
		MODE_FILTER = 2 };

	/* A filter that was loaded before may allow prctl(2) alone, as bubblewrap takes that. */
	return flags ? sys_call(SYS_seccomp, SET_FILTER, flags, f)
		     : sys_call(SYS_prctl, SET_SECCOMP, MODE_FILTER, f);
}

int seccomp_load_ours(const struct program *g, unsigned flags)
{
	const struct filter ours = {g->n, g->code + BPF_MOST - g->n};

	return load(&ours, flags);
}

void seccomp_load(const struct plan *p, const struct filter *theirs)
{
	struct program *g = p->filter;
	int err = 0;

	for (; theirs && theirs->len && err >= 0; theirs++)
		err = load(theirs, 0);
	if (g && err >= 0)
		err = g->learned ? learn_load(g, !p->init && p->ns & CLONE_NEWPID)
				 : seccomp_load_ours(g, 0);
	if (err < 0)
		die(err, "seccomp filter");
}

void seccomp_ended(const struct plan *p, int status)
{
	if (!p->filter || !WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
		return;
	if (p->filter->named)
		warn(0, "killed by the system call filter; see --seccomp-log");
	else
		warn(0, "killed by the system call filter; is this a 32-bit program? see --seccomp-arch");
}
