/* SPDX-License-Identifier: MIT */
/*
 * What a test can neither do nor see from the shell, where there may be nothing
 * but busybox.  One word says what, the rest are its operands; see the table at
 * the end.  What is seen goes to standard output, and a failure is a status of 1
 * and one line on standard error.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int fail(const char *what)
{
	fprintf(stderr, "probe: %s: %s\n", what, strerror(errno));
	return 1;
}

/* as ID COMMAND...: with that user and group id and no others. */
static int as(char **v)
{
	unsigned id = atoi(v[0]);

	if (setgroups(0, NULL) < 0 || setresgid(id, id, id) < 0 || setresuid(id, id, id) < 0)
		return fail("as");
	execvp(v[1], v + 1);
	fail(v[1]);
	return errno == ENOENT ? 127 : 126;
}

/* The flag of clone(2) for a namespace, by its name below /proc/self/ns. */
static int flag(const char *name)
{
	static const struct {
		const char *name;
		int flag;
	} flags[] = {
		{"mnt", CLONE_NEWNS},
		{"pid", CLONE_NEWPID},
		{"net", CLONE_NEWNET},
		{"ipc", CLONE_NEWIPC},
		{"uts", CLONE_NEWUTS},
		{"user", CLONE_NEWUSER},
		{"cgroup", 0x02000000},
		{"time", 0x80},
	};

	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (!strcmp(flags[i].name, name))
			return flags[i].flag;
	return -1;
}

/* has root | NAMESPACE: may we make that namespace, within a new user namespace? */
static int has(char **v)
{
	bool root = !strcmp(v[0], "root");
	int f = root ? 0 : flag(v[0]), status;
	pid_t pid;

	if (f < 0)
		return fail("no such namespace");
	pid = fork();
	if (pid < 0)
		return fail("fork");
	if (pid == 0)
		_exit(unshare(root ? CLONE_NEWNS : CLONE_NEWUSER | f) < 0);
	if (waitpid(pid, &status, 0) < 0)
		return fail("waitpid");
	return status != 0;
}

/* with NAME=VALUE: the processes that have it in their environment. */
static int with(char **v)
{
	static char env[1 << 20];
	DIR *proc = opendir("/proc");
	struct dirent *d;

	if (!proc)
		return fail("/proc");
	while ((d = readdir(proc))) {
		char path[sizeof d->d_name + 16];
		ssize_t n;
		int fd;

		if (*d->d_name < '1' || *d->d_name > '9')
			continue;
		snprintf(path, sizeof path, "/proc/%s/environ", d->d_name);
		fd = open(path, O_RDONLY);
		n = read(fd, env, sizeof env - 1);
		close(fd);
		for (char *s = env; n > 0 && s < env + n; s += strlen(s) + 1)
			if (!strcmp(s, v[0]))
				puts(d->d_name);
		memset(env, 0, n > 0 ? n : 0);
	}
	closedir(proc);
	return 0;
}

static const struct {
	const char *name;
	int operands; /* at least */
	int (*act)(char **);
} acts[] = {
	{"as", 2, as},
	{"has", 1, has},
	{"with", 1, with},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof acts / sizeof *acts; i++)
		if (!strcmp(acts[i].name, argv[1]) && argc - 2 >= acts[i].operands)
			return acts[i].act(argv + 2);
	fprintf(stderr, "usage: probe WORD OPERAND...; see tests/probe.c\n");
	return 2;
}
