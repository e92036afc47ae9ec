/* SPDX-License-Identifier: MIT */
/* Namespaces: made all at once, then given ids, a loopback, names and clocks. */
#include "sandbox.h"

const struct ns ns_table[NS_KINDS] = {
	{"user", CLONE_NEWUSER},
	{"mnt", CLONE_NEWNS},
	{"pid", CLONE_NEWPID},
	{"net", CLONE_NEWNET},
	{"ipc", CLONE_NEWIPC},
	{"uts", CLONE_NEWUTS},
	{"cgroup", SYS_CLONE_NEWCGROUP},
	{"time", SYS_CLONE_NEWTIME},
};

unsigned ns_list(const char *names)
{
	const struct ns *ns;
	unsigned flags = 0;
	size_t n;

	if (!strcmp(names, "none"))
		return 0;
	for (;; names += n + 1) {
		n = fmt_until(names, ",");
		for (ns = ns_table; ns < ns_table + NS_KINDS; ns++)
			if (!strncmp(ns->name, names, n) && !ns->name[n])
				break;
		if (ns == ns_table + NS_KINDS)
			die(0, "no such namespace: %s (they are user,mnt,pid,net,ipc,uts,cgroup,time)", names);
		flags |= ns->flag;
		if (!names[n])
			return flags;
	}
}

/* Their names, as a list. */
static void list(char *buf, size_t size, unsigned flags)
{
	size_t n = 0;

	*buf = 0;
	for (const struct ns *ns = ns_table; ns < ns_table + NS_KINDS; ns++)
		if (flags & ns->flag)
			n += fmt(buf + n, size - n, n ? ",%s" : "%s", ns->name);
}

/* Those of flags that this kernel was built without. */
static unsigned missing(unsigned flags)
{
	unsigned lack = 0;
	char path[32];

	for (const struct ns *ns = ns_table; ns < ns_table + NS_KINDS; ns++) {
		fmt(path, sizeof path, "/proc/self/ns/%s", ns->name);
		if ((flags & ns->flag) && fs_find(path) == -ENOENT)
			lack |= ns->flag;
	}
	return lack;
}

/* The kernel makes all new namespaces below the user namespace that we are in. */
static void entered(int err, const char *word)
{
	if (err < 0)
		die(err, "setns %s", word);
}

unsigned ns_late(const struct plan *p)
{
	return (p->boottime || p->monotonic ? SYS_CLONE_NEWTIME : 0) |
	       (p->group.dir != NONE ? p->ns & SYS_CLONE_NEWCGROUP : 0);
}

static unsigned at_once(const struct plan *p)
{
	const unsigned later = ns_late(p) | (p->by_sources ? CLONE_NEWNS : 0);

	return p->ns & ~later;
}

/* The process that a pidfd is for, as /proc numbers it. */
static int pid_of(int pidfd)
{
	char path[40], info[256];
	unsigned long pid;
	int err;

	fmt(path, sizeof path, "/proc/self/fdinfo/%d", pidfd);
	err = fs_read(AT_FDCWD, path, info, sizeof info);
	if (err < 0)
		return err;
	sys_close(pidfd);
	return fmt_int(fmt_line(info, "Pid:\t"), &pid) ? (int)pid : -ESRCH;
}

/* The one in between: gone when it has a child, which returns 0. */
static APART int bear(const struct sys_clone_args *args, int *pid)
{
	*pid = sys_clone3(args);
	if (*pid)
		sys_exit(0);
	return 0;
}

static APART int bear_between(const struct sys_clone_args *args, int *pid)
{
	const unsigned long flags = CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD;
	int between = sys_twice(flags, NULL);

	return between ? between : bear(args, pid);
}

/*
 * A pid namespace below one that we have entered but are not in: only somebody
 * who is in it can make that.  They share our memory, and their child is ours.
 */
static APART int clone_below(const struct sys_clone_args *with)
{
	int pid = NONE, pidfd = NONE;
	const struct sys_clone_args args = {
		.flags = with->flags | CLONE_PARENT | SYS_CLONE_PIDFD,
		.pidfd = (uintptr_t)&pidfd,
		.cgroup = with->cgroup,
	};
	int between = bear_between(&args, &pid);

	if (between <= 0)
		return between;
	sys_wait4(between, NULL, 0);
	return pid < 0 ? pid : pid_of(pidfd);
}

