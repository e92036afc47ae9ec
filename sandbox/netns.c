/* SPDX-License-Identifier: MIT */
/* Network namespaces with names, as ip-netns(8) keeps them. */
#include "sandbox.h"

static const char dir[] = "/run/netns";

/* Its directory is a mount of its own that is shared, so that names appear everywhere. */
static int prepare(void)
{
	int err = sys_mkdirat(AT_FDCWD, dir, 0755), fd, tries;

	fd = sys_open(dir, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return err;
	/* Nobody else is to do the same meanwhile. */
	sys_call(SYS_flock, fd, 2L);
	for (tries = 0; tries < 2; tries++) {
		err = sys_mount(NULL, dir, NULL, MS_SHARED | MS_REC, NULL);
		if (err != -EINVAL)
			break;
		sys_mount(dir, dir, NULL, MS_BIND | MS_REC, NULL);
	}
	return err < 0 ? err : fd;
}

static int add(const char *path)
{
	int err, fd = prepare();

	if (fd < 0)
		return fd;
	fd = sys_openat(AT_FDCWD, path, O_RDONLY | O_CREAT | O_EXCL, 0);
	if (fd < 0)
		return fd;
	err = sys_unshare(CLONE_NEWNET);
	if (err >= 0)
		err = net_lo_up();
	if (err >= 0)
		err = sys_mount("/proc/self/ns/net", path, NULL, MS_BIND, NULL);
	if (err < 0)
		sys_unlinkat(AT_FDCWD, path, 0);
	return err;
}

static bool print(void *arg, int fd, const char *name)
{
	(void)arg, (void)fd;
	data_write(1, name, strlen(name), dir);
	data_write(1, "\n", 1, dir);
	return false;
}

int netns_do(char what, const char *name)
{
	char path[PATH_MAX];
	int err = -EINVAL;
	bool named;

	if (what == 'l') {
		fs_each(sys_open(dir, O_RDONLY | O_DIRECTORY), print, NULL);
		return 0;
	}
	/* Neither .. nor another's place. */
	named = *name && *name != '.' && !strchr(name, '/');
	fmt(path, sizeof path, "%s/%s", dir, name);
	if (named && what == 'a') {
		err = add(path);
	} else if (named) {
		sys_umount(path, MNT_DETACH | SYS_UMOUNT_NOFOLLOW);
		err = sys_unlinkat(AT_FDCWD, path, 0);
	}
	if (err < 0)
		die(err, "netns %s", name);
	return 0;
}
