/* SPDX-License-Identifier: MIT */
/* PID 1 of a container or of a machine: one program, and all it leaves behind. */
#include "init.h"

struct who who = {"init: ", EXIT_OURS};
const struct hint hints[] = {
	{"exec", ENOEXEC, "is it a program for another machine?"},
	{"exec", EACCES, "is it executable, and on a file system that is not noexec?"},
	{0},
};

struct program {
	char **argv, **envp;
	const char *console; /* NULL: what we inherited */
	struct held old;
};

/* In the child, which shares our memory: change nothing that we need. */
static void start(void *arg)
{
	struct program *p = arg;
	int err;

	if (p->console && tty_take(p->console) < 0)
		tty_take("/dev/console");
	pid1_release(&p->old);
	err = exec_search(p->argv, p->envp);
	warn(err, "exec %s", p->argv[0]);
	sys_exit(exec_status(err));
}

/* What a signal to the PID 1 of a machine means, as busybox and systemd have it. */
static const struct {
	int sig;
	unsigned cmd;
} orders[] = {
	{SIGUSR1, 0xcdef0123}, /* RB_HALT_SYSTEM */
	{SIGUSR2, 0x4321fedc}, /* RB_POWER_OFF */
	{SIGPWR, 0x4321fedc},
	{SIGTERM, 0x01234567}, /* RB_AUTOBOOT */
	{SIGINT, 0x01234567},
	{34 + 3, 0xcdef0123},
	{34 + 4, 0x4321fedc},
	{34 + 5, 0x01234567},
};

static bool order(int sig)
{
	for (size_t i = 0; i < countof(orders); i++)
		if (orders[i].sig == sig)
			down(orders[i].cmd);
	/* Nothing else is for the program: it did not ask to be a machine's. */
	return true;
}

/* The machine is ours: from here on nothing may end us. */
static _Noreturn void run_machine(int argc, char **argv, struct program *p)
{
	char *shell[] = {NULL, (char *)(uintptr_t) "/bin/sh", NULL};
	char cmdline[4096], console[64];
	int n = 0, pid;

	p->console = boot(console, sizeof console);
	if (fs_read(AT_FDCWD, "/proc/cmdline", cmdline, sizeof cmdline) > 0)
		n = boot_words(cmdline);
	p->argv = n > 0 && n < argc ? argv + argc - n : shell + 1;

	sys_reboot(0); /* RB_DISABLE_CAD: Ctrl-Alt-Del sends us SIGINT */
	pid = pid1_spawn(start, p);
	if (pid < 0)
		warn(pid, "fork");
	else
		pid1_tend(pid, order);
	down(0x4321fedc);
}

int main(int argc, char **argv, char **envp)
{
	struct program p = {.argv = argv + 1, .envp = envp};
	int pid;

	pid1_hold(&p.old);
	/* In a container the caller names a program; a kernel's own words are none,
	 * and it has not mounted /proc. */
	if (sys_getpid() == 1 && (argc < 2 || sys_faccessat(AT_FDCWD, "/proc/self", F_OK) < 0))
		run_machine(argc, argv, &p);
	if (argc < 2)
		die(0, "usage: init PROGRAM [ARGUMENT ...]");

	pid = pid1_spawn(start, &p);
	if (pid < 0)
		die(pid, "fork");
	return pid1_status(pid1_tend(pid, NULL));
}
