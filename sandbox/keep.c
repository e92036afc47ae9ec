/* SPDX-License-Identifier: MIT */
/*
 * Namespaces that outlive their processes: bound, each by its name, in a file system in
 * memory on a directory, with `options' beside them, as name.c has them.  Nothing is
 * propagated out of it, since a mount namespace that it appeared in would hold itself.
 */
#include "sandbox.h"

/* Is dir ours?  A mount namespace each has. */
static IN_LINE bool keeps(const char *dir, char *path)
{
	enum { NSFS = 0x6e736673 };

	fmt(path, PATH_MAX, "%s/mnt", dir);
	return sys_fs_magic(path) == NSFS;
}

/* On what is mounted there; path is what err is about. */
static int fill(const struct plan *p, int pid, char *path)
{
	int err = sys_mount(NULL, p->persist, NULL, MS_PRIVATE, NULL), fd;
	char from[32];

	for (const struct ns *ns = ns_table; err >= 0 && ns < ns_table + NS_KINDS; ns++) {
		if (!(p->ns & ns->flag))
			continue;
		fmt(from, sizeof from, "/proc/%d/ns/%s", pid, ns->name);
		fmt(path, PATH_MAX, "%s/%s", p->persist, ns->name);
		sys_mknodat(AT_FDCWD, path, S_IFREG | 0600, 0);
		err = sys_mount(from, path, NULL, MS_BIND, NULL);
	}
	if (err < 0)
		return err;
	fmt(path, PATH_MAX, "%s/options", p->persist);
	fd = sys_openat(AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return fd;
	err = show(p, fd);
	sys_close(fd);
	return err;
}

void keep_persist(struct plan *p, int pid)
{
	char path[PATH_MAX];
	int err;

	if (!p->persist)
		return;
	err = sys_mkdirat(AT_FDCWD, p->persist, 0700);
	p->made_dir = err >= 0;
	if (err == -EEXIST && !keeps(p->persist, path))
		err = 0;
	fmt(path, sizeof path, "%s", p->persist);
	if (err >= 0)
		err = sys_mount("sandbox", path, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=700");
	if (err >= 0) {
		p->kept = true;
		err = fill(p, pid, path);
	}
	if (err < 0)
		ns_abandon(p, pid, err, "persist", path);
}

void keep_not(const struct plan *p)
{
	if (p->kept)
		sys_umount(p->persist, MNT_DETACH);
	if (p->made_dir)
		sys_unlinkat(AT_FDCWD, p->persist, AT_REMOVEDIR);
}

int keep_open(const struct plan *p, const char *word, int kind)
{
	const char *end, *number = word + (strncmp(word, "pid:", 4) ? 0 : 4);
	unsigned long n;
	char path[PATH_MAX];
	struct record *r = NULL;
	int fd;

	end = fmt_int(number, &n);
	if (end && !*end && number == word)
		return n;
	if (!end || *end)
		n = 0;
	fmt(path, sizeof path, "%s%s", strchr(word, '/') ? "" : "/run/netns/", word);
	if (!n && !strchr(word, '/') &&
		(ns_table[kind].flag != CLONE_NEWNET || fs_find(path) < 0))
		n = name_process(r = name_find(p, word));
	if (n)
		fmt(path, sizeof path, "/proc/%d/ns/%s", (int)n, ns_table[kind].name);
	fd = above_stdio(sys_open(path, O_RDONLY | O_NONBLOCK));
	/* Or somebody else may have had the number by then. */
	if (r && (name_process(r) != (int)n || sys_pidfd_kill(r->pidfd, 0, NULL, 0) < 0))
		return -ESRCH;
	return fd;
}

int keep_drop(const char *dir)
{
	char path[PATH_MAX];
	int err = keeps(dir, path) ? sys_umount(dir, MNT_DETACH) : -ENOENT;

	if (err < 0)
		die(err, "drop %s", dir);
	return 0;
}

void keep_hold(void)
{
	static const struct sys_sigaction ignore = {.handler = SIG_IGN};
	static const sys_sigset all = ~(sys_sigset)0;
	/* There whoever is not inside has no number. */
	const bool inner = sys_getpid() == 1;
	siginfo_t si;
	int sig;

	/* The kernel buries all who end here; whoever enters has to look at us. */
	sys_sigaction(SIGCHLD, &ignore, NULL);
	sys_sigprocmask(SIG_SETMASK, &all, NULL);
	sys_prctl(PR_SET_DUMPABLE, 1);
	sys_close_range(3, ~0u, 0);
	do
		sig = sys_sigtimedwait(&all, &si, NULL);
	while ((sig != SIGTERM && sig != SIGINT) || (si.si_code == SI_USER && si.si_pid && inner));
	sys_exit(0);
}
