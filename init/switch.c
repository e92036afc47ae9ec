/* SPDX-License-Identifier: MIT */
/* From the initramfs to the root that was asked for. */
#include "machine.h"

enum {
	DEEP = 40,     /* directories of an initramfs that are emptied are not deeper */
	DELAY = 5,     /* s for the device to come, if neither rootwait nor rootdelay say it */
	LOOK = 50,     /* ms until we look again: the kernel's own wait is one of 5 */
	CHECK = 10000, /* ms for a disk to let us look for a program */
};

static const char place[] = "/root";

/* Where the kernel looks for it. */
static const char inits[] = "/sbin/init\0/etc/init\0/bin/init\0/bin/sh\0";

/* --- the initramfs ---------------------------------------------------------- */

struct place {
	struct sys_statx disk;
	int depth;
};

/* Is it on p's device?  Then below is what remove_all needs for what is in it. */
static bool same_disk(const struct place *p, int dir, struct place *below)
{
	return sys_fstatx(dir, &below->disk) >= 0 &&
	       below->disk.dev_major == p->disk.dev_major &&
	       below->disk.dev_minor == p->disk.dev_minor;
}

/* Delete it and all that is in there, on that device and no other. */
static COLD bool remove_all(void *arg, int dir, const char *name)
{
	const struct place *p = arg;
	struct place below = {.depth = p->depth + 1};
	int sub;

	if (sys_unlinkat(dir, name, 0) != -EISDIR)
		return false;
	sub = sys_openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
	if (same_disk(p, sub, &below) && p->depth < DEEP)
		fs_each(sub, remove_all, &below);
	sys_close(sub);
	sys_unlinkat(dir, name, AT_REMOVEDIR);
	return false;
}

/* --- the switch ------------------------------------------------------------- */

static int can_run(const char *name)
{
	int err = sys_chroot(".");

	return err < 0 ? err : sys_faccessat(AT_FDCWD, name, X_OK);
}

static const char along[] = "/dev\0/proc\0/sys\0/run\0/tmp\0";

void switch_to(struct machine *m, const char *dir, const char *name, char **argv)
{
	struct place top = {0}, there;
	struct held held;
	int err = -ENOENT, old;
	const char *s;

	sys_statx(AT_FDCWD, "/", 0, &top.disk);
	sys_chdir(dir);
	if (same_disk(&top, AT_FDCWD, &there) || !boot_mounted(".")) {
		warn(0, "%s is not a mount point", dir);
		goto out;
	}
	if (name)
		err = down_attempt(m, can_run, name, CHECK);
	for (s = name ? "" : inits; *s && err < 0; s += strlen(s) + 1)
		err = down_attempt(m, can_run, name = s, CHECK);
	if (err < 0) {
		warn(err, "exec %s in %s", name, dir);
		goto out;
	}
	/* Only the files of a file system in memory, which nobody has use for any more. */
	old = boot_in_memory() ? sys_open("/", O_RDONLY | O_DIRECTORY) : -1;
	for (s = along; *s; s += strlen(s) + 1) {
		sys_mkdirat(AT_FDCWD, s + 1, 0755);
		if (sys_mount(s, s + 1, NULL, MS_MOVE, NULL) < 0)
			sys_umount(s, MNT_DETACH);
	}
	sys_mount(".", "/", NULL, MS_MOVE, NULL);
	sys_chroot(".");
	sys_chdir("/");
	fs_each(old, remove_all, &top);
	sys_close(old);

	tty_open("/dev/console");
	pid1_release(m->old);
	argv[0] = (char *)(uintptr_t)name;
	err = sys_execve(name, argv, m->envp);
	pid1_hold(&held);
	warn(err, "exec %s", name);
out:
	sys_chdir("/");
}

/* --- root= ------------------------------------------------------------------ */

static bool await_disk(struct machine *m, char *path, size_t size)
{
	unsigned end = machine_clock() + param_number(&m->param, ROOTDELAY, DELAY) * 1000;
	int sig;

	while (!disk_find(m->param.value[ROOT], path, size)) {
		if (!m->param.value[ROOTWAIT] && (int)(end - machine_clock()) <= 0)
			return false;
		sig = machine_next(m, LOOK);
		if (sig)
			machine_obey(m, sig);
	}
	return true;
}

/* By the type that is asked for, or by all that the kernel knows, as that does it itself. */
static int mount_root(struct machine *m, const char *disk)
{
	const struct params *p = &m->param;
	char buf[1024], *s = p->value[ROOTFSTYPE], *end;
	unsigned long flags = MS_SILENT;
	int err = -ENODEV;

	if (p->value[RW] <= p->value[RO])
		flags |= MS_RDONLY;
	if (!s && fs_read(AT_FDCWD, "/proc/filesystems", s = buf, sizeof buf) < 0)
		return err;
	for (; *s && err < 0; s = end) {
		end = s + fmt_until(s, ",\n");
		if (*end)
			*end++ = 0;
		s += *s == '\t';
		if (strchr(s, '\t'))
			continue; /* nodev */
		do
			err = sys_mount(disk, place, s, flags, p->value[ROOTFLAGS]);
		while ((err == -EROFS || err == -EACCES) && !(flags & MS_RDONLY) &&
			(flags |= MS_RDONLY));
	}
	return err;
}

void switch_root(struct machine *m)
{
	char disk[128];
	int err;

	if (!await_disk(m, disk, sizeof disk)) {
		warn(0, "root=%s: there is no such device", m->param.value[ROOT]);
		return;
	}
	sys_mkdirat(AT_FDCWD, place, 0755);
	err = mount_root(m, disk);
	if (err < 0) {
		warn(err, "mount %s", disk);
		return;
	}
	switch_to(m, place, m->param.value[INIT], m->argv);
	sys_umount(place, MNT_DETACH);
}
