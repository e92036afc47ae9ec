/* SPDX-License-Identifier: MIT */
/*
 * Sandboxes by name.  Each has a file in /run/sandbox, or in sandbox in XDG_RUNTIME_DIR
 * of who is not root:
 *
 *	# PID START INIT	its first process, when that was started (field 22 of
 *				/proc/PID/stat), and whether that is ours
 *	# GROUP			the directory of its control group, or nothing
 *	# DIRECTORY		where it was started
 *	OPTION ...		what --print-plan shows, an option a line
 *
 * Whoever comes upon the file of one that has ended removes it.  Files are looked at and
 * changed under a lock on the directory, which nobody else may write to: whom we signal
 * and whose options we take is what it says.
 */
#include "sandbox.h"

enum { SHARE = 1,
	LOCK = 2,
	AT_ONCE = 4,
	UNLOCK = 8 };

/* Who may lack it has NONE. */
static int lock_dir(const struct plan *p, bool may_lack)
{
	const char *run = p->my_uid ? exec_getenv(p->envp, "XDG_RUNTIME_DIR") : "/run";
	struct sys_statx st;
	char path[PATH_MAX];
	int fd;

	if (!run && !may_lack)
		die(0, "XDG_RUNTIME_DIR is not set, where names are kept");
	fmt(path, sizeof path, "%s/sandbox", run ? run : "");
	if (!may_lack)
		sys_mkdirat(AT_FDCWD, path, 0700);
	fd = above_stdio(sys_open(path, O_RDONLY | O_DIRECTORY));
	if (fd >= 0 && (sys_statx(fd, "", AT_EMPTY_PATH, &st) < 0 || st.uid != (uint32_t)p->my_uid ||
			       st.mode & 022))
		fd = -EACCES;
	if (may_lack && (fd == -ENOENT || fd == -EACCES))
		return NONE;
	if (fd < 0)
		die(fd, "open %s", path);
	sys_call(SYS_flock, fd, (long)LOCK);
	return fd;
}

unsigned long name_started(int pid)
{
	char path[24], stat[512], *s;
	unsigned long n = 0;
	long err;

	fmt(path, sizeof path, "/proc/%d/stat", pid);
	err = fs_read(AT_FDCWD, path, stat, sizeof stat);
	/* Buried before the file was open, or after. */
	if (err == -ENOENT || err == -ESRCH)
		return 0;
	if (err < 0)
		return ULONG_MAX;
	s = strrchr(stat, ')');
	if (!s || s[2] == 'Z' || s[2] == 'X')
		return 0;
	for (int field = 2; field < 22; field++)
		s += fmt_until(s + 1, " ") + 1;
	fmt_number(s + 1, ULONG_MAX, &n);
	return n;
}

/* The next line of the head, without its #. */
static char *line(char **s)
{
	char *start = *s + 2;

	*s += fmt_end(*s);
	if (**s)
		*(*s)++ = 0;
	return start;
}

/* No name: a path, a number, which is that of a process, or what cannot be seen. */
static bool odd(const char *name)
{
	bool number = true;
	const char *s = name;

	for (; (unsigned char)*s >= ' ' && *s != '/' && *s != 127; s++)
		number &= (unsigned)(*s - '0') < 10;
	return number || *s || *name == '.' || s > name + NAME_MAX;
}

struct record *name_at(int dir, const char *name)
{
	struct record *r = data_room(sizeof *r);
	unsigned long pid = 0, start = 0, init = 0, now;
	const char *s;
	char *head = r->head;

