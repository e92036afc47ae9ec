/* SPDX-License-Identifier: MIT */
/*
 * Under the names unshare and nsenter: what those of util-linux do, by their options,
 * which tutorials on namespaces have.  No process of ours is in between unless there is
 * to be a fork, and nothing is confined.
 */
#include "sandbox.h"

/*
 * Options by their place in rows.def, from where the middle of them is 0: so the
 * compiler reaches all that are given by a byte.
 */
enum {
	KIND = -16, /* and the other namespaces */
	SETUID = KIND + NS_KINDS,
	SETGID,
	KEEP_CAPS,
	ROOT,
	WD,

	FORK,
	KILL_CHILD,
	FORWARD,
	MOUNT_PROC,
	PROPAGATION,
	MAP_ROOT,
	MAP_CURRENT,
	MAP_USER,
	MAP_GROUP,
	MAP_USERS,
	MAP_GROUPS,
	MAP_AUTO,
	MAP_SUBIDS,
	SETGROUPS,
	MONOTONIC,
	BOOTTIME,

	TARGET = FORK,
	ALL,
	ENV,
	NO_FORK,
	PRESERVE,
	WDNS,
	NET_SOCKET,
	USER_PARENT,
	JOIN_CGROUP,
};

/* Who does for us what only somebody who is still outside can. */
struct helper {
	int pid, go;
};

static APART int must(int err, const char *what)
{
	if (err < 0)
		die(err, "%s", what);
	return err;
}

static APART void mount_on(const char *what, const char *dest, const char *type,
	unsigned long flags)
{
	int err = sys_mount(what, dest, type, flags, NULL);

	if (err < 0)
		die(err, "mount %s", dest);
}

/* It waits for us, and does nothing if we end before. */
static bool help(struct helper *h)
{
	int pipe[2];
	char c;

	must(sys_pipe(pipe), "pipe");
	h->go = pipe[1];
	h->pid = must(sys_fork(), "fork");
	return !h->pid && sys_close(h->go) >= 0 && sys_read(*pipe, &c, 1) > 0;
}

static void bind_files(const char **v, int us)
{
	char from[48];

	for (int i = 0; i < NS_KINDS; i++) {
		fmt(from, sizeof from, i == 2 ? "/proc/%d/ns/%s_for_children" : "/proc/%d/ns/%s", us,
			ns_table[i].name);
		if (v[KIND + i] && *v[KIND + i])
			mount_on(from, v[KIND + i], NULL, MS_BIND);
	}
}

/* Whoever fails has said so. */
static void await(const struct helper *h)
{
	int status;

	if (!h->pid)
		return;
	sys_write(h->go, "", 1);
	sys_wait4(h->pid, &status, 0);
	if (status)
		sys_exit(1);
}

/* Both know it by the number as well. */
static int signal_named(const char *s)
{
	char name[16];

	for (int sig = 1; sig < SYS_NSIG; sig++)
		if (!strcmp(sig_name(sig, name), s) || !strcmp(name + 3, s))
			return sig;
	return opts_number(s);
}

/* What ends the child must not end us before it does. */
static int heed(struct ward *w, int sig, siginfo_t *si)
{
	(void)w, (void)si;
	return sig == SIGINT || sig == SIGTERM ? 0 : sig;
}

/* The child goes on; we wait for it, and end as it does. */
static void split(const struct helper *h, const char *kill, bool forward)
{
	struct ward w = {.stops = true, .heed = forward ? NULL : heed};
	int sig = kill && *kill ? signal_named(kill) : SIGKILL, status;
	struct held held;

	pid1_hold(&held);
	w.pid = must(sys_fork(), "fork");
	if (w.pid) {
		await(h);
		status = pid1_tend(&w);
		if (WIFSIGNALED(status))
			pid1_die_of(WTERMSIG(status));
		sys_exit(pid1_status(status));
	}
	if (kill)
		sys_prctl(PR_SET_PDEATHSIG, sig);
	pid1_release(&held);
}

/* To another root, and there or here to a directory. */
static void go(int root, const char *dir)
{
	if (root != NONE) {
		must(sys_fchdir(root), "root");
		must(sys_chroot("."), "chroot");
	}
	if (dir)
		must(sys_chdir(dir), dir);
}

