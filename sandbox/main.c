/* SPDX-License-Identifier: MIT */
/* sandbox command ...: run it with a view of the system made for it. */
#include "sandbox.h"

/* Filled in by main, as without data one page has all that every start writes. */
struct who who;

/* What the command's process needs of ours. */
struct launch {
	const struct plan *plan;
	const struct held *held;
	struct filter *filters; /* up to one of no length; or NULL */
	struct words words;
	int landlock; /* rules to keep to, or NONE */
	int ran;      /* where to say that it runs, or NONE */
	int err;      /* execve's, if it failed */
	unsigned long umask;
};

/* Pipes between monitor and PID 1. */
struct pipes {
	int alive[2]; /* ends with the monitor; or NONE */
	int ran[2];   /* how the command fares, see tell; or NONE */
};

/* What the inner half is told. */
struct brief {
	struct plan *plan;
	struct held held;
	struct pipes pipes;
	/* In place of `ran' between two who share their memory: */
	int alive; /* 0: no more is to be heard */
	int end;   /* the command's wait(2) status, or NONE */
};

/* Who we are, from the auxiliary vector: no system call is cheaper than none. */
static void identify(struct plan *p, char **envp)
{
	struct {
		unsigned long type, value;
	} * aux;

	while (*envp)
		envp++;
	for (aux = (void *)(envp + 1); aux->type != AT_NULL; aux++) {
		if (aux->type == AT_EUID)
			p->my_uid = aux->value;
		if (aux->type == AT_EGID)
			p->my_gid = aux->value;
		if (aux->type == SYS_AT_SECURE && aux->value)
			die(0, "must not be set-user-ID, set-group-ID or have file capabilities");
	}
}

/* SIGKILL when our parent ends, be it before or after we ask for it. */
static void die_with_parent(void)
{
	int parent = sys_getppid();
	int err = sys_prctl(PR_SET_PDEATHSIG, SIGKILL);

	if (err < 0)
		die(err, "prctl parent-death signal");
	if (sys_getppid() != parent)
		sys_exit(who.status);
}

/*
 * A closed descriptor 0, 1 or 2 must not become the number of something else.
 * open(2) gives the lowest that is free, so the first that we get shows it:
 * then it moves up, and /dev/null takes the places.
 */
int above_stdio(int fd)
{
	/* bubblewrap's commands have them closed. */
	const int also = who.status == EXIT_OURS ? 0 : O_CLOEXEC;
	int null, moved;

	if (fd < 0 || fd > 2)
		return fd;
	moved = sys_fcntl(fd, F_DUPFD_CLOEXEC, 3);
	sys_close(fd);
	do
		null = sys_call(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR | also, 0);
	while (null >= 0 && null < 3);
	sys_close(null);
	return moved;
}

/* Is there something for the monitor to do before we go on? */
static bool waits(const struct plan *p)
{
	return p->map_all || p->ranges || p->persist || p->pidfile || p->net_outside ||
	       p->info_fd != NONE || p->json_fd != NONE;
}

/* From whoever has our ids: what is to be found of us in /proc, and our memory. */
static int hide(const struct plan *p)
{
	return p->on_view ? 0 : sys_prctl(PR_SET_DUMPABLE, 0);
}

/*
 * From inside the parent has no pid: ask the pipe, which ends with it.  A change of ids
 * takes the signal back, so this is done again after it.
 */
static void end_with_monitor(const struct plan *p, const struct pipes *pipes)
{
	char c;

	if (!p->die_with_parent)
		return;
	sys_prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (sys_read(pipes->alive[0], &c, 1) == 0)
		sys_exit(who.status);
}

static void follow_monitor(const struct plan *p, const struct pipes *pipes)
{
	char c;
	int err;

	/* The first thing, while we wait as well. */
	if (p->die_with_parent)
		sys_prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (pipes->alive[0] == NONE)
		return;
	sys_close(pipes->alive[1]);
	/* The maps are to be written, and our namespaces looked up while we have them. */
	if (waits(p)) {
		while ((err = sys_read(pipes->alive[0], &c, 1)) == -EINTR)
			;
		if (err < 0)
			die(err, "read from the monitor");
		if (err == 0)
			sys_exit(who.status);
	}
	err = sys_fcntl(pipes->alive[0], F_SETFL, O_NONBLOCK);
	if (err < 0)
		die(err, "fcntl");
	end_with_monitor(p, pipes);
}

