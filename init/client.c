/* SPDX-License-Identifier: MIT */
/* halt, poweroff and reboot ask PID 1, or do it themselves; switch_root is PID 1. */
#include "machine.h"

/*
 * As busybox has them: -d SECONDS, force, no sync, -w, which would write a log, and -i,
 * which means nothing, no more than words such as now.
 */
static _Noreturn void go_down(int way, char **argv)
{
	static const sys_sigset none;
	bool force = false, sync = true;
	struct sys_time t = {0};
	unsigned long n = 0;
	int err;

	while (*++argv)
		for (const char *s = *argv; **argv == '-' && *++s;) {
			if (*s == 'f')
				force = true;
			else if (*s == 'n')
				sync = false;
			else if (*s == 'i')
				continue;
			else if (*s == 'w')
				sys_exit(0);
			else if (*s == 'd' && (s[1] || argv[1]) &&
				 fmt_int(s[1] ? s + 1 : *++argv, &n))
				break;
			else
				die(0, "usage: reboot [-d SECONDS] [-fnw]");
		}
	t.sec = n;
	if (n)
		sys_sigtimedwait(&none, NULL, &t);
	if (force && sync)
		sys_sync();
	err = force ? sys_reboot(down_commands[way]) : sys_kill(1, down_signals[way]);
	if (err < 0)
		die(err, "reboot");
	sys_exit(0);
}

/* For the script that is PID 1 of an initramfs. */
static void become(char **argv, char **envp, const struct held *old)
{
	struct machine m;

	memset(&m, 0, offsetof(struct machine, cmdline));
	m.envp = envp;
	m.old = old;
	if (sys_getpid() != 1)
		die(0, "switch_root is for PID 1");
	if (argv[1] && argv[1][0] == '-' && argv[2])
		argv += 2; /* busybox's -c CONSOLE, which will be the kernel's */
	if (!argv[1] || !argv[2])
		warn(0, "usage: switch_root NEWROOT INIT [ARGUMENT ...]");
	else
		switch_to(&m, argv[1], argv[2], argv + 2);
}

void client(int n, char **argv, char **envp, const struct held *old)
{
	if (n < DOWN_WAYS)
		go_down(n, argv);
	become(argv, envp, old);
	/* PID 1 must not end; its words were not the kernel's. */
	machine(0, argv, envp, old);
}
