/* SPDX-License-Identifier: MIT */
/* A small /dev: the devices that cannot hurt, a devpts of our own, shm. */
#include "sandbox.h"

static const char *const nodes[] = {
	"/dev/null",
	"/dev/zero",
	"/dev/full",
	"/dev/random",
	"/dev/urandom",
	"/dev/tty",
};

static const struct {
	const char *target, *name;
} links[] = {
	{"/proc/self/fd/0", "stdin"},
	{"/proc/self/fd/1", "stdout"},
	{"/proc/self/fd/2", "stderr"},
	{"/proc/self/fd", "fd"},
	{"/proc/kcore", "core"},
	{"pts/ptmx", "ptmx"},
};

/* A bind on an empty file; mknod(2) of devices is refused in a user namespace. */
static void node(const char *src, const char *name)
{
	int err = sys_mknodat(AT_FDCWD, name, S_IFREG | 0444, 0);

	if (err >= 0)
		err = sys_mount(src, name, NULL, MS_BIND, NULL);
	if (err < 0)
		die(err, "bind %s", src);
}

void dev_fill(void)
{
	struct winsize ws;
	int err = 0;

	for (size_t i = 0; i < countof(nodes); i++)
		node(nodes[i], nodes[i] + 5);
	for (size_t i = 0; err >= 0 && i < countof(links); i++)
		err = sys_symlinkat(links[i].target, AT_FDCWD, links[i].name);
	if (err >= 0)
		err = sys_mkdirat(AT_FDCWD, "shm", 01777);
	if (err >= 0)
		err = sys_mkdirat(AT_FDCWD, "pts", 0755);
	if (err < 0)
		die(err, "fill the new dev");
	err = sys_mount("devpts", "pts", "devpts", MS_NOSUID | MS_NOEXEC,
		"newinstance,ptmxmode=0666,mode=620");
	if (err < 0)
		die(err, "mount devpts");
	/* The terminal is of the host's devpts: ttyname(3) finds it here. */
	if (sys_ioctl(1, TIOCGWINSZ, &ws) >= 0)
		node("/proc/self/fd/1", "console");
}
