/* SPDX-License-Identifier: MIT */
/*
 * The operations that make the new root: one function each, one table.
 *
 * Binds are copied trees, moved to their place by descriptor.  A new file
 * system is mounted on the working directory after that was changed to its
 * place: as safe as fsmount(2) with a third of its calls.
 */
#include "sandbox.h"

/* The place of --ro and --rw: as the caller sees it, not from the new root on. */
static const char *absolute(const struct plan *p, const struct op *op, char *buf, size_t size)
{
	if (!op->in_place || *op->dest == '/')
		return op->dest;
	if (!p->cwd)
		die(0, "%s: there is no current directory", op->dest);
	if (fmt(buf, size, "%s/%s", p->cwd, op->dest) == size - 1)
		die(-ENAMETOOLONG, "open %s", op->dest);
	return buf;
}

static void bind_tree(const struct plan *p, const struct op *op, int root)
{
	int err, place, tree = root_copy(p, op);
	char buf[PATH_MAX];
	const char *dest = absolute(p, op, buf, sizeof buf);
	struct sys_statx st;

	if (tree < 0)
		return;
	err = sys_statx(tree, "", AT_EMPTY_PATH, &st);
	if (err < 0)
		die(err, "statx %s", op->src);
	place = root_place(root, dest, S_ISDIR(st.mode), 0644);
	err = sys_move_mount(tree, place, "");
	if (err < 0)
		die(err, "move_mount %s to %s", op->src, op->dest);
	sys_close(place);
	sys_close(tree);
}

/* Go to the place, which nobody can move or replace from under us now. */
static void go(const char *dest, int root)
{
	int err, place = root_place(root, dest, true, 0755);

	err = sys_fchdir(place);
	if (err < 0)
		die(err, "chdir %s", dest);
	sys_close(place);
}

static void mount_new(const char *type, const struct op *op, int root, const char *data)
{
	unsigned long flags = MS_NOSUID | MS_NODEV;
	int err;

	if (op->attr & SYS_ATTR_NOEXEC)
		flags |= MS_NOEXEC;
	if (op->attr & SYS_ATTR_RDONLY)
		flags |= MS_RDONLY;
	go(op->dest, root);
	err = sys_mount(type, ".", type, flags, data);
	if (err < 0)
		die(err, "mount %s on %s", type, op->dest);
}

static void mount_tmpfs(const struct plan *p, const struct op *op, int root)
{
	char data[32];

	(void)p;
	fmt(data, sizeof data, "mode=%o", op->perms ? op->perms : 0755);
	mount_new("tmpfs", op, root, data);
}

/* What root of the host may write there concerns the whole machine. */
static const char *const guarded[] = {
	"sys",
	"sysrq-trigger",
	"irq",
	"bus",
	"fs",
	"acpi",
	"scsi",
	"mtrr",
	"driver",
	"tty",
	"asound",
};

static void mount_proc(const struct plan *p, const struct op *op, int root)
{
	static const struct sys_mount_attr rdonly = {.set = SYS_ATTR_RDONLY};
	int err, place, tree;

	if (p->ns & CLONE_NEWPID)
		mount_new("proc", op, root, NULL);
	else
		bind_tree(p, &(struct op){.src = "/proc", .dest = op->dest, .attr = SYS_ATTR_NOSUID | SYS_ATTR_NODEV | SYS_ATTR_NOEXEC}, root);
	if (!p->proc_writable)
		return;

	go(op->dest, root);
	for (size_t i = 0; i < countof(guarded); i++) {
		tree = sys_open_tree(AT_FDCWD, guarded[i],
			SYS_OPEN_TREE_CLONE | SYS_AT_RECURSIVE | AT_SYMLINK_NOFOLLOW);
		if (tree == -ENOENT)
			continue;
		if (tree < 0)
			die(tree, "open_tree %s/%s", op->dest, guarded[i]);
		err = sys_mount_setattr(tree, "", SYS_AT_RECURSIVE, &rdonly);
		if (err < 0)
			die(err, "mount_setattr %s/%s", op->dest, guarded[i]);
		place = sys_openat(AT_FDCWD, guarded[i], O_PATH | O_NOFOLLOW, 0);
		err = sys_move_mount(tree, place, "");
		if (err < 0)
			die(err, "move_mount over %s/%s", op->dest, guarded[i]);
		sys_close(place);
		sys_close(tree);
	}
}