/* The last steps of both.  Without a command it is a shell, as after a login. */
static _Noreturn void finish(struct plan *p, const char **v, char **argv, int id)
{
	const char *shell = exec_getenv(p->env, "SHELL"), *name = *argv;
	char as[NAME_MAX + 2], *login[4] = {NULL, as};
	int err;

	for (int i = 0; i < 2; i++)
		p->as[i] = v[SETUID + i] ? opts_number(v[SETUID + i]) : id;
	/* A user namespace may deny it; that is an error to whoever asked for ids. */
	err = p->as[1] == NONE ? 0 : sys_setgroups(0, NULL);
	if (v[SETGID])
		must(err, "-G");
	idmap_become(p->as);
	if (v[KEEP_CAPS])
		caps_keep();
	if (!name) {
		argv = login + 1;
		name = shell && *shell ? shell : "/bin/sh";
		shell = strrchr(name, '/');
		fmt(as, sizeof as, "-%s", shell ? shell + 1 : name);
	}
	err = exec_search(name, argv, p->env);
	who.status = exec_status(err);
	die(err, "failed to execute %s", name);
}

/* Into a file of our own. */
static void tell(const char *name, const char *what)
{
	char path[32];

	fmt(path, sizeof path, "/proc/self/%s", name);
	if (what)
		must(fs_write(AT_FDCWD, path, what, strlen(what)), path);
}

/* Who is to be mapped, as id or by ranges; CLONE_NEWUSER if somebody is. */
static unsigned choose_ids(struct plan *p, const char **v, int id[2], const int mine[2])
{
	const char *range;
	unsigned kinds = 0;

	for (int k = 0; k < 2; k++) {
		id[k] = NONE;
		if (v[MAP_ROOT])
			id[k] = 0;
		if (v[MAP_CURRENT])
			id[k] = mine[k];
		if (v[MAP_USER + k])
			id[k] = opts_number(v[MAP_USER + k]);
		range = v[MAP_USERS + k];
		if (v[MAP_AUTO])
			range = "auto";
		if (v[MAP_SUBIDS])
			range = "subids";
		if (range)
			idmap_words(p, k, range, id[k], mine[k]);
		if (range || id[k] != NONE)
			kinds = CLONE_NEWUSER;
	}
	return kinds;
}

/* In the new namespaces: clocks, ids and whether there may be groups. */
static void settle(const struct plan *p, const char **v, const int id[2], const int mine[2])
{
	char line[48];

	for (int k = 0; k < 2; k++) {
		if (v[MONOTONIC + k]) {
			fmt(line, sizeof line, k ? "boottime %s 0" : "monotonic %s 0", v[MONOTONIC + k]);
			tell("timens_offsets", line);
		}
		if (id[k] != NONE && !p->maps[k]) {
			/* Without privilege groups can be mapped only when none can be dropped. */
			if (k)
				tell("setgroups", "deny");
			fmt(line, sizeof line, "%u %u 1", (unsigned)id[k], (unsigned)mine[k]);
			tell(k ? "gid_map" : "uid_map", line);
		}
	}
	tell("setgroups", v[SETGROUPS]);
}

static _Noreturn void be_unshare(struct plan *p, const char **v, unsigned kinds, bool files,
	char **argv)
{
	static const char ways[] = "private\0slave\0shared\0unchanged\0"; /* MS_PRIVATE << i */
	struct helper binder = {0}, mapper = {0};
	const char *way = v[PROPAGATION], *proc = v[MOUNT_PROC], *what;
	int id[2], mine[2] = {p->my_uid, p->my_gid};
	int which = 0, err, us = sys_getpid();

	kinds |= choose_ids(p, v, id, mine);
	if (proc)
		kinds |= CLONE_NEWNS;
	if (v[MONOTONIC] || v[BOOTTIME])
		kinds |= SYS_CLONE_NEWTIME;
	if (way)
		which = opts_place(ways, way, strlen(way));
	if (files && help(&binder)) {
		bind_files(v, us);
		sys_exit(0);
	}
	if (p->ranges && help(&mapper)) {
		err = idmap_maps(p, us, &what);
		must(err, what);
		sys_exit(0);
	}
	err = sys_unshare(kinds);
	if (err < 0)
		hints_clone(err, kinds, WORDS("unshare failed"), NULL);
	await(&mapper);
	settle(p, v, id, mine);
	if (v[FORK] || v[KILL_CHILD])
		split(&binder, v[KILL_CHILD], v[FORWARD]);
	else
		await(&binder);
	if (kinds & CLONE_NEWNS && which < 3)
		mount_on(NULL, "/", NULL, MS_REC | MS_PRIVATE << which);
	go(enter_open(p, v[ROOT], NULL), v[WD]);
	if (proc) {
		proc = *proc ? proc : "/proc";
		/* What is shared with the host would be the host's, too. */
		if (!v[ROOT])
			sys_mount(NULL, proc, NULL, MS_REC | MS_PRIVATE, NULL);
		mount_on("proc", proc, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC);
	}
	finish(p, v, argv, NONE);
}

