/* SPDX-License-Identifier: MIT */
/*
 * The operations that make the new root: one function each, one table.
 *
 * Binds are copied trees, moved to their place by descriptor.  A new file
 * system is mounted by mount(2) on a place that is open: as safe as fsmount(2)
 * with a third of its calls.
 */
#include "sandbox.h"

/* As --perms says, or what is usual. */
static unsigned mode(const struct op *op, unsigned usual)
{
	return op->perms == NONE ? usual : (unsigned)op->perms;
}

const char *ops_absolute(const struct plan *p, const char *path, char *buf, size_t size)
{
	if (*path == '/')
		return path;
	if (!p->cwd)
		die(0, "%s: there is no current directory", path);
	if (fmt(buf, size, "%s/%s", p->cwd, path) == size - 1)
		die(-ENAMETOOLONG, "open %s", path);
	return buf;
}

/*
 * The place of something implied, if there is one.  In the host's root symlinks are
 * followed, since it is what they lead to that is meant, and what is not there needs
 * no hiding.  In a tree that may lack it, it is made if it can be, and nothing is
 * followed: what is no directory lies on a symlink itself then.
 */
static int implied_place(const struct site *s, const struct op *op, bool dir)
{
	const int flags = O_PATH | (dir ? O_DIRECTORY : 0) | (op->may_lack ? O_NOFOLLOW : 0);
	int err, up, fd = sys_open_in(s->root, op->dest, flags);

	if (fd == -ENOENT && op->may_lack) {
		const char *name = strrchr(op->dest, '/') + 1;
		char path[32];

		fmt(path, name - op->dest + 1, "%s", op->dest);
		up = sys_open_in(s->root, path, O_PATH | O_DIRECTORY);
		err = dir ? sys_mkdirat(up, name, 0755) : sys_mknodat(up, name, S_IFREG | 0644, 0);
		if (err >= 0)
			fd = sys_open_in(s->root, op->dest, flags);
	}
	if (fd < 0 && fd != -ENOENT && fd != -EACCES && (fd != -ENOTDIR || op->may_lack))
		die(fd, "open %s", op->dest);
	return fd;
}

static void attach(const struct op *op, struct site *s, int tree, const char *dest)
{
	struct sys_statx st;
	int err, place;

	err = sys_fstatx(tree, &st);
	if (err < 0)
		die(err, "statx %s", op->src);
	if (!op->implied || S_ISDIR(st.mode)) {
		root_attach(s, tree, op->src ? op->src : "a descriptor", dest, S_ISDIR(st.mode));
		return;
	}
	place = implied_place(s, op, false);
	if (place >= 0) {
		err = sys_move_mount(tree, place, "");
		if (err < 0)
			die(err, "move_mount %s to %s", op->src, dest);
		root_done(place);
	}
	root_done(tree);
}

int ops_tree(const struct plan *p, const struct op *op, const struct site *s)
{
	bool listed = op >= p->ops && op < p->end;
	int tree = listed && s->trees ? s->trees[op - p->ops] : NONE;

	return tree == NONE ? root_copy(p, op, s) : tree;
}

/* As a rule it is a symlink, into a /run that is another one inside. */
static const char *resolv(const struct site *s, char *buf, size_t size)
{
	int etc = sys_open_in(s->root, "/etc", O_PATH | O_DIRECTORY);
	char link[NAME_MAX];
	long n = sys_readlinkat(etc, "resolv.conf", link, sizeof link - 1);

	sys_close(etc);
	if (n < 0)
		return take_resolv;
	link[n] = 0;
	fmt(buf, size, *link == '/' ? "%s" : "/etc/%s", link);
	return buf;
}

static void bind_tree(const struct plan *p, const struct op *op, struct site *s)
{
	int tree = ops_tree(p, op, s);
	char buf[PATH_MAX];

	if (tree >= 0)
		attach(op, s, tree,
			op->in_place              ? ops_absolute(p, op->dest, buf, sizeof buf)
			: op->dest == take_resolv ? resolv(s, buf, sizeof buf)
						  : op->dest);
}

/* A copy of something in the scratch file system, with attributes of its own. */
static int scratch_copy(const struct site *s, const char *name, unsigned attr)
{
	const struct sys_mount_attr set = {.set = attr | SYS_ATTR_NOSUID | SYS_ATTR_NODEV};
	int err, tree = sys_open_tree(s->scratch, name, SYS_OPEN_TREE_CLONE);

	if (tree < 0)
		die(tree, "open_tree of our own %s", name);
	err = sys_mount_setattr(tree, "", 0, &set);
	if (err < 0)
		die(err, "mount_setattr of our own %s", name);
	return tree;
}

