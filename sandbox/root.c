/* SPDX-License-Identifier: MIT */
/*
 * The new root and the places in it.  It is attached on top of /, where nobody
 * who starts at / sees it, and worked on through its descriptor: names in the
 * sandbox are looked up below that, so that no symlink and no .. leads out.
 */
#include "sandbox.h"

int root_copy(const struct plan *p, const struct op *op)
{
	struct sys_mount_attr attr = {.set = op->attr};
	int err, tree;

	tree = sys_open_tree(AT_FDCWD, op->src, SYS_OPEN_TREE_CLONE | SYS_AT_RECURSIVE);
	if (tree == -ENOENT && op->may_lack)
		return tree;
	if (tree < 0)
		die(tree, "open_tree %s", op->src);
	/* Attached nowhere yet: there is no moment at which it could be written. */
	if (!p->compat)
		attr.propagation = MS_PRIVATE;
	err = sys_mount_setattr(tree, "", SYS_AT_RECURSIVE, &attr);
	if (err < 0)
		die(err, "mount_setattr %s", op->src);
	return tree;
}

static int empty_tree(void)
{
	int err, tree, fs = sys_fsopen("tmpfs");

	if (fs < 0)
		die(fs, "fsopen tmpfs");
	err = sys_fsconfig(fs, SYS_FSCONFIG_STRING, "mode", "0755");
	if (err >= 0)
		err = sys_fsconfig(fs, SYS_FSCONFIG_CREATE, NULL, NULL);
	if (err < 0)
		die(err, "fsconfig tmpfs");
	tree = sys_fsmount(fs, SYS_ATTR_NOSUID | SYS_ATTR_NODEV);
	if (tree < 0)
		die(tree, "fsmount tmpfs");
	sys_close(fs);
	return tree;
}

int root_begin(const struct plan *p)
{
	int err, root;

	/* Elsewhere than in a new user namespace, whose mounts are slaves of the
	 * host's from the start, ours would appear there. */
	if (!(p->ns & CLONE_NEWUSER)) {
		err = sys_mount(NULL, "/", NULL, MS_REC | (p->compat ? MS_SLAVE : MS_PRIVATE), NULL);
		if (err < 0)
			die(err, "mount / as slave");
	}
	root = p->nops && p->ops->kind == OP_BIND && !strcmp(p->ops->dest, "/")
		       ? root_copy(p, p->ops)
		       : -ENOENT;
	if (root < 0)
		root = empty_tree();
	err = sys_move_mount(root, AT_FDCWD, "/");
	if (err < 0)
		die(err, "move_mount the new root");
	return root;
}

/*
 * The root of an initramfs can neither be left by pivot_root(2) nor unmounted.
 * As the new root lies on top of it, a chroot is enough: whoever climbs out of
 * it arrives at the top of /, and that is the new root again.
 */
static void cover_rootfs(void)
{
	static const unsigned ramfs = 0x858458f6, tmpfs = 0x01021994;
	struct {
		long type, rest[31];
	} fs;
	int err;

#ifdef SYS_statfs64
	err = sys_call(SYS_statfs64, "/", 88L, &fs);
#else
	err = sys_call(SYS_statfs, "/", &fs);
#endif
	if (err < 0 || ((unsigned)fs.type != ramfs && (unsigned)fs.type != tmpfs))
		die(-EINVAL, "pivot_root");
	err = sys_chroot(".");
	if (err < 0)
		die(err, "chroot");
}

void root_enter(const struct plan *p, int root)
{
	const char *home;
	int err;

	err = sys_fchdir(root);
	if (err < 0)
		die(err, "chdir to the new root");
	err = sys_pivot_root(".", ".");
	if (err == -EINVAL)
		cover_rootfs();
	else if (err < 0)
		die(err, "pivot_root");
	else {
		err = sys_umount(".", MNT_DETACH);
		if (err < 0)
			die(err, "umount the old root");
	}

	if (p->chdir) {
		err = sys_chdir(p->chdir);
		if (err < 0)
			die(err, "chdir %s", p->chdir);
		return;
	}
	if (p->cwd && sys_chdir(p->cwd) >= 0)
		return;
	home = exec_getenv(p->env, "HOME");
	if (!home || sys_chdir(home) < 0)
		sys_chdir("/");
}

/* It is not there: make it, and the directories above it. */
static int make(int root, const char *dest, bool dir, unsigned mode)
{
	int err, up, next;
	char path[PATH_MAX];
	size_t len = strlen(dest);
	char *s, *end;

	if (len >= sizeof path)
		die(-ENAMETOOLONG, "open %s", dest);
	memcpy(path, dest, len + 1);
	while (len > 1 && path[len - 1] == '/')
		path[--len] = 0;

	up = sys_open_in(root, "/", O_PATH | O_DIRECTORY);
	for (s = path; up >= 0; s = end) {
		while (*s == '/')
			s++;
		end = s + fmt_until(s, "/");
		if (!*end)
			break;
		*end = 0;
		next = sys_open_in(root, path, O_PATH | O_DIRECTORY);
		if (next == -ENOENT) {
			err = sys_mkdirat(up, s, 0755);
			if (err < 0)
				die(err, "mkdir %s for %s", path, dest);
			next = sys_open_in(root, path, O_PATH | O_DIRECTORY);
		}
		*end = '/';
		sys_close(up);
		up = next;
	}
	if (up < 0)
		die(up, "open %s", dest);
	err = dir ? sys_mkdirat(up, s, mode) : sys_mknodat(up, s, S_IFREG | mode, 0);
	sys_close(up);
	if (err < 0 && err != -EEXIST)
		die(err, "%s %s", dir ? "mkdir" : "mknod", dest);
	return sys_open_in(root, dest, O_PATH | O_NOFOLLOW | (dir ? O_DIRECTORY : 0));
}

int root_place(int root, const char *dest, bool dir, unsigned mode)
{
	struct sys_statx st;
	int err, fd;

	fd = sys_open_in(root, dest, O_PATH | O_NOFOLLOW | (dir ? O_DIRECTORY : 0));
	if (fd == -ENOENT)
		fd = make(root, dest, dir, mode);
	if (fd == -ENOTDIR && dir)
		die(fd, "open %s", dest);
	if (fd < 0)
		die(fd, "open %s", dest);
	if (dir)
		return fd;
	err = sys_statx(fd, "", AT_EMPTY_PATH, &st);
	if (err < 0)
		die(err, "statx %s", dest);
	if (S_ISLNK(st.mode))
		die(-ELOOP, "open %s", dest);
	if (S_ISDIR(st.mode))
		die(-EISDIR, "open %s", dest);
	return fd;
}