/* A byte, or the end: either will do. */
static void wait_for(int fd, const char *option)
{
	long r = 0;
	char c;

	while (fd != NONE && (r = sys_read(fd, &c, 1)) == -EINTR)
		;
	if (r < 0)
		die(r, "read --%s %d", option, fd);
	if (fd != NONE)
		sys_close(fd);
}

/* Who has a directory of the host, or a namespace, is not confined any more. */
static void refuse_directory(int fd)
{
	enum { NSFS = 0x6e736673 };
	struct sys_statx st;

	int err = sys_fstatx(fd, &st);

	if (err == -EBADF)
		return;
	if (err < 0)
		die(err, "statx descriptor %d", fd);
	if (S_ISDIR(st.mode) || root_fstype(fd) == NSFS)
		die(0, "descriptor %d is no file: only --keep-fd-unsafe passes it on", fd);
}

static bool unsafe(const struct plan *p, int fd)
{
	for (const struct op *op = p->ops; op < p->end; op++)
		if (op->kind == OP_KEEP_FD_UNSAFE && op->fd == fd)
			return true;
	return false;
}

/* Descriptors that are not for the command go when it is executed. */
static void close_on_exec(const struct plan *p)
{
	/* This is between monitor and caller; the other is for our last words, too. */
	if (p->info_fd != NONE)
		sys_close(p->info_fd);
	if (p->json_fd != NONE)
		sys_fcntl(p->json_fd, F_SETFD, FD_CLOEXEC);
	if (!p->compat || p->close_fds) {
		int err = sys_close_range(3, ~0u, SYS_CLOSE_RANGE_CLOEXEC);

		/* Linux 5.11 has the flag. */
		if (err == -EINVAL || err == -ENOSYS)
			for (int fd = 3; fd < 1 << 16; fd++)
				sys_fcntl(fd, F_SETFD, FD_CLOEXEC);
		else if (err < 0)
			die(err, "close_range");
	}
	for (int fd = 0; p->safe && fd < 3; fd++)
		if (!unsafe(p, fd))
			refuse_directory(fd);
	for (const struct op *op = p->ops; op < p->end; op++) {
		int err = 0;

		if (op->kind == OP_KEEP_FD)
			refuse_directory(op->fd);
		if (op->kind == OP_KEEP_FD || op->kind == OP_KEEP_FD_UNSAFE)
			err = sys_fcntl(op->fd, F_SETFD, 0);
		else if (op->kind == OP_SYNC_FD || op->kind == OP_BIND_FD)
			err = sys_fcntl(op->fd, F_SETFD, FD_CLOEXEC);
		if (err < 0)
			die(err, "fcntl descriptor %d", op->fd);
	}
}

static void lock_files(const struct plan *p)
{
	struct flock lock = {.l_type = F_RDLCK};
	int err, fd;

	for (struct op *op = p->ops; op < p->end; op++) {
		if (op->kind != OP_LOCK_FILE)
			continue;
		fd = sys_open(op->dest, O_RDONLY | O_NONBLOCK);
		err = fd < 0 ? fd : sys_fcntl(fd, F_SETLK, (long)(intptr_t)&lock);
		if (err < 0)
			die(err, "lock %s", op->dest);
		op->fd = fd; /* for close_others */
	}
}

/* Not in line: where a call returns twice there are to be no registers of other calls. */
static APART int leave(void)
{
	sys_exit(0);
}

static APART int try_userns(void)
{
	int pid = sys_twice(CLONE_VM | CLONE_VFORK | CLONE_NEWUSER | SIGCHLD, NULL);

	return pid ? pid : leave();
}

/* Only a child can try it and leave us as we are. */
static void assert_no_userns(void)
{
	int pid = try_userns();

	if (pid < 0)
		return;
	sys_wait4(pid, NULL, 0);
	die(0, "user namespaces can still be made inside");
}

/* PWD tells shells by what name they got here. */
static void set_pwd(const struct plan *p, const char *dir)
{
	const char *now = exec_getenv(p->env, "PWD");
	char **env = p->env, *pwd = p->pwd;

	if (now ? !strcmp(now, dir) : !p->compat)
		return;
	if (*dir != '/')
		return;
	if (dir != p->cwd) {
		pwd = strlen(dir) + 5 > p->free ? data_room(strlen(dir) + 5) : p->room;
		fmt(pwd, strlen(dir) + 5, "PWD=%s", dir);
	}
	while (*env && strncmp(*env, "PWD=", 4))
		env++;
	if (!*env)
		env[1] = NULL;
	*env = pwd;
}