static void bind_data(const struct plan *p, const struct op *op, struct site *s)
{
	char name[16];
	int err, fd;

	fmt(name, sizeof name, "data%u", (unsigned)(op - p->ops));
	fd = sys_openat(s->scratch, name, O_CREAT | O_WRONLY, mode(op, 0600));
	if (fd < 0)
		die(fd, "open a file for %s", op->dest);
	if (op->fd == NONE) {
		err = sys_write(fd, op->src, strlen(op->src));
		if (err < 0)
			die(err, "write %s", op->dest);
	} else {
		data_copy(op->fd, fd, op->dest);
		sys_close(op->fd);
	}
	sys_close(fd);
	attach(op, s, scratch_copy(s, name, op->attr | root_noexec(p)), op->dest);
}

/* The directory where a file system goes, made if need be.  Or -errno if implied. */
static int mount_point(const struct op *op, const struct site *s)
{
	return op->implied ? implied_place(s, op, true)
			   : root_place(s, op->dest, true, mode(op, 0755));
}

/* Make it the working directory: nobody can move or replace it from under us then. */
static int go(const struct op *op, const struct site *s)
{
	int place = mount_point(op, s);
	int err = place < 0 ? place : sys_fchdir(place);

	if (err < 0)
		die(err, "chdir %s", op->dest);
	return place;
}

/*
 * A new file system on a place that is open.  We go there, or if we may not it is done by
 * way of /proc, whose own inodes for that are more work and stay as long as we do.
 */
static int mount_on(int place, const char *type, unsigned long flags, const char *data)
{
	char path[32] = ".";
	int err;

	if (sys_fchdir(place) < 0)
		fs_link(path, place);
	err = sys_mount(type, path, type, flags, data);
	root_done(place);
	return err;
}

static void covered(const struct op *op, struct site *s)
{
	if (root_odd(op->dest))
		root_covered(s);
}

static void mount_new(const char *type, const struct op *op, struct site *s,
	unsigned long flags, const char *data)
{
	int place = mount_point(op, s);
	int err = place < 0 ? 0 : mount_on(place, type, flags | MS_NOSUID, data);

	if (err < 0)
		die(err, "mount %s on %s", type, op->dest);
	covered(op, s);
}

/* An SELinux label for the files of a new file system, if one is asked for. */
static size_t label(const struct plan *p, char *data, size_t size)
{
	return p->file_label ? fmt(data, size, ",context=\"%s\"", p->file_label) : 0;
}

static void mount_tmpfs(const struct plan *p, const struct op *op, struct site *s)
{
	char data[256];
	size_t n;

	/* Maybe it is the root, which is then another one. */
	if (root_odd(op->dest)) {
		root_attach(s, root_tmpfs(op->perms, op->size, PLAIN | op->attr | root_noexec(p)), "tmpfs", op->dest, true);
		return;
	}
	n = fmt(data, sizeof data, "mode=%o", mode(op, 0755));
	if (op->size)
		n += fmt(data + n, sizeof data - n, ",size=%zu", (size_t)op->size);
	label(p, data + n, sizeof data - n);
	mount_new("tmpfs", op, s, MS_NODEV | op->attr | root_noexec(p), data);
}

/* In / that is remade our own root is the new one: what is right there needs no descriptor. */
static bool by_name(const struct plan *p, const struct op *op, const char *name)
{
	return p->remake_root && !strcmp(op->dest, name);
}

static void mount_proc(const struct plan *p, const struct op *op, struct site *s)
{
	const char *data = p->strict ? "subset=pid" : p->proc_opt;
	unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
	const char how = p->proc_fallback ? *p->proc_fallback : 'f';
	int err = -EPERM;

	if (p->ns & CLONE_NEWPID || p->joins[2]) {
		if (p->strict)
			flags |= MS_RDONLY;
		if (by_name(p, op, "/proc"))
			err = sys_mount("proc", "/proc", "proc", flags, data);
		else
			err = mount_on(mount_point(op, s), "proc", flags, data);
		if (err < 0 && (err != -EPERM || data || how == 'f'))
			die(err, "mount proc on %s", op->dest);
		if (err < 0 && how == 'n')
			mount_new("tmpfs", op, s, MS_NODEV | MS_NOEXEC | MS_RDONLY, NULL);
	}
	if (err < 0 && how != 'n')
		bind_tree(p, &(struct op){.src = "/proc", .dest = op->dest, .attr = SYS_ATTR_NOSUID | SYS_ATTR_NODEV | SYS_ATTR_NOEXEC}, s);
	if (p->proc_writable || p->safe || p->caps || !p->uid) {
		go(op, s);
		masks_proc(p);
	}
}

