/* SPDX-License-Identifier: MIT */
/*
 * The new root and the places in it.  It is attached on top of /, where nobody
 * who starts at / sees it, and worked on through its descriptor: names in the
 * sandbox are looked up below that, so that no symlink and no .. leads out.
 */
#include "sandbox.h"

void root_done(int fd)
{
	enum { FEW = 12 };

	if (fd >= FEW)
		sys_close(fd);
}

unsigned root_fstype(int fd)
{
	struct {
		long type, rest[31];
	} fs = {0};
	int err;

#ifdef SYS_fstatfs64
	err = sys_call(SYS_fstatfs64, fd, 88L, &fs);
#else
	err = sys_call(SYS_fstatfs, fd, &fs);
#endif
	if (err < 0)
		die(err, "fstatfs");
	return fs.type;
}

/* Is what the host mounts later not to appear? */
static APART bool is_private(const struct plan *p)
{
	return p->propagation ? *p->propagation == 'p' : !p->compat;
}

static void protect(const struct plan *p, int dir, const char *path, const char *what,
	unsigned attr)
{
	struct sys_mount_attr set = {.set = attr};
	int err;

	if (is_private(p))
		set.propagation = MS_PRIVATE;
	err = sys_mount_setattr(dir, path, SYS_AT_RECURSIVE, &set);
	if (err < 0 && p->lax)
		warn(err, "mount_setattr %s", what);
	else if (err < 0)
		die(err, "mount_setattr %s", what);
}

void root_rdonly(const struct plan *p, int dir, const char *path, const char *what)
{
	static const struct sys_mount_attr rdonly = {.set = SYS_ATTR_RDONLY};
	int err = sys_mount_setattr(dir, path, *path ? SYS_AT_RECURSIVE : 0, &rdonly);

	if (err < 0 && p->lax)
		warn(err, "mount_setattr %s read-only", what);
	else if (err < 0)
		die(err, "mount_setattr %s read-only", what);
}

/*
 * A descriptor is of the mount namespace that we came from, whose mounts cannot
 * be copied here: its name is looked up again, and must lead to the same thing.
 */
static int copy_fd(const struct op *op)
{
	char link[32], path[PATH_MAX];
	struct sys_statx ours, there;
	int tree;
	long n;

	fs_link(link, op->fd);
	n = sys_readlinkat(AT_FDCWD, link, path, sizeof path - 1);
	if (n < 0)
		return n;
	path[n] = 0;
	tree = sys_open_tree(AT_FDCWD, path, SYS_OPEN_TREE_CLONE | SYS_AT_RECURSIVE);
	if (tree < 0)
		return tree;
	if (sys_fstatx(op->fd, &ours) < 0 ||
		sys_fstatx(tree, &there) < 0 || ours.ino != there.ino ||
		ours.dev_major != there.dev_major || ours.dev_minor != there.dev_minor)
		return -ESTALE;
	sys_close(op->fd);
	return tree;
}

/* There is no moment at which it could be written. */
void root_protect(const struct plan *p, const struct op *op, int tree)
{
	protect(p, tree, "", op->kind == OP_BIND_FD ? op->dest : op->src,
		op->attr & SYS_ATTR_RDONLY ? op->attr : op->attr | root_noexec(p));
}

int root_copy(const struct plan *p, const struct op *op, const struct site *s)
{
	bool by_fd = op->kind == OP_BIND_FD;
	const unsigned copy = SYS_OPEN_TREE_CLONE | SYS_AT_RECURSIVE;
	int tree = op->idmap || op->kind == OP_MOUNT ? op->fd
		   : by_fd                           ? copy_fd(op)
						     : sys_open_tree(s->here, op->src, copy);

	if (tree == -ENOENT && op->may_lack)
		return tree;
	if (tree < 0 && by_fd)
		die(tree, "open_tree descriptor %d for %s", op->fd, op->dest);
	if (tree < 0)
		die(tree, "open_tree %s", op->src);
	root_protect(p, op, tree);
	return tree;
}

int root_tmpfs(int perms, uint64_t size, unsigned attr)
{
	int err, tree, fs = sys_fsopen("tmpfs");
	char s[24];

	if (fs < 0)
		die(fs, "fsopen tmpfs");
	fmt(s, sizeof s, "%o", perms == NONE ? 0755 : (unsigned)perms);
	err = sys_fsconfig(fs, SYS_FSCONFIG_STRING, "mode", s);
	fmt(s, sizeof s, "%zu", (size_t)size);
	if (err >= 0 && size)
		err = sys_fsconfig(fs, SYS_FSCONFIG_STRING, "size", s);
	if (err >= 0)
		err = sys_fsconfig(fs, SYS_FSCONFIG_CREATE, NULL, NULL);
	if (err < 0)
		die(err, "fsconfig tmpfs");
	tree = sys_fsmount(fs, attr);
	if (tree < 0)
		die(tree, "fsmount tmpfs");
	sys_close(fs);
	return tree;
}