/* To the monitor: that the command runs, that it does not, or its wait(2) status. */
enum { STARTED = -3,
	RUNS = -2,
	FAILED = -1 };

/* Does anybody want to hear whether the command runs? */
static bool reports(const struct plan *p)
{
	return p->json_fd != NONE || p->diagnose || p->detach || p->persist;
}

static int tell(int ran, int what)
{
	return ran == NONE ? 0 : sys_write(ran, &what, sizeof what);
}

/* The last steps before execve(2).  With pid1_spawn our memory is our parent's. */
static void command(void *arg)
{
	struct launch *l = arg;
	const struct plan *p = l->plan;

	if (p->session && (!p->init || p->pty))
		sys_setsid();
	if (p->pty)
		pty_control();
	if (p->exec_label) {
		l->err = fs_write(AT_FDCWD, "/proc/self/attr/exec", p->exec_label, strlen(p->exec_label));
		if (l->err < 0)
			die(l->err, "write exec label %s", p->exec_label);
	}
	limits_set(p);
	sys_umask(l->umask);
	pid1_release(l->held);
	if (reports(p))
		tell(l->ran, RUNS);
	landlock_restrict(p, l->landlock);
	seccomp_load(p, l->filters);
	if (p->hold)
		keep_hold();
	l->err = exec_search(l->words.name, l->words.argv, l->words.env);
	if (reports(p))
		tell(l->ran, FAILED);
	if (!p->compat)
		who.status = exec_status(l->err);
	hints_exec(l->err, l->words.name, l->words.env);
}

/*
 * The lowest descriptor from `from' on that is needed; at first by the command, too, and
 * before we enter what there is, by all that follows.
 */
static unsigned needed(const struct launch *l, unsigned from, bool first)
{
	const struct plan *p = l->plan;
	const bool before = !l->held;
	const int fds[] = {
		l->ran,
		first ? l->landlock : NONE,
		first ? p->json_fd : NONE,
		before ? p->info_fd : NONE,
		before ? p->block_fd : NONE,
	};
	const enum op_kind last = first ? OP_KEEP_FD_UNSAFE : OP_SYNC_FD;
	unsigned lowest = ~0u;

	for (size_t i = 0; i < countof(fds); i++)
		if ((unsigned)fds[i] >= from && (unsigned)fds[i] < lowest)
			lowest = fds[i];
	for (size_t i = 0; before && i < countof(p->enter.fds); i++)
		if ((unsigned)p->enter.fds[i] >= from && (unsigned)p->enter.fds[i] < lowest)
			lowest = p->enter.fds[i];
	for (const struct op *op = p->ops; op < p->end; op++)
		if (((op->kind >= OP_LOCK_FILE && op->kind <= last) ||
			    (before && op->kind == OP_SECCOMP)) &&
			(unsigned)op->fd >= from && (unsigned)op->fd < lowest)
			lowest = op->fd;
	return lowest;
}

/*
 * What comes to be inside finds nothing of the host's open here, and whoever waits
 * for the end of what was the caller's, or has served, may have it.
 */
static void close_others(const struct launch *l, bool first)
{
	int err = 0;

	for (unsigned from = 3, next; from; from = next + 1) {
		next = needed(l, from, first);
		if (next > from)
			err = sys_close_range(from, next - (next < ~0u), 0);
		if (err < 0 && first)
			die(err, "close_range");
	}
}

/* A ward that may be asked to stop, how long it then has, and what came of it. */
struct stoppable {
	struct ward w;
	int patience;
	bool asked, late;
};

static int stop(struct ward *w, int sig, siginfo_t *si)
{
	struct stoppable *s = (struct stoppable *)w;

	(void)si;
	if (!sig) {
		s->late |= !s->asked;
		w->until = 0;
		if (s->asked || !s->patience)
			return SIGKILL;
		sig = SIGTERM;
	}
	if ((sig == SIGTERM || sig == SIGINT) && !s->asked && s->patience) {
		s->asked = true;
		pid1_within(w, s->patience);
	}
	return sig;
}

/* bubblewrap's PID 1 has no ear for signals, and so the kernel drops them. */
static int deaf(struct ward *w, int sig, siginfo_t *si)
{
	(void)w, (void)sig, (void)si;
	return 0;
}

/* Whom the kernel buries without us leaves no account of what it used. */
static void buried(struct ward *w, int pid, int status)
{
	(void)w, (void)pid, (void)status;
}