/*
 * sysfs shows the devices of a network namespace: of ours only if it is new.
 * Where a container forbids a new one the default is to show nothing.
 */
static void mount_sys(const struct plan *p, const struct op *op, struct site *s)
{
	const unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY;
	int err, place;

	if (!(p->ns & CLONE_NEWNET)) {
		bind_tree(p, &(struct op){.src = "/sys", .dest = op->dest, .attr = SYS_ATTR_RDONLY | SYS_ATTR_NOSUID | SYS_ATTR_NODEV | SYS_ATTR_NOEXEC}, s);
	} else {
		place = mount_point(op, s);
		if (place < 0)
			return;
		err = mount_on(place, "sysfs", flags, NULL);
		if (err == -EPERM && op->implied)
			err = mount_on(mount_point(op, s), "tmpfs", flags, "mode=0755");
		if (err < 0)
			die(err, "mount sysfs on %s", op->dest);
	}
	if (p->safe) {
		go(op, s);
		masks_sys(p, false);
	}
}

/* Nothing more comes to lie in it. */
static APART void finish_dev(const struct plan *p, const struct site *s)
{
	if (s->dev != NONE && p->safe)
		root_rdonly(p, s->dev, "", "/dev");
}

static void make_dev(const struct plan *p, const struct op *op, struct site *s)
{
	const char *to = "";
	int err;

	finish_dev(p, s);
	if (by_name(p, op, "/dev")) {
		/* There is what comes to be covered, and is no more to be found by its name. */
		err = sys_chdir("/dev");
		if (err >= 0)
			err = sys_mount("tmpfs", "/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755");
		if (err >= 0 && p->safe)
			err = s->dev = sys_open("/dev", O_PATH | O_DIRECTORY);
		if (err < 0)
			die(err, "mount tmpfs on /dev");
		to = "/dev/";
	} else {
		mount_new("tmpfs", op, s, MS_NOEXEC, "mode=0755");
		s->dev = go(op, s);
	}
	dev_fill(p, s->host_dev, to);
}

/* What is of a namespace, and has no more to be said of it. */
static void mount_own(const struct plan *p, const struct op *op, struct site *s)
{
	(void)p;
	mount_new(op->kind == OP_MQUEUE ? "mqueue" : "cgroup2", op, s, MS_NODEV | MS_NOEXEC, NULL);
}

/* Hide what is there under an empty object of ours, of the same kind. */
static void mask(const struct plan *p, const struct op *op, struct site *s)
{
	const unsigned attr = SYS_ATTR_RDONLY | SYS_ATTR_NOEXEC;
	struct sys_statx st;
	char buf[PATH_MAX];
	const char *dest = ops_absolute(p, op->dest, buf, sizeof buf);
	int err, tree, place = sys_open_in(s->root, dest, O_PATH);

	if (place == -ENOENT)
		return;
	err = place < 0 ? place : sys_fstatx(place, &st);
	if (err < 0)
		die(err, "open %s", dest);
	if (S_ISDIR(st.mode)) {
		sys_mkdirat(s->scratch, "nothing", 0755);
		tree = scratch_copy(s, "nothing", attr);
	} else {
		sys_mknodat(s->scratch, "empty", S_IFREG | 0444, 0);
		tree = scratch_copy(s, "empty", attr);
	}
	err = sys_move_mount(tree, place, "");
	if (err < 0)
		die(err, "move_mount over %s", dest);
	covered(op, s);
	root_done(place);
	root_done(tree);
}

static void make_dir(const struct plan *p, const struct op *op, struct site *s)
{
	(void)p;
	root_done(root_place(s, op->dest, true, mode(op, 0755)));
}

