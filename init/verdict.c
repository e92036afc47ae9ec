/* SPDX-License-Identifier: MIT */
/* How the program ended, in a line; was it for want of memory? */
#include "init.h"

/* By the controller that /proc/self/cgroup names; version 2 names none. */
static const struct {
	const char *controller, *top, *file;
} trees[] = {
	{"", "/sys/fs/cgroup", "memory.events"},
	{"memory", "/sys/fs/cgroup/memory", "memory.oom_control"},
};

/* The number in the line of file that begins with oom_kill; -1 if there is none. */
static long count(const char *top, const char *path, const char *file)
{
	char name[1024], text[512];
	unsigned long n;

	fmt(name, sizeof name, "%s%s/%s", top, path, file);
	if (fs_read(AT_FDCWD, name, text, sizeof text) < 0)
		return -1;
	for (const char *s = text; *s; s += fmt_until(s, "\n"), s += !!*s)
		if (!strncmp(s, "oom_kill ", 9) && fmt_number(s + 9, 10, INT_MAX, &n))
			return n;
	return -1;
}

/* A container's path may be that of the host, and its own files be at the top. */
static long count_in(const char *controller, const char *path)
{
	long n = -1;

	for (size_t i = 0; i < countof(trees) && n < 0; i++)
		if (!strcmp(trees[i].controller, controller)) {
			n = count(trees[i].top, path, trees[i].file);
			if (n < 0)
				n = count(trees[i].top, "", trees[i].file);
		}
	return n;
}

unsigned long verdict_ooms(void)
{
	char buf[2048], *next;
	long n = -1;

	if (fs_read(AT_FDCWD, "/proc/self/cgroup", buf, sizeof buf) < 0)
		return 0;
	/* NUMBER:CONTROLLER:PATH */
	for (char *s = buf; *s && n < 0; s = next) {
		char *controller = strchr(s, ':'), *path;

		next = s + fmt_until(s, "\n");
		if (*next)
			*next++ = 0;
		path = controller ? strchr(controller + 1, ':') : NULL;
		if (!path)
			continue;
		*path++ = 0;
		n = count_in(controller + 1, strcmp(path, "/") ? path : "");
	}
	return n < 0 ? 0 : n;
}

void verdict(const char *name, int pid, int status, bool oom)
{
	char buf[16];

	if (WIFSIGNALED(status))
		warn(0, "%s (pid %d) was killed by %s%s", name, pid,
			sig_name(WTERMSIG(status), buf), oom ? ": out of memory" : "");
	else
		warn(0, "%s (pid %d) exited with status %d%s", name, pid,
			WEXITSTATUS(status), oom ? "; others were killed: out of memory" : "");
}
