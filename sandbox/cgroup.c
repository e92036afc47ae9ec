/* SPDX-License-Identifier: MIT */
/*
 * A control group of the sandbox's own, in version 2 of cgroups(7): made before its
 * first process, which is born in it, and removed after the last.  It bears our pid, by
 * which the next one in the same place knows what a monitor that was killed has left.
 */
#include "sandbox.h"

/* As the arg of options counts them, from 1 on. */
static const char files[] =
	"memory.max\0memory.swap.max\0pids.max\0cpu.max\0cpu.weight\0cpuset.cpus\0io.max\0";
enum { CPU_MAX = 4 };

bool cgroup_asked(const struct plan *p)
{
	for (const struct op *op = p->ops; op < p->end; op++)
		if (op->kind == OP_CGROUP)
			return true;
	return p->cgroup;
}

/* With what was made in it, the innermost first. */
static int drop(int up, const char *name, uintptr_t depth);

static bool drop_inner(void *depth, int up, const char *name)
{
	drop(up, name, (uintptr_t)depth);
	return false;
}

static int drop(int up, const char *name, uintptr_t depth)
{
	enum { DEEPEST = 16 };
	int err = sys_call(SYS_unlinkat, up, name, AT_REMOVEDIR), dir;

	if (err == -EBUSY && depth < DEEPEST) {
		dir = sys_openat(up, name, O_RDONLY | O_DIRECTORY, 0);
		fs_each(dir, drop_inner, (void *)(depth + 1));
		sys_close(dir);
		err = sys_call(SYS_unlinkat, up, name, AT_REMOVEDIR);
	}
	return err;
}

static bool sweep(void *unused, int up, const char *name)
{
	unsigned long pid;

	(void)unused;
	if (!strncmp(name, "sandbox-", 8) && fmt_int(name + 8, &pid) &&
		sys_kill(pid, 0) == -ESRCH)
		drop(up, name, 0);
	return false;
}

/* Groups have only those files whose controller the group above has turned on. */
static int set(const struct cgroup *g, const char *file, const char *value)
{
	int err = fs_write(g->dir, file, value, strlen(value));
	char on[32];

	if (err != -ENOENT)
		return err;
	fmt(on, sizeof on, "+%s", file);
	err = fs_write(g->up, "cgroup.subtree_control", on, fmt_until(on, "."));
	/* EINVAL: there is no such controller. */
	return err == -EINVAL ? -ENOENT : err < 0 ? err
						  : fs_write(g->dir, file, value, strlen(value));
}

/* All that was asked for and what is implied; *what is the file that cannot be set. */
static int set_all(const struct plan *p, struct cgroup *g, const char **what)
{
	int err = 0;

	if (p->safe) {
		err = set(g, "pids.max", "1024");
		g->pids = err >= 0;
		fs_write(g->dir, "memory.oom.group", "1", 1);
	}
	if (!g->implied)
		err = 0;
	for (const struct op *op = p->ops; err >= 0 && op < p->end; op++) {
		char value[256];

		if (op->kind != OP_CGROUP)
			continue;
		*what = op->attr ? fmt_nth(files, op->attr - 1) : op->src;
		/* Of a tenth of a second, in microseconds: so many percent. */
		fmt(value, sizeof value, op->attr == CPU_MAX ? "%s000" : "%s",
			op->attr ? op->src : op->dest);
		err = set(g, *what, value);
	}
	return err;
}

/* In the group at path; -errno, and *what could not be done. */
static int make_in(const struct plan *p, struct cgroup *g, const char *path, const char **what)
{
	int err;

	*what = g->name;
	err = g->up = sys_open(path, O_RDONLY | O_DIRECTORY);
	if (err >= 0)
		err = sys_faccessat(g->up, "cgroup.controllers", F_OK);
	if (err >= 0)
		err = sys_mkdirat(g->up, g->name, 0755);
	if (err >= 0) {
		fs_each(g->up, sweep, NULL);
		err = g->dir = sys_openat(g->up, g->name, O_RDONLY | O_DIRECTORY, 0);
		if (err >= 0)
			err = set_all(p, g, what);
		if (err < 0) {
			drop(g->up, g->name, 0);
			sys_close(g->dir);
			g->dir = NONE;
		}
	}
	if (err < 0)
		sys_close(g->up);
	return err;
}

/*
 * In our own group, or else, since one with processes has no controllers to give,
 * in that above it, and so on.  What is only implied is not searched for: it is made in
 * what was delegated to a user; for root, whom RLIMIT_NPROC does not bind, only in ours
 * if that is the top.  In another we would leave the limits that a service manager has
 * set for us, and in the top there are none.
 */
static int make(const struct plan *p, struct cgroup *g, char *path, size_t size, const char **what)
{
	static const char top[] = "/sys/fs/cgroup";
	char ours[PATH_MAX], *s;
	int err;

	if (p->cgroup) {
		fmt(path, size, "%s", p->cgroup);
		return make_in(p, g, path, what);
	}
	/* Version 1 beside it is no reason to look further. */
	if (g->implied && sys_faccessat(AT_FDCWD, "/sys/fs/cgroup/cgroup.controllers", F_OK) < 0)
		return -ENOENT;
	*what = "/proc/self/cgroup";
	fmt(path, size, "version 2");
	err = fs_read(AT_FDCWD, *what, ours, sizeof ours);
	if (err < 0)
		return err;
	s = fmt_line(ours, "0::");
	if (!*s)
		return -ENOENT;
	s += s[1] == '\n';
	s[fmt_end(s)] = 0;
	if (g->implied && !p->my_uid && *s)
		return -ENOENT;
	fmt(path, size, "%s%s", top, s);
	do {
		s = strrchr(path + sizeof top - 1, '/');
		if (g->implied && s)
			*s = 0;
		err = make_in(p, g, path, what);
		if (s)
			*s = 0;
	} while (err < 0 && err != -EINVAL && err != -ERANGE && s && !g->implied);
	return err;
}

void cgroup_begin(struct plan *p)
{
	struct cgroup *g = &p->group;
	char path[PATH_MAX];
	const char *what;
	int err;

	g->implied = !cgroup_asked(p);
	if (g->implied && !p->safe)
		return;
	fmt(g->name, sizeof g->name, "sandbox-%d", sys_getpid());
	err = make(p, g, path, sizeof path, &what);
	if (err < 0 && !g->implied)
		die(err, "cgroup %s: %s", path, what);
}

void cgroup_end(struct cgroup *g)
{
	struct sys_pollfd events = {.events = 2}; /* POLLPRI */
	char s[64];
	bool bound; /* to change */
	int err;

	if (g->dir == NONE)
		return;
	g->ooms = verdict_count(g->dir, "memory.events");
	err = fs_read(g->dir, "memory.peak", g->peak, sizeof g->peak);
	g->peak[err < 0 ? 0 : fmt_end(g->peak)] = 0;
	/* Linux 5.14 has the file; before that, only a shared pid namespace leaves anybody. */
	bound = fs_write(g->dir, "cgroup.kill", "1", 1) >= 0;
	do {
		events.fd = sys_openat(g->dir, "cgroup.events", O_RDONLY, 0);
		bound &= sys_read(events.fd, s, sizeof s) > 0;
		err = drop(g->up, g->name, 0);
		if (err == -EBUSY && bound)
			bound = sys_poll(&events, 1, NULL) > 0;
		sys_close(events.fd);
	} while (err == -EBUSY && bound);
	if (err < 0)
		warn(err, "rmdir cgroup %s", g->name);
	g->dir = NONE;
}
