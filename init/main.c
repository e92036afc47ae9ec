/* SPDX-License-Identifier: MIT */
/* PID 1 of a container or of a machine: one program, and all it leaves behind. */
#include "machine.h"

struct who who = {.prefix = "init: ", .status = 1};

/* One line has to do. */
const char *tip_for(const char *said, int err)
{
	(void)said, (void)err;
	return "\0";
}

/* What we are by other names, as client() counts them. */
static const char clients[] = "halt\0poweroff\0reboot\0switch_root\0";

/*
 * A machine's, which is in the first process ID namespace; or it would be usage.  The
 * kernel gives words of its command line that it does not know, be they like options.
 */
static bool booted(char **argv)
{
	return sys_getpid() == 1 && (!argv[1] || !pid1_contained());
}

int main(int argc, char **argv, char **envp)
{
	struct job p = {.envp = envp};
	const char *name;
	struct held old;
	int n = 0;

	pid1_hold(&old);
	if (!argc)
		die(0, "no argv[0]");
	name = strrchr(argv[0], '/');
	name = name ? name + 1 : argv[0];
	if (!strcmp(name, "init")) {
		if (argv[1] && !strcmp(argv[1], "switch_root"))
			name = *++argv;
		else if (booted(argv))
			machine(argc, argv, envp, &old);
	}
	for (const char *s = clients; *s; s += strlen(s) + 1, n++)
		if (!strcmp(name, s))
			client(n, argv, envp, &old);
	opt_read(&p, argv);
	return run_job(&p, &old);
}
