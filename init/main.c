/* SPDX-License-Identifier: MIT */
/* PID 1 of a container or of a machine: one program, and all it leaves behind. */
#include "init.h"

struct who who = {.prefix = "init: ", .status = 1};

const char *tip_for(const char *said, int err, char *room)
{
	(void)room;
	if (err == ENOEXEC)
		return "\0is it a program for another machine?";
	if (err == EACCES && !strncmp(said, "exec", 4))
		return "\0is it executable, and on a file system that is not noexec?";
	return "\0";
}

/*
 * A kernel starts a machine's.  In a container the caller names a program, and
 * the kernel's own words are none; it gives its first process HOME and TERM
 * before all else, and has not mounted /proc.
 */
static bool booted(char **argv, char **envp)
{
	const char *name = strrchr(argv[0], '/');

	if (strcmp(name ? name + 1 : argv[0], "init") != 0)
		return false;
	if (argv[1] && (!envp[0] || strncmp(envp[0], "HOME=", 5) != 0))
		return false;
	return sys_getpid() == 1 && (!argv[1] || sys_faccessat(AT_FDCWD, "/proc/self", F_OK) < 0);
}

int main(int argc, char **argv, char **envp)
{
	struct job p = {.envp = envp};
	struct held old;

	pid1_hold(&old);
	if (!argc)
		die(0, "no argv[0]");
	if (booted(argv, envp))
		machine(argc, argv, envp, &old);
	opt_read(&p, argv);
	return run_job(&p, &old);
}
