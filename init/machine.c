/* SPDX-License-Identifier: MIT */
/* PID 1 of a machine: boot, run one program, down. */
#include "init.h"

/* reboot(2)'s, one of which is too large for an enum. */
#define HALT 0xcdef0123u
#define POWEROFF 0x4321fedcu
#define REBOOT 0x01234567u
#define CAD_OFF 0u

struct program {
	char **argv, **envp;
	const char *console;
	const struct held *old;
};

/* In the child, which shares our memory: change nothing that we need. */
static void start(void *arg)
{
	const struct program *p = arg;
	int err;

	if (tty_take(p->console) < 0)
		tty_take("/dev/console");
	pid1_release(p->old);
	err = exec_search(p->argv[0], p->argv, p->envp);
	warn(err, "exec %s", p->argv[0]);
	sys_exit(exec_status(err));
}

/* What a signal to the PID 1 of a machine means, as busybox and systemd have it. */
static const struct {
	int sig;
	unsigned cmd;
} orders[] = {
	{SIGUSR1, HALT},
	{SIGUSR2, POWEROFF},
	{SIGPWR, POWEROFF},
	{SIGTERM, REBOOT},
	{SIGINT, REBOOT},
	{34 + 3, HALT},
	{34 + 4, POWEROFF},
	{34 + 5, REBOOT},
};

static int order(struct ward *w, int sig, siginfo_t *si)
{
	(void)w, (void)si;
	for (size_t i = 0; i < countof(orders); i++)
		if (orders[i].sig == sig)
			down(orders[i].cmd);
	/* Nothing else is for the program: it did not ask to be a machine's. */
	return 0;
}

/* The machine is ours: from here on nothing may end us. */
_Noreturn void machine(int argc, char **argv, char **envp, const struct held *old)
{
	char *shell[] = {NULL, (char *)(uintptr_t) "/bin/sh", NULL};
	struct program p = {.envp = envp, .old = old};
	struct ward w = {.self = 1, .early = true, .heed = order};
	char cmdline[4096], console[64];
	int n = 0, err;

	p.console = boot(console, sizeof console);
	if (fs_read(AT_FDCWD, "/proc/cmdline", cmdline, sizeof cmdline) > 0)
		n = boot_words(cmdline);
	p.argv = n > 0 && n < argc ? argv + argc - n : shell + 1;

	sys_reboot(CAD_OFF); /* so that Ctrl-Alt-Del sends us SIGINT */
	err = pid1_spawn(&w, start, &p);
	if (err < 0)
		warn(err, "clone");
	else {
		reap_begin(&w);
		pid1_tend(&w);
	}
	down(POWEROFF);
}