void root_mount(struct op *op)
{
	int err = 0, fs = sys_fsopen(op->src);
	char words[PATH_MAX], *next = words, *s, *value;

	/* The device's name stands behind the type. */
	fmt(words, sizeof words, "source=%s,%s", fmt_nth(op->src, 1), op->work);
	while (err >= 0 && (s = next)) {
		next = strchr(s, ',');
		if (next)
			*next++ = 0;
		value = strchr(s, '=');
		if (value)
			*value++ = 0;
		err = sys_fsconfig(fs, value ? SYS_FSCONFIG_STRING : SYS_FSCONFIG_FLAG, s, value);
	}
	if (err >= 0)
		err = sys_fsconfig(fs, SYS_FSCONFIG_CREATE, NULL, NULL);
	if (err >= 0)
		err = op->fd = above_stdio(sys_fsmount(fs, 0));
	if (err < 0)
		die(fs < 0 ? fs : err, "mount %s on %s", op->src, op->dest);
	sys_close(fs);
}

const struct op *root_op(const struct plan *p)
{
	for (const struct op *op = p->ops; op < p->end; op++)
		if (op->kind < OP_STEPS)
			return op->kind == OP_BIND && !strcmp(op->dest, "/") ? op : NULL;
	return NULL;
}

static bool wants_scratch(const struct plan *p)
{
	for (const struct op *op = p->ops; op < p->end; op++)
		if (op->kind == OP_BIND_DATA || op->kind == OP_TMP_OVERLAY || op->kind == OP_MASK)
			return true;
	return false;
}

void root_cover(struct site *s, int tree)
{
	int err = sys_move_mount(tree, AT_FDCWD, "/");

	if (err < 0)
		die(err == -EINVAL ? -ENOTDIR : err, "move_mount on /");
	s->covers++;
}

void root_begin(const struct plan *p, struct site *s)
{
	int err;

	/* Elsewhere than in a new user namespace, whose mounts are slaves of the
	 * host's from the start, ours would appear there. */
	if (!(p->ns & CLONE_NEWUSER)) {
		err = sys_mount(NULL, "/", NULL, MS_REC | (is_private(p) ? MS_PRIVATE : MS_SLAVE), NULL);
		if (err < 0)
			die(err, "mount / as slave");
	}
	if (p->by_sources)
		from_sources(p, s);
	/* Once for all of them, as it reads every mount there is. */
	for (const struct op *op = p->ops; op < p->end; op++)
		if (op->kind <= OP_MOUNT && root_may_write(p, op)) {
			masks_host(p);
			break;
		}
	/* Copies of / would have on them what comes to lie on it. */
	if (!p->same_root && !p->by_sources)
		ops_open(p, s);
	if (p->same_root || p->remake_root) {
		s->root = above_stdio(sys_open("/", O_PATH | O_DIRECTORY));
		if (s->root < 0)
			die(s->root, "open /");
		if (p->remake_root)
			protect(p, AT_FDCWD, "/", "/", root_op(p)->attr);
		return;
	}
	s->root = root_op(p) ? ops_tree(p, root_op(p), s) : -ENOENT;
	if (s->root < 0)
		s->root = root_tmpfs(0755, 0, PLAIN | root_noexec(p));
	if (wants_scratch(p)) {
		s->scratch = root_tmpfs(0700, 0, PLAIN);
		root_cover(s, s->scratch);
	}
	root_cover(s, s->root);
}

/*
 * The root of an initramfs can neither be left by pivot_root(2) nor unmounted.
 * As the new root lies on top of it, a chroot is enough: whoever climbs out of
 * it arrives at the top of /, and that is the new root again.
 */
static int cover_rootfs(void)
{
	static const unsigned ramfs = 0x858458f6, tmpfs = 0x01021994;
	unsigned type = root_fstype(sys_open("/", O_PATH));
	int err;

	if (type != ramfs && type != tmpfs)
		die(-EINVAL, "pivot_root");
	err = sys_chroot(".");
	if (err < 0)
		die(err, "chroot");
	return err;
}

APART void root_enter(const struct plan *p, const struct site *s)
{
	struct sys_statx top, up;
	int err;

	if (p->same_root || p->remake_root)
		return;
	err = sys_fchdir(s->root);
	if (err < 0)
		die(err, "chdir to the new root");
	err = sys_pivot_root(".", ".");
	if (err == -EINVAL)
		err = cover_rootfs();
	else if (err < 0)
		die(err, "pivot_root");
	else
		/* The old root lies on the new one now, and on it what had covered it
		 * before the last cover: each is one to be let go. */
		for (int i = 0; err >= 0 && i < s->covers; i++)
			err = sys_umount(".", MNT_DETACH);
	if (err < 0)
		die(err, "umount the old root");
	/* Whatever happened: from / there is no way on top of it. */
	if (sys_statx(AT_FDCWD, "/", 0, &top) < 0 || sys_statx(AT_FDCWD, "/..", 0, &up) < 0 ||
		top.mnt_id != up.mnt_id || top.ino != up.ino)
		die(0, "the old root is still there");
}

