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

/* Where the host's devices are, and ours come to be. */
struct way {
	int host; /* see dev_fill */
	const char *to;
	char from[32];
};

/* A bind on an empty file; mknod(2) of devices is refused in a user namespace. */
static void node(const struct way *w, const char *src, const char *name)
{
	char path[96], place[24];
	int tree, err;

	fmt(path, sizeof path, "%s%s", w->from, src);
	fmt(place, sizeof place, "%s%s", w->to, name);
	err = sys_mknodat(AT_FDCWD, place, S_IFREG | 0444, 0);
	if (err >= 0 || err == -EEXIST)
		err = sys_mount(path, place, NULL, MS_BIND, NULL);
	if (err < 0 && w->host != NONE) {
		/* There is no /proc to reach the host's /dev through. */
		tree = sys_open_tree(w->host, src, SYS_OPEN_TREE_CLONE);
		err = tree < 0 ? tree : sys_move_mount(tree, AT_FDCWD, place);
	}
	if (err < 0)
		die(err, "bind /dev/%s", src);
}

/*
 * The terminal, for ttyname(3) to find.  Our descriptor is of the mount namespace
 * we came from, and cannot be bound: its name is looked up again in the host's
 * /dev, and must lead to the same device.
 */
static void console(const struct way *w)
{
	char name[64], path[96];
	struct sys_statx ours, there;
	long n = sys_readlinkat(AT_FDCWD, "/proc/self/fd/1", name, sizeof name - 1);

	if (n < 6 || memcmp(name, "/dev/", 5))
		return;
	name[n] = 0;
	fmt(path, sizeof path, "%s%s", w->from, name + 5);
	if (sys_fstatx(1, &ours) >= 0 && sys_statx(AT_FDCWD, path, 0, &there) >= 0 &&
		S_ISCHR(there.mode) && ours.rdev_major == there.rdev_major &&
		ours.rdev_minor == there.rdev_minor)
		node(w, name + 5, "console");
}

void dev_fill(const struct plan *p, int host, const char *to)
{
	static const struct sys_mount_attr devices = {.clear = SYS_ATTR_NODEV | SYS_ATTR_RDONLY};
	const bool strict = p->strict;
	struct way w = {host, to, ""};
	struct winsize ws;
	int err = 0;

	if (host != NONE)
		fmt(w.from, sizeof w.from, "/proc/self/fd/%d/", host);
	else if (!*to)
		memcpy(w.from, "/dev/", 6);
	for (const char *name = nodes; *name && (!strict || *name != 't'); name = next(name))
		node(&w, name, name);
	if (!strict && sys_ioctl(1, TIOCGWINSZ, &ws) >= 0)
		console(&w);
	if (*to)
		err = sys_chdir(to);
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
	err = strict ? 0 : sys_mount("devpts", "pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620");
	if (err < 0)
		die(err, "mount devpts");
	if (host == NONE && !p->remake_root)
		return;
	/* The nodes come from a mount that was made read-only and nodev with the rest. */
	err = sys_mount_setattr(AT_FDCWD, ".", SYS_AT_RECURSIVE, &devices);
	if (err < 0)
		die(err, "mount_setattr the new dev");
}