static void make(struct plan *p, int self)
{
	int trees[FROM_MOST];
	struct site s = {
		.here = AT_FDCWD,
		.trees = p->end <= p->ops + countof(trees) ? trees : NULL,
		.scratch = NONE,
		.host_dev = NONE,
		.dev = NONE,
	};

	if (p->relative)
		s.here = sys_open(".", O_PATH | O_DIRECTORY);
	ns_settle(p, self);
	root_begin(p, &s);
	ops_apply(p, &s);
	root_enter(p, &s);
	ns_settle_ids(p, self);
}

/* The namespaces, the root, and what is in it: to the end of what needs more rights. */
static void settle(struct plan *p, struct launch *l, const struct pipes *pipes)
{
	int self, err;

	/* A root that is remade has a /proc at each time, but not the same. */
	self = p->remake_root || p->enter.target
		       ? NONE
		       : enter_self();
	if (self < 0 && self != NONE)
		die(self, "find /proc/self");
	ns_settle_late(p, self);
	/* The monitor waits for it, and we are going to wait for the monitor. */
	err = ns_late(p) ? tell(l->ran, 0) : 0;
	if (err < 0)
		die(err, "write to the monitor");
	/* PID 1 has nothing open for those who want to hear no more. */
	if (!p->lingers && !reports(p))
		l->ran = NONE;
	follow_monitor(p, pipes);
	/* The console of a new /dev is what standard output is. */
	if (p->pty)
		pty_take(p->slave);
	close_on_exec(p);
	wait_for(p->userns_block_fd, "userns-block-fd");
	if (p->enter.target)
		enter_settle(p);
	else
		make(p, self);
}

/* What the command is to have, and that it has no more. */
static void confine(struct plan *p, struct launch *l, const struct pipes *pipes)
{
	int err;

	l->landlock = landlock_prepare(p);
	set_pwd(p, root_chdir(p));
	lock_files(p);
	l->filters = seccomp_read(p);
	wait_for(p->block_fd, "block-fd");
	idmap_finish(p);
	if (!p->enter.raw)
		caps_drop(p);
	end_with_monitor(p, pipes);
	if (p->assert_userns_disabled)
		assert_no_userns();
	env_move(p, &l->words);
	err = hide(p);
	if (err < 0)
		die(err, "prctl not dumpable");
}

/* In the new namespaces.  Whoever fails here has said so and is passed on. */
static _Noreturn void inside(void *arg)
{
	struct brief *b = arg;
	struct plan *p = b->plan;
	struct launch l = {
		.plan = p,
		.held = &b->held,
		.ran = b->pipes.ran[1],
		.umask = sys_umask(0),
	};
	struct stoppable s = {
		.w = {
			.self = p->ns & CLONE_NEWPID ? 1 : 0,
			.heed = p->patience ? stop : p->compat ? deaf
							       : NULL,
			.buried = p->json_fd == NONE ? NULL : buried,
		},
		.patience = p->patience,
	};
	int status;

	if (p->umask)
		fmt_based(p->umask, 8, 0777, &l.umask);
	else if (p->safe)
		l.umask = p->strict ? 077 : 022;
	settle(p, &l, &b->pipes);
	confine(p, &l, &b->pipes);
	if (!p->init)
		command(&l);
	if (p->session)
		sys_setsid();
	/* As bwrap what the caller has open is for the command. */
	if (!p->compat)
		close_others(&l, true);

	/* The point of no return: from here on PID 1 only warns. */
	if (pid1_spawn(&s.w, command, &l) < 0)
		die(s.w.pid, "clone");
	close_others(&l, false);
	if (p->detach && !l.err)
		tell(l.ran, STARTED);
	if (s.w.heed != deaf || s.w.buried)
		status = pid1_tend(&s.w);
	else
		while (sys_wait4(-1, &status, 0) != s.w.pid)
			;
	if (!l.err && l.ran != NONE)
		tell(l.ran, status);
	else if (!l.err && p->lingers) {
		b->end = status;
		__atomic_store_n(&b->alive, 0, __ATOMIC_RELEASE);
		sys_futex(&b->alive, SYS_FUTEX_WAKE, 1);
	}
	seccomp_ended(p, status);
	while (p->lingers && sys_wait4(-1, NULL, 0) != -ECHILD)
		;
	sys_exit(pid1_status(status));
}