/* sysfs shows the devices of a network namespace: of ours only if it is new. */
static void mount_sys(const struct plan *p, const struct op *op, int root)
{
	if (p->ns & CLONE_NEWNET)
		mount_new("sysfs", op, root, NULL);
	else
		bind_tree(p, &(struct op){.src = "/sys", .dest = op->dest, .attr = op->attr}, root);
}

static void make_dev(const struct plan *p, const struct op *op, int root)
{
	int err;

	(void)p;
	go(op->dest, root);
	err = sys_mount("tmpfs", ".", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755");
	if (err < 0)
		die(err, "mount tmpfs on %s", op->dest);
	/* Once more: the working directory is still what lies below the mount. */
	go(op->dest, root);
	dev_fill();
}

static void mount_mqueue(const struct plan *p, const struct op *op, int root)
{
	(void)p;
	mount_new("mqueue", op, root, NULL);
}

static void make_dir(const struct plan *p, const struct op *op, int root)
{
	(void)p;
	sys_close(root_place(root, op->dest, true, 0755));
}

/* In the directory that holds it, which is made like any other place. */
static void make_symlink(const struct plan *p, const struct op *op, int root)
{
	char up[PATH_MAX], there[PATH_MAX];
	const char *name = strrchr(op->dest, '/');
	size_t len = name ? name - op->dest : 0;
	long n;
	int err;

	(void)p;
	name = name ? name + 1 : op->dest;
	if (len >= sizeof up)
		die(-ENAMETOOLONG, "symlink %s", op->dest);
	memcpy(up, op->dest, len);
	memcpy(up + len, len ? "" : "/", len ? 1 : 2);
	go(up, root);
	err = sys_symlinkat(op->src, AT_FDCWD, name);
	if (err == -EEXIST) {
		/* The same link is what was asked for. */
		n = sys_readlinkat(AT_FDCWD, name, there, sizeof there);
		if (n == (long)strlen(op->src) && !memcmp(there, op->src, n))
			return;
	}
	if (err < 0)
		die(err, "symlink %s to %s", op->dest, op->src);
}

static void remount_ro(const struct plan *p, const struct op *op, int root)
{
	static const struct sys_mount_attr rdonly = {.set = SYS_ATTR_RDONLY};
	int err, place;

	(void)p;
	place = sys_open_in(root, op->dest, O_PATH);
	if (place < 0)
		die(place, "open %s", op->dest);
	err = sys_mount_setattr(place, "", 0, &rdonly);
	if (err < 0)
		die(err, "mount_setattr %s read-only", op->dest);
	sys_close(place);
}

static void (*const apply[OP_KINDS])(const struct plan *, const struct op *, int root) = {
	[OP_BIND] = bind_tree,
	[OP_TMPFS] = mount_tmpfs,
	[OP_PROC] = mount_proc,
	[OP_SYS] = mount_sys,
	[OP_DEV] = make_dev,
	[OP_MQUEUE] = mount_mqueue,
	[OP_DIR] = make_dir,
	[OP_SYMLINK] = make_symlink,
	[OP_REMOUNT_RO] = remount_ro,
};

void ops_apply(const struct plan *p, int root)
{
	const struct op *op = p->ops, *end = op + p->nops;

	if (op < end && op->kind == OP_BIND && !strcmp(op->dest, "/"))
		op++; /* root_begin did it */
	for (; op < end; op++)
		apply[op->kind](p, op, root);
}
