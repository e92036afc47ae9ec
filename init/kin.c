/* SPDX-License-Identifier: MIT */
/* Everybody below us: where kill(-1) would reach too far, by /proc. */
#include "init.h"

/* Of the process pid; 0 if there is none. */
static int parent(int pid)
{
	char path[32], stat[512];
	const char *s;
	unsigned long n;

	fmt(path, sizeof path, "/proc/%d/stat", pid);
	if (fs_read(AT_FDCWD, path, stat, sizeof stat) < 0)
		return 0;
	/* The name in brackets may have brackets of its own; a state follows it. */
	s = strrchr(stat, ')');
	if (!s || strlen(s) < 5 || !fmt_number(s + 4, 10, INT_MAX, &n))
		return 0;
	return n;
}

static bool is_below(int pid, int self)
{
	do
		pid = parent(pid);
	while (pid > 1 && pid != self);
	return pid == self;
}

/* Orphans come to us, so a process stays below us though its parent dies meanwhile. */
static int kill_below(int proc, int self, int sig)
{
	char buf[2048] __attribute__((aligned(8)));
	const struct sys_dirent *d;
	unsigned long pid;
	long n;

	while ((n = sys_getdents(proc, buf, sizeof buf)) > 0)
		for (long i = 0; i < n; i += d->len) {
			d = (const void *)(buf + i);
			if (fmt_number(d->name, 10, INT_MAX, &pid) && is_below(pid, self))
				sys_kill(pid, sig);
		}
	return n;
}

int kin_kill(int self, int sig)
{
	int proc, err;

	if (self == 1)
		return sys_kill(-1, sig);
	proc = sys_open("/proc", O_RDONLY | O_DIRECTORY);
	if (proc < 0)
		return proc;
	err = kill_below(proc, self, sig);
	sys_close(proc);
	return err;
}
