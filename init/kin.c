/* SPDX-License-Identifier: MIT */
/* Everybody below us: where kill(-1) would reach too far, by /proc. */
#include "init.h"

/* Of the process pid; 0 if there is none. */
static COLD int parent(int pid)
{
	char path[32], stat[512];
	const char *s;
	unsigned long n;

	fmt(path, sizeof path, "/proc/%d/stat", pid);
	if (fs_read(AT_FDCWD, path, stat, sizeof stat) < 0)
		return 0;
	/* The name in brackets may have brackets of its own; a state follows it. */
	s = strrchr(stat, ')');
	if (!s || strlen(s) < 5 || !fmt_int(s + 4, &n))
		return 0;
	return n;
}

static COLD bool is_below(int pid, int self)
{
	do
		pid = parent(pid);
	while (pid > 1 && pid != self);
	return pid == self;
}

struct order {
	int self, sig;
};

/* Orphans come to us, so a process stays below us though its parent dies meanwhile. */
static COLD bool kill_below(void *arg, int proc, const char *name)
{
	const struct order *o = arg;
	unsigned long pid;

	(void)proc;
	if (fmt_int(name, &pid) && is_below(pid, o->self))
		sys_kill(pid, o->sig);
	return false;
}

int kin_kill(int self, int sig)
{
	char name[16] = "";
	unsigned long us;
	int proc;

	if (self == 1)
		return sys_kill(-1, sig);
	/* One of another namespace has others of our numbers. */
	sys_readlinkat(AT_FDCWD, "/proc/self", name, sizeof name - 1);
	if (!fmt_int(name, &us) || (int)us != self)
		return -ENOENT;
	proc = sys_open("/proc", O_RDONLY | O_DIRECTORY);
	fs_each(proc, kill_below, &(struct order){self, sig});
	sys_close(proc);
	return 0;
}
