/* SPDX-License-Identifier: MIT */
/* sandbox command ...: run it with a view of the system made for it. */
#include "sandbox.h"

struct who who = {"sandbox: ", EXIT_OURS};

struct launch {
	const struct plan *plan;
	const struct held *held;
	unsigned umask;
};

/* The last steps before execve(2).  With pid1_spawn our memory is our parent's. */
static void command(void *arg)
{
	const struct launch *l = arg;
	char **argv = l->plan->command;
	const char *name = argv[0];
	int err;

	if (l->plan->new_session && !l->plan->init)
		sys_setsid();
	sys_umask(l->umask);
	pid1_release(l->held);
	err = exec_search(argv, l->plan->env);
	warn(err, "exec %s", name);
	sys_exit(l->plan->compat ? who.status : exec_status(err));
}

/* In the new namespaces.  Whoever fails here has said so and is passed on. */
static _Noreturn void inside(const struct plan *p, const struct held *held, int alive[2])
{
	struct launch l = {p, held, sys_umask(0)};
	struct ward w = {0};
	int root, pid, self;
	char c;

	if (p->die_with_parent)
		sys_prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (p->die_with_parent || p->map_all) {
		/* Had the monitor died before, the signal would never come: ask the
		 * pipe.  With map_all it also tells us when it has written the maps. */
		sys_close(alive[1]);
		if (!p->map_all)
			sys_fcntl(alive[0], F_SETFL, O_NONBLOCK);
		if (sys_read(alive[0], &c, 1) == 0)
			sys_exit(who.status);
		sys_close(alive[0]);
	}
	self = sys_open("/proc/self", O_PATH | O_DIRECTORY);
	if (self < 0)
		die(self, "open /proc/self");
	ns_settle(p, self);
	root = root_begin(p);
	ops_apply(p, root);
	root_enter(p, root);
	ns_settle_ids(p, self);
	caps_drop(p);

	if (!p->init)
		command(&l);
	if (p->new_session)
		sys_setsid();

	/* The point of no return: from here on PID 1 only warns. */
	sys_prctl(PR_SET_DUMPABLE, 0);
	pid = pid1_spawn(&w, command, &l);
	if (pid < 0)
		die(pid, "clone");
	pid1_close(&w);
	sys_exit(pid1_status(pid1_tend(&w)));
}

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
 * open(2) gives the lowest that is free, so a number of 3 says that none is.
 */
static void fill_stdio(void)
{
	int fd;

	do
		fd = sys_call(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR, 0);
	while (fd >= 0 && fd < 3);
	if (fd >= 0)
		sys_close(fd);
}

/* Real root's map: every id as it is.  Only a process outside may write it. */
static void map_all(int pid, int go)
{
	static const char line[] = "0 0 4294967295\n";
	char dir[24];
	int err, proc;

	fmt(dir, sizeof dir, "/proc/%d", pid);
	proc = sys_open(dir, O_PATH | O_DIRECTORY);
	err = proc < 0 ? proc : fs_write(proc, "uid_map", line, sizeof line - 1);
	if (err >= 0)
		err = fs_write(proc, "gid_map", line, sizeof line - 1);
	if (err < 0)
		die(err, "write the id maps of the sandbox");
	sys_close(proc);
	sys_write(go, "", 1);
}

/* The outer half: wait, and pass signals on unless bubblewrap would not. */
static int monitor(const struct plan *p, const struct held *held, int pid)
{
	struct ward w = {.pid = pid};
	int status;

	if (!p->compat)
		return pid1_status(pid1_tend(&w));
	sys_sigprocmask(SIG_SETMASK, &held->mask, NULL);
	while (sys_wait4(pid, &status, 0) < 0)
		;
	return pid1_status(status);
}

int main(int argc, char **argv, char **envp)
{
	struct plan plan = {.uid = ID_SAME, .gid = ID_SAME};
	struct held held;
	char cwd[PATH_MAX];
	int err, pid, alive[2];

	identify(&plan, envp);
	parse(&plan, argc, argv, envp);
	if (sys_getcwd(cwd, sizeof cwd) > 0 && *cwd == '/')
		plan.cwd = cwd;
	check(&plan);
	if (plan.print_plan) {
		show(&plan);
		return 0;
	}

	fill_stdio();
	pid1_hold(&held);
	if (plan.die_with_parent || plan.map_all) {
		err = sys_pipe(alive);
		if (err < 0)
			die(err, "pipe");
	}
	if (plan.die_with_parent)
		die_with_parent();
	pid = ns_clone(&plan);
	if (pid == 0)
		inside(&plan, &held, alive);
	if (plan.map_all)
		map_all(pid, alive[1]);
	return monitor(&plan, &held, pid);
}
