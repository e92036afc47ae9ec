/* SPDX-License-Identifier: MIT */
/* A small /dev: the devices that cannot hurt, a devpts of our own, shm. */
#include "sandbox.h"

/* One behind the other, as pointers to them would be as long. */
static const char nodes[] = "null\0zero\0full\0random\0urandom\0tty\0";

/* Where it leads, its name. */
static const char links[] =
	"/proc/self/fd/0\0stdin\0"
	"/proc/self/fd/1\0stdout\0"
	"/proc/self/fd/2\0stderr\0"
	"/proc/self/fd\0fd\0"
	"pts/ptmx\0ptmx\0"
	"/proc/kcore\0core\0";

static const char *next(const char *word)
{
	return word + strlen(word) + 1;
}

/* A bind on an empty file; mknod(2) of devices is refused in a user namespace. */
static void node(int host, const char *dir, const char *src, const char *name)
{
	char path[48];
	int tree, err = sys_mknodat(AT_FDCWD, name, S_IFREG | 0444, 0);

	fmt(path, sizeof path, "%s/%s", dir, src);
	if (err >= 0 || err == -EEXIST)
		err = sys_mount(path, name, NULL, MS_BIND, NULL);
	if (err < 0 && host != NONE) {
		/* There is no /proc to reach the host's /dev through. */
		tree = sys_open_tree(host, src, SYS_OPEN_TREE_CLONE);
		err = tree < 0 ? tree : sys_move_mount(tree, AT_FDCWD, name);
	}
	if (err < 0)
		die(err, "bind /dev/%s", src);
}

/*
 * The terminal, for ttyname(3) to find.  Our descriptor is of the mount namespace
 * we came from, and cannot be bound: its name is looked up again in the host's
 * /dev, and must lead to the same device.
 */
static void console(int host, const char *dir)
{
	char name[64], path[96];
	struct sys_statx ours, there;
	long n = sys_readlinkat(AT_FDCWD, "/proc/self/fd/1", name, sizeof name - 1);

	if (n < 6 || memcmp(name, "/dev/", 5))
		return;
	name[n] = 0;
	fmt(path, sizeof path, "%s/%s", dir, name + 5);
	if (sys_fstatx(1, &ours) >= 0 && sys_statx(AT_FDCWD, path, 0, &there) >= 0 &&
		S_ISCHR(there.mode) && ours.rdev_major == there.rdev_major &&
		ours.rdev_minor == there.rdev_minor)
		node(host, dir, name + 5, "console");
}

static void pseudo(int host, const char *dir)
{
	struct winsize ws;
	int err = sys_mount("devpts", "pts", "devpts", MS_NOSUID | MS_NOEXEC,
		"newinstance,ptmxmode=0666,mode=620");

	if (err < 0)
		die(err, "mount devpts");
	if (sys_ioctl(1, TIOCGWINSZ, &ws) >= 0)
		console(host, dir);
}

void dev_fill(const struct plan *p, int host)
{
	static const struct sys_mount_attr devices = {.clear = SYS_ATTR_NODEV | SYS_ATTR_RDONLY};
	const bool strict = p->strict;
	char dir[32];
	int err = 0;

	if (host == NONE)
		fmt(dir, sizeof dir, "/dev");
	else
		fs_link(dir, host);
	for (const char *name = nodes; *name && (!strict || *name != 't'); name = next(name))
		node(host, dir, name, name);
	for (const char *target = links; err >= 0 && *target; target = next(next(target))) {
		if ((p->safe && *next(target) == 'c') || (strict && *target == 'p'))
			continue;
		err = sys_symlinkat(target, AT_FDCWD, next(target));
	}
	if (err >= 0 && !strict)
		err = sys_mkdirat(AT_FDCWD, "shm", 01777);
	/* All but this will be read-only. */
	if (err >= 0 && p->safe && !strict)
		err = sys_mount("shm", "shm", NULL, MS_BIND, NULL);
	if (err >= 0 && !strict)
		err = sys_mkdirat(AT_FDCWD, "pts", 0755);
	if (err < 0)
		die(err, "fill the new dev");
	if (!strict)
		pseudo(host, dir);
	if (host == NONE)
		return;
	/* The nodes come from a mount that was made read-only and nodev with the rest. */
	err = sys_mount_setattr(AT_FDCWD, ".", SYS_AT_RECURSIVE, &devices);
	if (err < 0)
		die(err, "mount_setattr the new dev");
}