/*
 * May PID 1 work in our memory?  A copy takes a third of the memory of an idle
 * sandbox, and a third of the page faults of its start.  The memory belongs to the
 * user namespace that we were executed in (mm->user_ns), and as PID 1 is not
 * dumpable when there is somebody beside it, only a privilege there lets anybody
 * reach it: see __ptrace_may_access() in kernel/ptrace.c.  In a new user namespace
 * nobody has that.  To be in a time namespace takes memory of one's own, and so
 * does to be looked at.
 */
bool ns_shares(const struct plan *p)
{
	return (p->ns & (CLONE_NEWUSER | SYS_CLONE_NEWTIME)) == CLONE_NEWUSER && !p->on_view &&
	       !p->joins[2] && !p->hold;
}

static int clone_with(const struct plan *p, const struct inner *in)
{
	struct sys_clone_args args = {.flags = at_once(p), .exit_signal = SIGCHLD};

	if (p->group.dir != NONE) {
		args.flags |= SYS_CLONE_INTO_CGROUP;
		args.cgroup = p->group.dir;
	}
	if (p->joins[2] && p->ns & CLONE_NEWPID) {
		int pid = clone_below(&args);

		if (pid == 0)
			in->run(in->arg);
		return pid;
	}
	if (ns_shares(p)) {
		args.flags |= CLONE_VM | CLONE_CHILD_CLEARTID;
		args.child_tid = (uintptr_t)in->alive;
		args.stack = (uintptr_t)in->stack;
		args.stack_size = STACK;
	}
	return sys_apart(&args, sizeof args, in->run, in->arg);
}

/*
 * What is optional and cannot be had: a kind that this kernel was built without,
 * or user namespaces where they are forbidden.
 */
static unsigned give_up(const struct plan *p, int err)
{
	unsigned without = p->ns_try & missing(p->ns_try);

	if (err == -EPERM || err == -ENOSPC || err == -EUSERS)
		without |= p->ns_try & CLONE_NEWUSER;
	return without;
}

/*
 * In a chroot nobody can make a user namespace (current_chrooted() in fs/namespace.c).
 * Root can make its directory the root of a mount namespace, though, and start
 * from there: setns(2) into our own leads to that namespace's root.
 */
bool ns_leave_chroot(const struct plan *p)
{
	int tree, self;

	if (sys_unshare(CLONE_NEWNS) < 0)
		return false;
	tree = sys_open_tree(AT_FDCWD, "/", SYS_OPEN_TREE_CLONE | SYS_AT_RECURSIVE);
	self = sys_pidfd_open(sys_getpid());
	if (tree < 0 || sys_setns(self, CLONE_NEWNS) < 0 ||
		sys_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
		sys_move_mount(tree, AT_FDCWD, "/") < 0 || sys_fchdir(tree) < 0 ||
		sys_pivot_root(".", ".") < 0 || sys_umount(".", MNT_DETACH) < 0)
		return false;
	sys_close(tree);
	sys_close(self);
	if (fs_find("/proc/self") < 0)
		sys_mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	return !p->cwd || sys_chdir(p->cwd) >= 0;
}

/*
 * A /proc that does not show us is that of another pid namespace.  Ours goes on top of
 * it, in a copy of those mounts that only we and what we start have.
 */
static void show_proc(const char *from, int tree)
{
	int err = fs_find("/proc/self") < 0 ? tree : 0;

	if (err > 0)
		err = sys_unshare(CLONE_NEWNS);
	else if (!err)
		return;
	if (err >= 0)
		err = sys_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	if (err >= 0)
		err = sys_move_mount(tree, AT_FDCWD, "/proc");
	if (err < 0)
		die(err, "mntns %s", from);
}