	if (odd(name))
		return NULL;
	r->file = above_stdio(sys_openat(dir, name, O_RDONLY | O_NONBLOCK, 0));
	if (r->file < 0 || sys_read(r->file, head, sizeof r->head - 1) < 0)
		return NULL;
	sys_lseek(r->file, 0, 0);
	s = fmt_int(line(&head), &pid);
	s = s ? fmt_number(s + 1, ULONG_MAX, &start) : s;
	if (s)
		fmt_number(s + 1, 1, &init);
	r->pid = pid;
	r->init = init;
	r->group = line(&head);
	r->cwd = line(&head);
	/* First the process and then whether it is that, as another may get the number. */
	r->pidfd = above_stdio(sys_pidfd_open(pid));
	now = r->pidfd < 0 ? 0 : name_started(pid);
	if (start && now == start)
		return r;
	/* Who cannot be looked at, for want of descriptors or memory, may yet be alive. */
	if ((r->pidfd >= 0 || r->pidfd == -ESRCH || !pid) && now != ULONG_MAX)
		sys_unlinkat(dir, name, 0);
	return NULL;
}

struct record *name_find(const struct plan *p, const char *name)
{
	int dir = lock_dir(p, false);
	struct record *r = name_at(dir, name);

	sys_close(dir);
	if (!r)
		die(-ENOENT, "find sandbox %s", name);
	return r;
}

void name_each(const struct plan *p, bool (*f)(void *arg, int dir, const char *name), void *arg)
{
	int dir = lock_dir(p, false);

	fs_each(dir, f, arg);
	sys_close(dir);
}

/*
 * A process, by its directory; its namespaces, each with all that it is in, up to what is
 * ours as well; which of them, or n, is a sandbox's; and that.
 */
struct kin {
	int proc;
	unsigned n, nearest;
	uint64_t ids[1 + 2 * 34]; /* they nest 32 deep */
	struct record *found;
};

/* The number of a namespace, 0 if it cannot be told. */
static uint64_t id_of(int dir, const char *path)
{
	struct sys_statx st;

	return sys_statx(dir, path, AT_EMPTY_PATH, &st) < 0 ? 0 : st.ino;
}

/* A mount namespace each sandbox has of its own. */
static void see_kin(struct kin *k)
{
	enum { NS_GET_PARENT = 0xb702 };
	char path[24];
	int fd, up;

	for (int i = 0; i < 3; i++) {
		fmt(path, sizeof path, "/proc/self/ns/%s", ns_table[(i + 1) % 3].name);
		for (fd = sys_openat(k->proc, path + 11, O_RDONLY, 0); fd >= 0; fd = up) {
			k->ids[k->n++] = id_of(fd, "");
			up = sys_ioctl(fd, NS_GET_PARENT, NULL);
			sys_close(fd);
		}
		if (k->n && k->ids[k->n - 1] == id_of(AT_FDCWD, path))
			k->n--;
	}
	k->nearest = k->n;
}

int name_process(const struct record *r)
{
	char path[48], list[256];
	unsigned long child;

	/* Until it is ready. */
	sys_call(SYS_flock, r->file, (long)SHARE);
	fmt(path, sizeof path, "/proc/%d/task/%d/children", r->pid, r->pid);
	*list = 0;
	if (r->init)
		fs_read(AT_FDCWD, path, list, sizeof list);
	return fmt_int(list, &child) ? (int)child : r->pid;
}

static bool is_kin(void *arg, int dir, const char *name)
{
	struct kin *k = arg;
	struct record *r = name_at(dir, name);
	char path[32];
	uint64_t id;
	int pid;

	if (!r)
		return false;
	if (!k->n)
		see_kin(k);
	/* Before it is ready there is nobody but us in it, and none to wait for here. */
	pid = r->pid;
	if (sys_call(SYS_flock, r->file, (long)(SHARE | AT_ONCE)) >= 0)
		pid = name_process(r);
	for (int i = 0; i < 3; i++) {
		fmt(path, sizeof path, "/proc/%d/ns/%s", pid, ns_table[i].name);
		id = id_of(AT_FDCWD, path);
		for (unsigned at = 0; at < k->nearest; at++)
			if (id == k->ids[at]) {
				k->nearest = at;
				k->found = r;
				r->seen = pid;
			}
	}
	if (k->found != r) {
		sys_close(r->file);
		sys_close(r->pidfd);
	}
	return false;
}

