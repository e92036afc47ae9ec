/* SPDX-License-Identifier: MIT */
/*
 * driver N ROUNDS COMMAND... -- COMMAND...: each command in turn, ROUNDS times, while N
 * more processes are there.  For each a line: the least time by the clock and the least
 * of CPU that it took, in microseconds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MANY = 16 };

static double seconds(const struct timeval *t)
{
	return t->tv_sec + t->tv_usec / 1e6;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void run(char **argv, double *clock, double *cpu)
{
	double began = now(), used;
	struct rusage r;
	int status, null;
	pid_t pid = vfork();

	if (!pid) {
		null = open("/dev/null", O_WRONLY);
		dup2(null, 1);
		execvp(argv[0], argv);
		_exit(127);
	}
	wait4(pid, &status, 0, &r);
	used = now() - began;
	if (status)
		fprintf(stderr, "%s failed: %x\n", argv[0], status);
	if (!*clock || used < *clock)
		*clock = used;
	used = seconds(&r.ru_utime) + seconds(&r.ru_stime);
	if (!*cpu || used < *cpu)
		*cpu = used;
}

int main(int argc, char **argv)
{
	int n = argc > 3 ? atoi(argv[1]) : 0, rounds = argc > 3 ? atoi(argv[2]) : 0, commands = 1;
	char **command[MANY] = {argv + 3};
	double clock[MANY] = {0}, cpu[MANY] = {0};
	pid_t *pids = calloc(n + 1, sizeof *pids);

	for (int i = 3; i < argc; i++)
		if (!strcmp(argv[i], "--") && commands < MANY) {
			argv[i] = NULL;
			command[commands++] = argv + i + 1;
		}
	for (int i = 0; i < n; i++) {
		pids[i] = fork();
		if (pids[i] < 0) {
			fprintf(stderr, "no more than %d processes can be had\n", i);
			n = i;
		}
		if (!pids[i])
			for (;;)
				pause();
	}
	for (int i = 0; i < rounds * commands; i++)
		run(command[i % commands], clock + i % commands, cpu + i % commands);
	for (int i = 0; i < n; i++)
		kill(pids[i], SIGKILL);
	for (int i = 0; i < n; i++)
		waitpid(pids[i], NULL, 0);
	for (int i = 0; i < commands; i++)
		printf("%s %.0f %.0f\n", command[i][0], clock[i] * 1e6, cpu[i] * 1e6);
	return 0;
}
