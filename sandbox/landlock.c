/* SPDX-License-Identifier: MIT */
/*
 * Landlock: what mounts cannot say.  What changes files is allowed below writable
 * mounts, and signals and abstract sockets end where the command's domain does.
 * PID 1 stays outside of it.
 */
#include "sandbox.h"

enum {
	SYS_LANDLOCK_CREATE = 444,
	SYS_LANDLOCK_ADD = 445,
	SYS_LANDLOCK_RESTRICT = 446,
	ASK_VERSION = 1,
	BENEATH = 1,
	PORT = 2,
	LOG_NEW_EXEC = 2,
	SOCKETS = 1,
	SIGNALS = 2,

	/* Rights to files, by bit. */
	EXECUTE = 1 << 0,
	WRITE = 1 << 1,
	READ = 1 << 2,
	READ_DIR = 1 << 3,
	REFER = 1 << 13,
	TRUNCATE = 1 << 14,
	IOCTL = 1 << 15,
	UNIX = 1 << 16,  /* connect to a socket that has a path */
	CHANGE = 0x7ff2, /* write, remove, make_*, refer, truncate */
	OF_FILES = EXECUTE | WRITE | READ | TRUNCATE | IOCTL | UNIX,
	LOOK = READ | READ_DIR,
};

/* The rights that each version of the interface added; the last counts for later ones. */
static const uint32_t known[] = {
	0x1fff, 0x3fff, 0x7fff, 0x7fff, 0xffff, 0xffff, 0xffff, 0xffff, 0x1ffff, /* 1 to 9 */
};

enum { LATEST = countof(known),
	WITH_SCOPE = 6 };

struct ruleset {
	int fd;
	uint64_t handled;
};

static void add(const struct ruleset *r, int fd, uint64_t rights)
{
	struct {
		uint64_t rights;
		int fd;
	} __attribute__((packed)) rule = {.rights = rights & r->handled, .fd = fd};
	int err;

	if (!rule.rights)
		return;
	err = sys_call(SYS_LANDLOCK_ADD, r->fd, BENEATH, &rule, 0);
	/* Not all of them are for a file; and none for a pipe, which is free to all. */
	if (err == -EINVAL && (rule.rights &= OF_FILES))
		err = sys_call(SYS_LANDLOCK_ADD, r->fd, BENEATH, &rule, 0);
	if (err < 0 && err != -EBADFD && err != -EINVAL)
		die(err, "landlock_add_rule");
}

/* What was mounted and is no longer to be seen needs no rule. */
static void allow(const struct ruleset *r, int root, const char *path, uint64_t rights, bool must)
{
	int fd = rights & r->handled ? sys_open_in(root, path, O_PATH) : NONE;

	if (fd < 0 && must)
		die(fd, "open %s", path);
	if (fd < 0)
		return;
	add(r, fd, rights);
	sys_close(fd);
}

static void allow_dev(const struct ruleset *r, int root, const char *dest)
{
	char shm[PATH_MAX];

	allow(r, root, dest, LOOK | WRITE | IOCTL, false);
	if (fmt(shm, sizeof shm, "%s/shm", dest) < sizeof shm - 1)
		allow(r, root, shm, LOOK | CHANGE | UNIX, false);
}

/* To what is bound, or can be written.  A socket is bound so that it may be spoken to. */
static uint64_t of_mount(const struct plan *p, const struct op *op, uint64_t root)
{
	uint64_t rights = op == root_op(p) ? root : LOOK | EXECUTE | UNIX;

	if (!(op->attr & SYS_ATTR_RDONLY))
		rights |= CHANGE;
	if (op->kind == OP_BIND && !(op->attr & SYS_ATTR_NODEV))
		rights |= IOCTL;
	return rights;
}

/* By what the plan mounts: what of it may be changed. */
static void allow_mounts(const struct plan *p, const struct ruleset *r, int root, bool named)
{
	const uint64_t look = LOOK | EXECUTE;
	char buf[PATH_MAX];
	const char *dest;

	if (!root_op(p))
		allow(r, root, "/", CHANGE | look | (p->same_root ? IOCTL | UNIX : 0), false);
	for (const struct op *op = p->ops; op < p->end; op++) {
		if (op->kind > OP_CGROUPFS)
			continue;
		dest = op->in_place ? ops_absolute(p, op->dest, buf, sizeof buf) : op->dest;
		switch (op->kind) {
		case OP_PROC:
			allow(r, root, dest, LOOK | WRITE | TRUNCATE, false);
			break;
		case OP_DEV:
			allow_dev(r, root, dest);
			break;
		case OP_SYS:
		case OP_RO_OVERLAY:
			allow(r, root, dest, look, false);
			break;
		default:
			allow(r, root, dest, of_mount(p, op, named ? 0 : look), false);
		}
	}
}