struct record *name_around(const struct plan *p, int proc)
{
	struct kin k = {.proc = proc};
	int dir = lock_dir(p, true);

	if (dir != NONE) {
		fs_each(dir, is_kin, &k);
		sys_close(dir);
	}
	return k.found;
}

APART void name_begin(struct plan *p)
{
	if (!p->name)
		return;
	if (odd(p->name))
		die(0, "no name for a sandbox: %s", p->name);
	p->names = lock_dir(p, false);
	if (name_at(p->names, p->name))
		die(0, "--name %s: there is one", p->name);
	p->record = above_stdio(sys_openat(p->names, p->name, O_WRONLY | O_CREAT | O_EXCL, 0600));
	if (p->record < 0)
		die(p->record, "open name %s", p->name);
	/* Ours and the child's, who has it until the command is about to start. */
	sys_call(SYS_flock, p->record, (long)LOCK);
}

void name_write(struct plan *p, int pid)
{
	char head[2 * PATH_MAX], group[PATH_MAX], link[32];
	const char *cwd = p->cwd;
	long n = 0;

	if (!p->name)
		return;
	if (p->group.dir != NONE) {
		fs_link(link, p->group.dir);
		n = sys_readlinkat(AT_FDCWD, link, group, sizeof group - 1);
	}
	group[n < 0 ? 0 : n] = 0;
	/* What it is called is no more than a line. */
	if (strchr(group, '\n'))
		*group = 0;
	if (!cwd || strchr(cwd, '\n'))
		cwd = "/";
	n = fmt(head, sizeof head, "# %d %zu %d\n# %s\n# %s\n", pid, (size_t)name_started(pid), p->init,
		group, cwd);
	n = sys_write(p->record, head, n);
	if (n >= 0)
		n = show(p, p->record);
	if (n < 0)
		ns_abandon(p, pid, n, "write name", p->name);
	sys_close(p->record);
	sys_call(SYS_flock, p->names, (long)UNLOCK);
}

void name_end(const struct plan *p)
{
	if (!p->name)
		return;
	sys_call(SYS_flock, p->names, (long)LOCK);
	name_at(p->names, p->name);
	sys_close(p->names);
}

int name_manage(const struct plan *p, const char *what, const char *name)
{
	static const struct sys_time patience = {.sec = 10};
	struct record *r = name_find(p, name);
	struct sys_pidfd_info info = {.mask = SYS_PIDFD_INFO_EXIT};
	struct sys_pollfd end = {.fd = r->pidfd, .events = 1};
	const bool kill = *what == 'k', stop = *what == 's', freeze = strchr("ft", *what);
	int group = sys_open(r->group, O_PATH | O_DIRECTORY), err = group, dir;

	if (err >= 0 && (freeze || kill))
		err = fs_write(group, kill ? "cgroup.kill" : "cgroup.freeze", *what == 't' ? "0" : "1", 1);
	if (err < 0 && kill)
		err = sys_pidfd_kill(r->pidfd, SIGKILL, NULL, 0);
	if (stop)
		err = sys_pidfd_kill(r->pidfd, SIGTERM, NULL, 0);
	if (err < 0 && *what != 'w')
		die(err, "%s %s", what, name);
	if (freeze)
		return 0;
	if (!sys_poll(&end, 1, stop ? &patience : NULL)) {
		sys_pidfd_kill(r->pidfd, SIGKILL, NULL, 0);
		sys_poll(&end, 1, NULL);
	}
	/* Of who was left to himself nobody else takes notice. */
	dir = lock_dir(p, false);
	name_at(dir, name);
	sys_close(dir);
	/* Since Linux 6.15 the kernel tells how it ended, once it is buried. */
	while (*what == 'w' && sys_pidfd_info(r->pidfd, &info) >= 0) {
		if (info.mask & SYS_PIDFD_INFO_EXIT)
			return pid1_status(info.exit_code);
		info.mask = SYS_PIDFD_INFO_EXIT;
		end.events = 0;
		sys_poll(&end, 1, NULL);
	}
	return 0;
}