static void make_file(const struct plan *p, const struct op *op, struct site *s)
{
	const char *name;
	int fd, up = root_parent(s, op->dest, &name);

	(void)p;
	fd = sys_openat(up, name, O_CREAT | O_WRONLY | O_TRUNC | O_NOFOLLOW,
		mode(op, 0666));
	if (fd < 0)
		die(fd, "open %s", op->dest);
	data_copy(op->fd, fd, op->dest);
	sys_close(op->fd);
	sys_close(fd);
	sys_close(up);
}

static void make_symlink(const struct plan *p, const struct op *op, struct site *s)
{
	char there[PATH_MAX];
	const char *name;
	int err, up = root_parent(s, op->dest, &name);
	long n;

	(void)p;
	err = sys_symlinkat(op->src, up, name);
	if (err == -EEXIST) {
		/* The same link is what was asked for. */
		n = sys_readlinkat(up, name, there, sizeof there);
		if (n == (long)strlen(op->src) && !memcmp(there, op->src, n))
			err = 0;
	}
	if (err < 0)
		die(err, "symlink %s to %s", op->dest, op->src);
	sys_close(up);
}

/* By way of /proc, since an O_PATH descriptor alone changes no mode. */
static void change_mode(const struct plan *p, const struct op *op, struct site *s)
{
	char path[32];
	int err, fd = sys_open_in(s->root, op->dest, O_PATH | O_NOFOLLOW);

	(void)p;
	fs_link(path, fd);
	err = fd < 0 ? fd : sys_fchmodat(AT_FDCWD, path, op->perms);
	if (err < 0)
		die(err, "chmod %s", op->dest);
	root_done(fd);
}

static void remount_ro(const struct plan *p, const struct op *op, struct site *s)
{
	int place = sys_open_in(s->root, op->dest, O_PATH | O_NOFOLLOW);

	if (place < 0)
		die(place, "open %s", op->dest);
	root_rdonly(p, place, "", op->dest);
	root_done(place);
}

/* A path among mount options, where : and , and \ mean something. */
static size_t escape(char *out, size_t size, const char *path)
{
	size_t n = 0;

	for (; *path; path++) {
		if (n + 3 > size)
			die(-ENAMETOOLONG, "overlay of %s", path);
		if (strchr(":,\\", *path))
			out[n++] = '\\';
		out[n++] = *path;
	}
	out[n] = 0;
	return n;
}

static size_t layer(const struct plan *p, char *out, size_t size, const char *key, const char *path)
{
	char buf[PATH_MAX];
	size_t n = fmt(out, size, "%s", key);

	return n + escape(out + n, size - n, ops_absolute(p, path, buf, sizeof buf));
}

/* The --overlay-src before op are its layers, the first at the bottom. */
static void overlay(const struct plan *p, const struct op *op, struct site *s)
{
	char data[8192], upper[48], work[48];
	const struct op *src = op;
	const char *key = "lowerdir=";
	size_t n = 0;
	int err;

	while (src-- > p->ops && src->kind == OP_OVERLAY_SRC)
		if (!src->attr) {
			n += layer(p, data + n, sizeof data - n, key, src->src);
			key = ":";
		}
	if (op->kind == OP_OVERLAY) {
		n += layer(p, data + n, sizeof data - n, ",upperdir=", op->src);
		n += layer(p, data + n, sizeof data - n, ",workdir=", op->work);
	} else if (op->kind == OP_TMP_OVERLAY) {
		fmt(upper, sizeof upper, "/proc/self/fd/%d/upper%u", s->scratch, (unsigned)(op - p->ops));
		fmt(work, sizeof work, "/proc/self/fd/%d/work%u", s->scratch, (unsigned)(op - p->ops));
		err = sys_mkdirat(AT_FDCWD, upper, 0755);
		if (err >= 0)
			err = sys_mkdirat(AT_FDCWD, work, 0755);
		if (err < 0)
			die(err, "mkdir for %s", op->dest);
		n += layer(p, data + n, sizeof data - n, ",upperdir=", upper);
		n += layer(p, data + n, sizeof data - n, ",workdir=", work);
	}
	n += fmt(data + n, sizeof data - n, ",userxattr");
	while (++src < op)
		if (src->attr)
			n += fmt(data + n, sizeof data - n, ",%s", src->src);
	if (n >= 4095)
		die(-ENAMETOOLONG, "overlay on %s", op->dest);
	mount_new("overlay", op, s, MS_NODEV | op->attr | root_noexec(p), data);
}

