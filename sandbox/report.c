/* SPDX-License-Identifier: MIT */
/* What callers want to know: --info-fd and --json-status-fd, as bubblewrap writes them. */
#include "sandbox.h"

/* The inode number that lsns(8) shows, of pid's namespace. */
static size_t inode(int pid, const char *name)
{
	struct sys_statx st;
	char path[48];

	fmt(path, sizeof path, "/proc/%d/ns/%s", pid, name);
	return sys_statx(AT_FDCWD, path, 0, &st) < 0 ? 0 : st.ino;
}

static void put(int fd, const char *s, size_t n)
{
	long r = sys_write(fd, s, n);

	if (r < 0)
		warn(r, "write descriptor %d", fd);
}

void report_start(const struct plan *p, int pid)
{
	/* bubblewrap's keys in bubblewrap's order, then those it does not have. */
	static const char *const order[] = {
		"cgroup",
		"ipc",
		"mnt",
		"net",
		"pid",
		"uts",
		"time",
		"user",
	};
	char info[768], json[768];
	size_t i, j, ino;

	if (p->info_fd == NONE && p->json_fd == NONE)
		return;
	i = fmt(info, sizeof info, "{\n    \"child-pid\": %d", pid);
	j = fmt(json, sizeof json, "{ \"child-pid\": %d", pid);
	for (size_t k = 0; k < countof(order); k++) {
		if (!(p->ns & ns_list(order[k])) || !(ino = inode(pid, order[k])))
			continue;
		i += fmt(info + i, sizeof info - i, ",\n    \"%s-namespace\": %zu", order[k], ino);
		j += fmt(json + j, sizeof json - j, ", \"%s-namespace\": %zu", order[k], ino);
	}
	i += fmt(info + i, sizeof info - i, "\n}\n");
	j += fmt(json + j, sizeof json - j, " }\n");
	if (p->info_fd != NONE) {
		put(p->info_fd, info, i);
		sys_close(p->info_fd);
	}
	if (p->json_fd != NONE)
		put(p->json_fd, json, j);
}

void report_end(const struct plan *p, int status, bool oom)
{
	char json[96];
	size_t n;

	if (p->json_fd == NONE)
		return;
	n = fmt(json, sizeof json, "{ \"exit-code\": %d", pid1_status(status));
	if (!p->compat && WIFSIGNALED(status))
		n += fmt(json + n, sizeof json - n, ", \"signal\": %d", WTERMSIG(status));
	if (!p->compat)
		n += fmt(json + n, sizeof json - n, ", \"oom-killed\": %s", oom ? "true" : "false");
	n += fmt(json + n, sizeof json - n, " }\n");
	put(p->json_fd, json, n);
}
