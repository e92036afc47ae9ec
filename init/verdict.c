/* SPDX-License-Identifier: MIT */
/* How the program ended, in a line; was it for want of memory? */
#include "init.h"

/* In a container its own cgroup is at the top, in version 2 and in version 1. */
static const char *const counters[] = {
	"/sys/fs/cgroup/memory.events",
	"/sys/fs/cgroup/memory/memory.oom_control",
};

/* The number in the line of file that begins with oom_kill; 0 if there is none. */
unsigned long verdict_count(int dir, const char *file)
{
	unsigned long n = 0;
	char text[512];

	if (fs_read(dir, file, text, sizeof text) > 0)
		fmt_int(fmt_line(text, "oom_kill "), &n);
	return n;
}

unsigned long verdict_ooms(void)
{
	char cgroup[512], file[600];
	unsigned long n = 0;

	/* Outside of one, version 2 has a single line that tells where we are. */
	if (fs_read(AT_FDCWD, "/proc/self/cgroup", cgroup, sizeof cgroup) > 0 &&
		!strncmp(cgroup, "0::", 3)) {
		cgroup[fmt_end(cgroup)] = 0;
		fmt(file, sizeof file, "/sys/fs/cgroup%s/memory.events", cgroup + 3);
		n = verdict_count(AT_FDCWD, file);
	}
	for (size_t i = 0; i < countof(counters) && !n; i++)
		n = verdict_count(AT_FDCWD, counters[i]);
	return n;
}

void verdict(const char *name, int pid, int status, bool oom)
{
	int sig = WTERMSIG(status);
	char how[48];
	size_t n = fmt(how, sizeof how, sig ? "was killed by " : "exited with status %d",
		WEXITSTATUS(status));

	if (sig)
		sig_name(sig, how + n);
	warn(0, "%s (pid %d) %s%s", name, pid, how, oom ? ": out of memory" : "");
}