static void (*const apply[OP_STEPS])(const struct plan *, const struct op *, struct site *) = {
	[OP_BIND] = bind_tree,
	[OP_BIND_FD] = bind_tree,
	[OP_MOUNT] = bind_tree,
	[OP_BIND_DATA] = bind_data,
	[OP_OVERLAY] = overlay,
	[OP_TMP_OVERLAY] = overlay,
	[OP_RO_OVERLAY] = overlay,
	[OP_TMPFS] = mount_tmpfs,
	[OP_PROC] = mount_proc,
	[OP_SYS] = mount_sys,
	[OP_DEV] = make_dev,
	[OP_MQUEUE] = mount_own,
	[OP_CGROUPFS] = mount_own,
	[OP_MASK] = mask,
	[OP_DIR] = make_dir,
	[OP_FILE] = make_file,
	[OP_SYMLINK] = make_symlink,
	[OP_CHMOD] = change_mode,
	[OP_REMOUNT_RO] = remount_ro,
};

void ops_open(const struct plan *p, struct site *s)
{
	enum { FEW = 64 }; /* descriptors are limited: of many only those that need it */
	int n = 0;

	if (!s->trees)
		s->trees = data_room((p->end - p->ops) * sizeof *s->trees);
	for (const struct op *op = p->ops; op < p->end; op++) {
		s->trees[op - p->ops] = NONE;
		if (op->kind == OP_BIND_FD ||
			(op->kind == OP_BIND && op != root_op(p) && (++n <= FEW || !strcmp(op->src, "/"))))
			s->trees[op - p->ops] = root_copy(p, op, s);
	}
}

/* Is there still to be one of ours at path? */
static bool comes_later(const struct plan *p, const struct op *op, const char *path)
{
	while (++op < p->end)
		if ((op->kind == OP_PROC || op->kind == OP_SYS) && !strcmp(op->dest, path))
			return true;
	return false;
}

/*
 * The host's /proc and /sys, bound by themselves or in what they lie in: what is not to be
 * seen there, and never to be written, is as in those of ours, which may cover them yet.
 * A part of them that is bound was asked for by name.
 */
static void guard_bound(const struct plan *p, const struct op *op, struct site *s)
{
	enum { PROC = 0x9fa0,
		SYSFS = 0x62656572,
		ROOT = 1 };
	char buf[PATH_MAX], path[PATH_MAX];
	const char *dest = op->in_place ? ops_absolute(p, op->dest, buf, sizeof buf) : op->dest;
	struct sys_statx st;
	unsigned type;
	int err, fd;

	for (unsigned i = 0; i < 3; i++) {
		fmt(path, sizeof path, "%s/%s", dest[1] ? dest : "", fmt_nth("\0proc\0sys", i));
		if (comes_later(p, op, path))
			continue;
		fd = sys_open_in(s->root, path, O_PATH | O_DIRECTORY);
		/* What is not there, or cannot be got at, needs no guard. */
		if (fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP || fd == -EACCES)
			continue;
		err = fd < 0 ? fd : sys_fstatx(fd, &st);
		if (err < 0)
			die(err, "open %s", path);
		type = root_fstype(fd);
		if ((type == PROC || type == SYSFS) && st.ino == ROOT) {
			err = sys_fchdir(fd);
			if (err < 0)
				die(err, "chdir %s", path);
			/* Root's are all processes, devices and control groups of the machine. */
			if (p->proc_writable && (type == SYSFS || p->ns & CLONE_NEWPID))
				root_rdonly(p, AT_FDCWD, ".", path);
			if (type == PROC)
				masks_proc(p);
			else if (p->proc_writable)
				masks_sys(p, true);
		}
		root_done(fd);
	}
}

void ops_apply(const struct plan *p, struct site *s)
{
	const struct op *root = root_op(p);

	for (const struct op *op = p->ops; op < p->end; op++) {
		if (op->kind >= OP_STEPS)
			continue;
		if (op->implied && op->may_lack && op->kind > OP_BIND_DATA &&
			mount_point(op, s) < 0)
			continue;
		/* Whoever may not do anything with it need not reach it. */
		s->parents = 0755 & ~((op->perms & 070 ? 0 : 050) | (op->perms & 07 ? 0 : 05));
		if (op != root)
			apply[op->kind](p, op, s);
		if (p->safe && op->kind <= OP_MOUNT &&
			(p->proc_writable || !(op->attr & SYS_ATTR_RDONLY)))
			guard_bound(p, op, s);
	}
	finish_dev(p, s);
}
