/* SPDX-License-Identifier: MIT */
/* sandbox command ...: run it with a view of the system made for it. */
#include "sandbox.h"

/* Filled in by main, as without data one page has all that every start writes. */
struct who who;

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

static int start(struct plan *p)
{
	/* Not in our own, where what is idle would have pages above and below it. */
	static char stack[STACK] __attribute__((aligned(16)));
	struct brief b = {.plan = p, .alive = true, .end = NONE};
	struct inner in;

	if (p->enter.target)
		fds_close(&(struct launch){.plan = p, .landlock = NONE, .ran = NONE}, true);
	/* Who stays and is entered must not lead to our file. */
	if (p->hold && !p->my_uid)
		enter_seal(p);
	name_begin(p);
	if (p->pidfile) {
		p->pid_fd = above_stdio(sys_openat(AT_FDCWD, p->pidfile,
			O_CREAT | O_WRONLY | O_TRUNC | O_NONBLOCK, 0644));
		if (p->pid_fd < 0)
			die(p->pid_fd, "pidfile %s", p->pidfile);
	}
	for (int i = 0; i < NS_KINDS; i++)
		if (p->joins[i])
			p->joined[i] = keep_open(p, p->joins[i], i);
	idmap_open(p);
	if (p->pty)
		pty_open(p);
	limits_begin(p);
	pid1_hold(&b.held);
	pipes_make(p, &b.pipes);
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