int ns_clone(struct plan *p, const struct inner *in)
{
	unsigned without;
	char names[64];
	int pid, tree = NONE, self = NONE;

	if (p->joins[1])
		tree = above_stdio(sys_open_tree(AT_FDCWD, "/proc",
			SYS_OPEN_TREE_CLONE | SYS_AT_RECURSIVE));
	for (int i = NS_KINDS; i--;)
		if (p->joins[i]) {
			if (self == NONE)
				self = enter_self();
			entered(enter_join(self, p->joined[i], i), p->joins[i]);
			/* Who is born in its pid namespace has what is there. */
			if (i == 1 && (p->ns & CLONE_NEWPID || !p->joins[2]))
				show_proc(p->joins[i], tree);
		}
	p->by_sources = p->by_sources && from_pays(p);
	cgroup_begin(p);
	pid = clone_with(p, in);
	if (pid < 0 && p->group.implied) {
		cgroup_end(&p->group);
		pid = clone_with(p, in);
	}
	if (pid == -EPERM && !p->my_uid && (p->ns & CLONE_NEWUSER) && ns_leave_chroot(p))
		pid = clone_with(p, in);
	if (pid < 0 && p->ns_try) {
		without = give_up(p, pid);
		list(names, sizeof names, without);
		if (without && !p->compat)
			warn(0, WITHOUT, "namespace ", names);
		p->ns &= ~without;
		p->ns_try &= ~without;
		if (without) {
			check_ids(p);
			pid = clone_with(p, in);
		}
	}
	if (pid < 0) {
		list(names, sizeof names, p->ns);
		cgroup_end(&p->group);
		hints_clone(pid, p->ns, WORDS("clone3 with new namespaces %s"), names);
	}
	return pid;
}

void ns_abandon(struct plan *p, int pid, int err, const char *call, const char *object)
{
	sys_kill(pid, SIGKILL);
	sys_wait4(pid, NULL, 0);
	cgroup_end(&p->group);
	keep_not(p);
	die(err, "%s %s", call, object);
}

/*
 * Into /proc/self/NAME, which must be opened when the ids are wanted; self: see
 * ns_settle.  The descriptor stays open: who makes mounts read-only after this
 * has to close it, and otherwise it goes with all others.
 */
static int write_self(int self, const char *name, const char *s, size_t n)
{
	char path[48];
	long err;
	int fd;

	fmt(path, sizeof path, self == NONE ? "/proc/self/%s" : "%s", name);
	fd = sys_openat(self == NONE ? AT_FDCWD : self, path, O_WRONLY, 0);
	err = fd < 0 ? fd : sys_write(fd, s, n);
	return err < 0 ? err : fd;
}

static int map(int self, const char *name, int in, int out)
{
	char line[48];
	size_t n = fmt(line, sizeof line, "%u %u 1\n", (unsigned)in, (unsigned)out);
	int fd = write_self(self, name, line, n);

	if (fd < 0)
		die(fd, "write %s %u %u 1", name, (unsigned)in, (unsigned)out);
	return fd;
}

static void map_ids(const struct plan *p, int self, int uid, int gid)
{
	int first = map(self, "uid_map", uid, p->my_uid), second, third;

	/* Without privilege gid_map can only be written once groups cannot be dropped. */
	second = write_self(self, "setgroups", "deny", 4);
	if (second < 0)
		die(second, "write setgroups deny");
	third = map(self, "gid_map", gid, p->my_gid);
	/* In one call, unless the caller has descriptors in between. */
	if (third == first + 2) {
		sys_close_range(first, third, 0);
		return;
	}
	sys_close(first);
	sys_close(second);
	sys_close(third);
}

static int inner(int asked, int outer)
{
	return asked == NONE ? outer : asked;
}