static _Noreturn void be_nsenter(struct plan *p, const char **v, unsigned kinds, bool files,
	char **argv)
{
	enum { GET_PARENT = 0xb702,
		GET_NET = 0x894c,
		NET = 3 };
	struct enter *e = &p->enter;
	int root, wd, fd, *fds = e->fds;

	for (int i = 0; i < ENTER_FDS; i++)
		fds[i] = NONE;
	if (v[TARGET])
		enter_process(p, opts_number(e->target = v[TARGET]));
	else if (!files)
		die(0, "no target process: --target PID");
	for (int i = 0; i < NS_KINDS; i++)
		fds[ENTER_FILES + i] = enter_open(p, v[KIND + i], NULL);
	if (v[USER_PARENT]) {
		kinds |= CLONE_NEWUSER;
		fd = sys_openat(fds[ENTER_PROC], "ns/user", O_RDONLY, 0);
		fds[ENTER_FILES] = must(sys_ioctl(fd, GET_PARENT, NULL), "user-parent");
	}
	if (v[NET_SOCKET]) {
		kinds |= CLONE_NEWNET;
		fd = opts_number(v[NET_SOCKET]);
		fd = sys_call(SYS_PIDFD_GETFD, fds[ENTER_PROCESS], fd, 0);
		fds[ENTER_FILES + NET] = must(sys_ioctl(fd, GET_NET, NULL), "net-socket");
	}
	e->kinds = v[ALL] ? NS_ALL : kinds;
	root = enter_open(p, v[ROOT], "root");
	wd = enter_open(p, v[WD], "cwd");
	if (v[JOIN_CGROUP])
		enter_group(p);
	sys_prctl(PR_SET_DUMPABLE, 0);
	kinds = enter_all(p);
	/* In its user namespace we may read what we may not outside. */
	if (v[ENV])
		enter_env(p);
	/* Without a word of it we stay where we are, be that outside of the root. */
	if (wd == NONE && root != NONE && !v[WDNS])
		wd = sys_open(".", O_PATH);
	go(root, v[WDNS]);
	if (wd != NONE)
		must(sys_fchdir(wd), "wd");
	if (e->kinds & CLONE_NEWPID && !v[NO_FORK])
		split(&(struct helper){0}, NULL, true);
	finish(p, v, argv, kinds & CLONE_NEWUSER && !v[PRESERVE] ? 0 : NONE);
}

void tools_run(struct plan *p, const char *name)
{
	const char *values[34] = {NULL}, **v = values - KIND;
	const bool out = *name == 'u';
	unsigned kinds = 0, files = 0;
	struct opts w;
	int which;

	who.prefix = out ? "unshare: " : "nsenter: ";
	who.status = 1;
	p->enter.target = "";
	opts_begin(&w, !out, p->argv);
	while ((which = opts_next(&w)) != NONE)
		v[KIND + which] = w.value;
	for (int i = 0; i < NS_KINDS; i++) {
		kinds |= v[KIND + i] ? ns_table[i].flag : 0;
		files |= v[KIND + i] && *v[KIND + i] ? ns_table[i].flag : 0;
	}
	if (out)
		be_unshare(p, v, kinds, files, w.argv);
	/* All that is to be entered has to be somewhere. */
	be_nsenter(p, v, kinds, files && files == kinds && !v[ALL], w.argv);
}