const char *root_chdir(const struct plan *p)
{
	const char *home;
	int err;

	if (p->chdir) {
		/* A root that is remade leaves us where we were, another one at /. */
		sys_chdir(p->compat || !p->cwd ? "/" : p->cwd);
		err = sys_chdir(p->chdir);
		if (err < 0)
			die(err, "chdir %s", p->chdir);
		return p->chdir;
	}
	if (p->cwd && sys_chdir(p->cwd) >= 0)
		return p->cwd;
	home = exec_getenv(p->env, "HOME");
	if (home && sys_chdir(home) >= 0)
		return home;
	sys_chdir("/");
	return "/";
}

int root_parent(const struct site *s, const char *dest, const char **name)
{
	int err, up, next;
	char path[PATH_MAX];
	size_t len = strlen(dest);
	char *step, *end;

	if (len >= sizeof path)
		die(-ENAMETOOLONG, "open %s", dest);
	memcpy(path, dest, len + 1);

	up = sys_open_in(s->root, "/", O_PATH | O_DIRECTORY);
	for (step = path; up >= 0; step = end) {
		while (*step == '/')
			step++;
		end = step + fmt_until(step, "/");
		if (!*end)
			break;
		*end = 0;
		next = sys_open_in(s->root, path, O_PATH | O_DIRECTORY);
		if (next == -ENOENT) {
			err = sys_mkdirat(up, step, s->parents);
			if (err < 0)
				die(err, "mkdir %s for %s", path, dest);
			next = sys_open_in(s->root, path, O_PATH | O_DIRECTORY);
		}
		*end = '/';
		sys_close(up);
		up = next;
	}
	if (up < 0)
		die(up, "open %s", dest);
	*name = dest + (step - path);
	return up;
}

static int look_up(const struct site *s, const char *dest, bool dir)
{
	return sys_open_in(s->root, dest, O_PATH | O_NOFOLLOW | (dir ? O_DIRECTORY : 0));
}

/* It is not there: make it, and the directories above it. */
static int make(const struct site *s, const char *dest, bool dir, unsigned mode)
{
	const char *name;
	int err, up = root_parent(s, dest, &name);

	err = dir ? sys_mkdirat(up, name, mode) : sys_mknodat(up, name, S_IFREG | mode, 0);
	sys_close(up);
	if (err < 0 && err != -EEXIST && dir)
		die(err, "mkdir %s", dest);
	if (err < 0 && err != -EEXIST)
		die(err, "mknod %s", dest);
	return look_up(s, dest, dir);
}

int root_place(const struct site *s, const char *dest, bool dir, unsigned mode)
{
	struct sys_statx st;
	int err, fd = look_up(s, dest, dir);

	if (fd == -ENOENT)
		fd = make(s, dest, dir, mode);
	if (fd < 0)
		die(fd, "open %s", dest);
	if (dir)
		return fd;
	err = sys_fstatx(fd, &st);
	if (err < 0)
		die(err, "statx %s", dest);
	if (S_ISLNK(st.mode))
		die(-ELOOP, "open %s", dest);
	if (S_ISDIR(st.mode))
		die(-EISDIR, "open %s", dest);
	return fd;
}

bool root_odd(const char *dest)
{
	if (!dest[1] || *dest == '.')
		return true;
	for (; *dest; dest++)
		if (*dest == '/' && (dest[1] == '.' || dest[1] == '/'))
			return true;
	return false;
}

/* Whatever its name, is it the root itself? */
static bool is_root(const struct site *s, int place)
{
	struct sys_statx root, st;

	return sys_fstatx(s->root, &root) >= 0 &&
	       sys_fstatx(place, &st) >= 0 &&
	       root.mnt_id == st.mnt_id && root.ino == st.ino;
}

/* Who climbs out of / arrives on top of all that lies there. */
void root_covered(struct site *s)
{
	int top = sys_open("/..", O_PATH | O_DIRECTORY);

	if (top >= 0 && !is_root(s, top)) {
		s->root = top;
		s->covers++;
	}
}

void root_attach(struct site *s, int tree, const char *src, const char *dest, bool dir)
{
	int place = root_place(s, dest, dir, dir ? 0755 : 0444);
	bool root = dir && is_root(s, place);
	int err = sys_move_mount(tree, place, "");

	if (err < 0)
		die(err, "move_mount %s to %s", src, dest);
	root_done(place);
	/* What lies on the root is not seen from below it. */
	if (root) {
		s->root = tree;
		s->covers++;
	} else
		root_done(tree);
}