static void make_pipe(int fds[2])
{
	int err = sys_pipe(fds);

	for (int i = 0; err >= 0 && i < 2; i++)
		err = fds[i] = above_stdio(fds[i]);
	if (err < 0)
		die(err, "pipe");
}

static void make_pipes(const struct plan *p, struct pipes *pipes)
{
	*pipes = (struct pipes){{NONE, NONE}, {NONE, NONE}};
	if (p->die_with_parent || waits(p))
		make_pipe(pipes->alive);
	/* Whether there is a user namespace to be had is not known yet. */
	if ((p->lingers && (!ns_shares(p) || p->ns_try & CLONE_NEWUSER)) || reports(p) ||
		(waits(p) && ns_late(p)))
		make_pipe(pipes->ran);
}

/* The outer half: wait, and pass signals on unless bubblewrap would not. */
static int wait_for_end(const struct plan *p, int pid, bool *late)
{
	struct stoppable s = {
		/* What the terminal sends to a session of its own reaches nobody else. */
		.w = {.pid = pid, .stops = true, .leads = p->session},
		.patience = p->patience,
	};
	int status;

	/* PID 1 kills the command when its time is over; we kill PID 1 if it does not. */
	if (p->init && p->patience)
		s.patience += 1000;
	if (p->timeout || (p->patience && !p->init))
		s.w.heed = stop;
	if (p->timeout)
		pid1_within(&s.w, p->timeout);
	if (p->timeout || (!p->compat && !p->lingers)) {
		status = pid1_tend(&s.w);
		*late = s.late;
		return status;
	}
	while (sys_wait4(pid, &status, 0) < 0)
		;
	return status;
}

/* Did it run?  Then how it ended, if PID 1 knows better than we. */
static bool did_run(int fd, int *status)
{
	bool ran = false;
	int what;

	while (sys_read(fd, &what, sizeof what) == sizeof what) {
		if (what >= 0) {
			*status = what;
			break;
		}
		ran = what != FAILED;
		if (what == STARTED)
			break;
	}
	return ran;
}

/* The same where our memory is shared. */
static int hear(const struct brief *b)
{
	while (__atomic_load_n(&b->alive, __ATOMIC_ACQUIRE) &&
		sys_futex(&b->alive, SYS_FUTEX_WAIT, true) != -ENOSYS)
		;
	return b->end;
}

/* A shell inside that took the terminal may not have given it back. */
static void take_back_terminal(void)
{
	int self, group = tty_group();

	if (group > 0 && sys_kill(-group, 0) == -ESRCH) {
		self = sys_getpgid(0);
		sys_ioctl(0, TIOCSPGRP, &self);
	}
}

static void write_pid(struct plan *p, int pid)
{
	char line[16];
	int err, fd;

	if (!p->pidfile)
		return;
	fd = sys_openat(AT_FDCWD, p->pidfile, O_CREAT | O_WRONLY | O_TRUNC, 0644);
	err = sys_write(fd, line, fmt(line, sizeof line, "%d\n", pid));
	if (err < 0)
		ns_abandon(p, pid, fd < 0 ? fd : err, "pidfile", p->pidfile);
	sys_close(fd);
}

/* What is to be done from outside before the child goes on, and then to be as it is. */
static void let_go(struct plan *p, const struct brief *b, int pid)
{
	const struct pipes *pipes = &b->pipes;
	int made, err;

	if (p->map_all || p->ranges)
		idmap_write(p, pid);
	if (p->net_outside)
		net_outside(p, &b->held, pid);
	if (pipes->ran[0] != NONE)
		sys_close(pipes->ran[1]);
	/* What namespaces are made late are there when we hear of it. */
	if (pipes->ran[0] != NONE && ns_late(p))
		sys_read(pipes->ran[0], &made, sizeof made);
	keep_persist(p, pid);
	name_write(p, pid);
	write_pid(p, pid);
	report_start(p, pid);
	if (waits(p)) {
		err = sys_write(pipes->alive[1], "", 1);
		if (err < 0)
			ns_abandon(p, pid, err, "write", "to the sandbox");
	}
	/* If not, PID 1 does it, when it has written what only a dumpable process may. */
	err = ns_shares(p) ? 0 : hide(p);
	if (err < 0)
		ns_abandon(p, pid, err, "prctl", "not dumpable");
	err = p->pty ? pty_start(p) : 0;
	if (err < 0)
		ns_abandon(p, pid, err, "clone", "for the terminal");
	if ((p->compat || p->lingers) && !p->timeout)
		sys_sigprocmask(SIG_SETMASK, &b->held.mask, NULL);
}

