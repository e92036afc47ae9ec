/* SPDX-License-Identifier: MIT */
/*
 * The inner half: the first process in the new namespaces makes what is in them, gives up
 * what the command is not to have, starts it, and then is PID 1.
 */
#include "sandbox.h"

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
		op->fd = fd; /* for fds_close */
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
	if (pipes_report(p))
		pipes_tell(l->ran, RUNS);
	landlock_restrict(p, l->landlock);
	seccomp_load(p, l->filters);
	if (p->hold)
		keep_hold();
	l->err = exec_search(l->words.name, l->words.argv, l->words.env);
	if (pipes_report(p))
		pipes_tell(l->ran, FAILED);
	if (!p->compat)
		who.status = exec_status(l->err);
	hints_exec(l->err, l->words.name, l->words.env);
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
	err = ns_late(p) ? pipes_tell(l->ran, 0) : 0;
	if (err < 0)
		die(err, "write to the monitor");
	/* PID 1 has nothing open for those who want to hear no more. */
	if (!p->lingers && !pipes_report(p))
		l->ran = NONE;
	pipes_follow(p, pipes);
	/* The console of a new /dev is what standard output is. */
	if (p->pty)
		pty_take(p->slave);
	fds_on_exec(p);
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
	pipes_end(p, pipes);
	if (p->assert_userns_disabled)
		assert_no_userns();
	env_move(p, &l->words);
	err = caps_hide(p);
	if (err < 0)
		die(err, "prctl not dumpable");
}

/* In the new namespaces.  Whoever fails here has said so and is passed on. */
_Noreturn void inside(void *arg)
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
		fds_close(&l, true);

	/* The point of no return: from here on PID 1 only warns. */
	if (pid1_spawn(&s.w, command, &l) < 0)
		die(s.w.pid, "clone");
	fds_close(&l, false);
	if (p->detach && !l.err)
		pipes_tell(l.ran, STARTED);
	if (s.w.heed != deaf || s.w.buried)
		status = pid1_tend(&s.w);
	else
		while (sys_wait4(-1, &status, 0) != s.w.pid)
			;
	if (!l.err && l.ran != NONE)
		pipes_tell(l.ran, status);
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