static void settle_ids(const struct plan *p, int self)
{
	int err;

	if (p->ranges) {
		/* Theirs are of the host, and say nothing about the sandbox. */
		err = sys_setgroups(0, NULL);
		/* EPERM is where whoever made our own user namespace has denied it. */
		if (err < 0 && err != -EPERM)
			die(err, "setgroups");
		idmap_become(p->setup);
	} else if ((p->ns & CLONE_NEWUSER) && !p->map_all && p->userns_block_fd == NONE &&
		   (p->two_levels || !p->map_none)) {
		map_ids(p, self, p->two_levels ? 0 : inner(p->uid, p->my_uid),
			p->two_levels ? 0 : inner(p->gid, p->my_gid));
	}
	if (p->disable_userns || p->no_userns) {
		/* A second level is ours, and the only one; see ns_settle_ids. */
		err = fs_write(AT_FDCWD, "/proc/sys/user/max_user_namespaces",
			p->two_levels ? "1" : "0", 1);
		/* Who accepts the host's /proc is told what that costs. */
		if (err < 0 && !p->disable_userns && p->proc_fallback && *p->proc_fallback != 'f')
			warn(err, "write max_user_namespaces");
		else if (err < 0)
			die(err, "write max_user_namespaces");
	}
}

static void settle_names(const struct plan *p)
{
	int err;

	if (p->hostname) {
		err = sys_sethostname(p->hostname, strlen(p->hostname));
		if (err < 0)
			die(err, "sethostname %s", p->hostname);
	}
	if (p->domainname) {
		err = sys_call(SYS_setdomainname, p->domainname, strlen(p->domainname));
		if (err < 0)
			die(err, "setdomainname %s", p->domainname);
	}
}

static void offset(int self, const char *clock, const char *seconds)
{
	char line[64];
	int err;

	if (!seconds)
		return;
	err = write_self(self, "timens_offsets", line,
		fmt(line, sizeof line, "%s %s 0\n", clock, seconds));
	if (err < 0)
		die(err, "timens_offsets %s %s", clock, seconds);
	sys_close(err);
}

/* Offsets go to the namespace of our children, which we then enter as well. */
static void settle_clocks(const struct plan *p, int self)
{
	int err, fd;

	err = sys_unshare(SYS_CLONE_NEWTIME);
	if (err < 0)
		hints_clone(err, SYS_CLONE_NEWTIME, WORDS("unshare time namespace"), NULL);
	offset(self, "boottime", p->boottime);
	offset(self, "monotonic", p->monotonic);
	fd = self == NONE ? sys_open("/proc/self/ns/time_for_children", O_RDONLY)
			  : sys_openat(self, "ns/time_for_children", O_RDONLY, 0);
	err = fd < 0 ? fd : sys_setns(fd, SYS_CLONE_NEWTIME);
	if (err < 0)
		die(err, "setns time namespace");
	root_done(fd);
}

void ns_settle_late(const struct plan *p, int self)
{
	const unsigned late = ns_late(p);
	int err = late & SYS_CLONE_NEWCGROUP ? sys_unshare(SYS_CLONE_NEWCGROUP) : 0;

	if (err < 0)
		hints_clone(err, SYS_CLONE_NEWCGROUP, WORDS("unshare cgroup namespace"), NULL);
	if (late & SYS_CLONE_NEWTIME)
		settle_clocks(p, self);
}

void ns_settle(const struct plan *p, int self)
{
	int err;

	settle_ids(p, self);
	if (p->ns & CLONE_NEWNET) {
		err = net_lo_up();
		if (err < 0)
			die(err, "loopback");
	}
	if (p->net_inside)
		net_inside(p);
	settle_names(p);
}

void ns_settle_ids(const struct plan *p, int self)
{
	int err;

	if (p->userns2 != NONE)
		entered(sys_setns(p->userns2, CLONE_NEWUSER), "--userns2");
	if (!p->two_levels)
		return;
	/*
	 * A devpts instance needs uid and gid 0 in the user namespace that mounts
	 * it (mknod_ptmx() in fs/devpts/inode.c), and a limit on user namespaces
	 * only holds for who has no capability where it was set: so there are two
	 * levels, and the second inherits from the first that groups are denied.
	 * Without any id the first could not even make a file.
	 */
	err = sys_unshare(CLONE_NEWUSER);
	if (err < 0)
		hints_clone(err, CLONE_NEWUSER, WORDS("unshare a second user namespace"), NULL);
	if (p->map_none)
		return;
	map(self, "uid_map", inner(p->uid, p->my_uid), 0);
	map(self, "gid_map", inner(p->gid, p->my_gid), 0);
}