/* The paths and ports that the options name. */
static void allow_named(const struct plan *p, const struct ruleset *r, int root)
{
	struct {
		uint64_t rights, port;
	} rule;
	unsigned long port;
	int err;

	for (const struct op *op = p->ops; op < p->end; op++) {
		const char *s = op->dest;

		rule.rights = LOOK;
		if (op->attr & LANDLOCK_EXECUTE)
			rule.rights |= EXECUTE;
		if (op->attr & LANDLOCK_WRITE)
			rule.rights |= CHANGE | IOCTL | UNIX;
		if (op->kind == OP_LANDLOCK)
			allow(r, root, op->dest, rule.rights, true);
		if (op->kind != OP_LANDLOCK_PORTS || !strcmp(s, "none"))
			continue;
		for (;; s++) {
			s = fmt_number(s, 65535, &port);
			if (!s || (*s && *s != ','))
				die(0, "%s: ports with commas are needed, or none", op->dest);
			rule.rights = op->attr;
			rule.port = port;
			err = sys_call(SYS_LANDLOCK_ADD, r->fd, PORT, &rule, 0);
			if (err < 0)
				die(err, "landlock_add_rule port %u", (unsigned)port);
			if (!*s)
				break;
		}
	}
}

/* Pipes apart: what is open for writing may be opened again, by way of /dev/stdout. */
static void allow_open(const struct ruleset *r)
{
	for (int fd = 0; fd < 3; fd++) {
		int flags = sys_fcntl(fd, F_GETFL, 0);

		if (flags < 0)
			continue;
		add(r, fd, LOOK | IOCTL | ((flags & O_ACCMODE) == O_RDONLY ? 0 : WRITE | TRUNCATE));
	}
}

/* What ends at the sandbox, by default as far as the kernel can; what is asked for it must. */
static unsigned scope(const char *list, bool usual)
{
	if (!list)
		return usual ? SIGNALS | SOCKETS : 0;
	return (*list == 's' ? SIGNALS : 0) | (strchr(list, 'x') ? SOCKETS : 0);
}

int landlock_prepare(const struct plan *p)
{
	struct {
		uint64_t files, net, scope;
	} attr;
	struct ruleset r;
	const char how = p->landlock ? *p->landlock : 't';
	bool named = false, usual = p->safe || p->landlock;
	int root, abi;

	if (how == 'o' || (!usual && !p->landlock_asked))
		return NONE;
	abi = sys_call(SYS_LANDLOCK_CREATE, NULL, 0L, ASK_VERSION);
	if (abi < 0) {
		if (how == 'r' || p->landlock_asked)
			die(abi, "landlock_create_ruleset");
		warn(abi, WITHOUT, "Landlock", "");
		return NONE;
	}
	attr.files = attr.net = 0;
	for (const struct op *op = p->ops; op < p->end; op++) {
		named |= op->kind == OP_LANDLOCK;
		if (op->kind == OP_LANDLOCK_PORTS)
			attr.net |= op->attr;
	}
	if (usual || named || p->landlock_strict)
		attr.files = CHANGE | IOCTL | UNIX;
	if (named || p->landlock_strict)
		attr.files |= LOOK | EXECUTE;
	attr.files &= known[abi > LATEST ? LATEST - 1 : abi - 1];
	attr.scope = scope(p->landlock_scope, usual && abi >= WITH_SCOPE);
	if (!attr.files && !attr.net && !attr.scope)
		return NONE;
	r.handled = attr.files;
	r.fd = sys_call(SYS_LANDLOCK_CREATE, &attr, sizeof attr, 0);
	if (r.fd < 0)
		die(r.fd, "landlock_create_ruleset");
	root = sys_open("/", O_PATH | O_DIRECTORY);
	if (root < 0)
		die(root, "open /");
	if (usual || p->landlock_strict)
		allow_mounts(p, &r, root, named);
	allow_named(p, &r, root);
	allow_open(&r);
	sys_close(root);
	return r.fd;
}

void landlock_restrict(const struct plan *p, int fd)
{
	int err;

	if (fd == NONE)
		return;
	err = sys_call(SYS_LANDLOCK_RESTRICT, fd, p->landlock_log ? LOG_NEW_EXEC : 0);
	if (err < 0)
		die(err, "landlock_restrict_self");
}
