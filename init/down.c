/* SPDX-License-Identifier: MIT */
/* The end of the machine: everybody out, disks in order, lights off. */
#include "init.h"

enum {
	GRACE = 5, /* seconds between TERM and KILL */
	MERCY = 2, /* and after it: what hangs in the kernel stays there */
};

/* Wait until there are no children, at most so many seconds. */
static void wait_for_all(int seconds)
{
	const sys_sigset set = SYS_SIGBIT(SIGCHLD);
	struct sys_time now, end;
	siginfo_t si;
	int status;

	sys_clock_gettime(CLOCK_MONOTONIC, &end);
	end.sec += seconds;
	for (;;) {
		struct sys_time left;
		long pid = sys_wait4(-1, &status, WNOHANG);

		if (pid == -ECHILD)
			return;
		if (pid > 0)
			continue;
		sys_clock_gettime(CLOCK_MONOTONIC, &now);
		left.sec = end.sec - now.sec;
		left.nsec = 0;
		if (left.sec <= 0)
			return;
		sys_sigtimedwait(&set, &si, &left);
	}
}

static void leave(void *cmd)
{
	sys_reboot(*(unsigned *)cmd);
	sys_exit(0);
}

void down(unsigned cmd)
{
	sys_kill(-1, SIGTERM);
	sys_kill(-1, SIGCONT);
	wait_for_all(GRACE);
	sys_kill(-1, SIGKILL);
	wait_for_all(MERCY);
	sys_sync();

	/* From a child: where the kernel cannot do it, it ends the caller instead. */
	pid1_spawn(&(struct ward){0}, leave, &cmd);
	for (;;)
		sys_sigtimedwait(&(sys_sigset){0}, NULL, NULL);
}