static APART int monitor(struct plan *p, const struct brief *b, int pid)
{
	const struct pipes *pipes = &b->pipes;
	unsigned long ooms = reports(p) ? verdict_ooms() : 0;
	int status = NONE, end;
	bool ran = false, late = false, oom;

	let_go(p, b, pid);
	/* It has been executed when the pipe ends, or PID 1 says so. */
	if (p->detach && (ran = did_run(pipes->ran[0], &status)) && status < 0)
		return 0;
	/* Who lingers is not waited for, and tells beforehand. */
	if (p->lingers && pipes->ran[0] == NONE)
		status = hear(b);
	else if (p->lingers && !p->detach)
		ran = did_run(pipes->ran[0], &status);
	if (status < 0)
		status = wait_for_end(p, pid, &late);
	if (p->net_outside && !p->lingers && !p->detach)
		net_end(p);
	if (p->pty)
		sys_wait4(p->relay, NULL, 0);
	if (!p->lingers || p->detach)
		name_end(p);
	end = status;
	if (!p->compat)
		take_back_terminal();
	if (!p->init)
		seccomp_ended(p, status);
	if (p->filter && p->filter->learned)
		learn_tell(p->filter);
	if (!p->lingers)
		cgroup_end(&p->group);
	if (pipes->ran[0] != NONE && !p->lingers)
		ran = did_run(pipes->ran[0], &end);
	if (!ran)
		keep_not(p);
	else if (reports(p)) {
		oom = p->group.ooms || verdict_ooms() > ooms;
		report_end(p, end, oom, late);
		if (p->diagnose)
			verdict(p->command[0], pid, end, oom);
	}
	return late ? EXIT_TIMEOUT : pid1_status(status);
}

static int start(struct plan *p)
{
	/* Not in our own, where what is idle would have pages above and below it. */
	static char stack[STACK] __attribute__((aligned(16)));
	struct brief b = {.plan = p, .alive = true, .end = NONE};
	struct inner in;

	if (p->enter.target)
		close_others(&(struct launch){.plan = p, .landlock = NONE, .ran = NONE}, true);
	name_begin(p);
	for (int i = 0; i < NS_KINDS; i++)
		if (p->joins[i])
			p->joined[i] = keep_open(p, p->joins[i], i);
	idmap_open(p);
	if (p->pty)
		pty_open(p);
	limits_begin(p);
	pid1_hold(&b.held);
	make_pipes(p, &b.pipes);
	if (p->die_with_parent)
		die_with_parent();
	caps_outside(p);
	in = (struct inner){inside, &b, stack, &b.alive};
	return monitor(p, &b, p->enter.target ? enter_clone(p, &in) : ns_clone(p, &in));
}

/* Apart from main, as what this has of the stack is for waiting then. */
static __attribute__((noinline)) void make_plan(struct plan *p, int argc, char **argv, char **envp)
{
	static char room[2 * PATH_MAX] __attribute__((aligned(8)));
	static struct program filter;
	size_t n;

	p->pwd = memcpy(room, "PWD=", 5);
	if (sys_getcwd(room + 4, PATH_MAX) > 0 && room[4] == '/')
		p->cwd = room + 4;
	n = data_aligned(strlen(room) + 1);
	p->room = room + n;
	p->free = sizeof room - n;
	parse(p, argc, argv, envp);
	check(p);
	seccomp_make(p, &filter);
}

int main(int argc, char **argv, char **envp)
{
	struct plan plan, *p = &plan;

	who.prefix = "sandbox: ";
	who.status = EXIT_OURS;
	*p = (struct plan){PLAN_BLANK, .argv = argv, .envp = envp};
	/* What is in line here reaches the plan by a register, not far up the stack. */
	__asm__(""
		: "+r"(p));
	identify(p, envp);
	/*
	 * In a sandbox that file may be the host's, as /proc/self/exe of the process that was to
	 * execute the command; and who is there what we start before we are not dumpable.
	 */
	if (sys_prctl(PR_GET_NO_NEW_PRIVS, 0) && sys_faccessat(AT_FDCWD, "/proc/self/exe", W_OK) >= 0)
		enter_seal(p);
	make_plan(p, argc, argv, envp);
	if (p->print_plan) {
		int err = show(p, 1);

		if (err < 0)
			die(err, "write the plan");
		return 0;
	}
	return start(p);
}
