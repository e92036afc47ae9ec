/* SPDX-License-Identifier: MIT */
/*
 * The driver of tests/bench/init, and what the inits run meanwhile.
 *
 *	init ROUNDS NAME COMMAND... [-- NAME COMMAND...]...
 *
 * One line each: NAME, microseconds of a start and of a signal on its way, KiB
 * resident and dirty when idle, nanoseconds of init's own CPU time for an orphan.
 * They take turns, so that what else the machine does meets all of them.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ORPHANS = 500 };

struct init {
	char *name, *argv[16], **last; /* last: where the program's words go */
	double *start, *signal;
	long rss, dirty, orphan;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

/* The number behind key in /proc/PID/file, or the first one. */
static long number(int pid, const char *file, const char *key)
{
	char name[64], text[4096], *s;
	ssize_t n;
	int fd;

	snprintf(name, sizeof name, "/proc/%d/%s", pid, file);
	fd = open(name, O_RDONLY);
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = 0;
	s = strstr(text, key);
	return s ? atol(s + strlen(key)) : -1;
}

/* What is run: nothing, a byte for each signal, orphans. */
static int serve(const char *what)
{
	int init = getppid(), pid, sig, status;
	int end[2];
	sigset_t set;
	long cpu;
	char c;

	if (!strcmp(what, "nothing"))
		return 0;
	if (!strcmp(what, "orphans")) {
		if (pipe(end) < 0)
			return 1;
		pid = fork();
		for (int k = 0; !pid && k < ORPHANS; k++)
			if (fork() == 0) {
				close(end[1]);
				_exit(read(end[0], &c, 1) != 0);
			}
		if (!pid)
			_exit(0);
		waitpid(pid, &status, 0);
		usleep(20000); /* nobody tells that all of them are there, or gone */
		cpu = number(init, "schedstat", "");
		close(end[1]);
		usleep(50000);
		printf("%ld\n", (number(init, "schedstat", "") - cpu) / ORPHANS);
		return 0;
	}
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_SETMASK, &set, NULL);
	do
		if (write(1, "", 1) != 1)
			return 1;
	while (!sigwait(&set, &sig) && sig != SIGTERM);
	return 0;
}

static int start(struct init *i, const char *self, const char *what, int *out)
{
	int p[2], pid;

	i->last[0] = (char *)(uintptr_t)self;
	i->last[1] = (char *)(uintptr_t)what;
	i->last[2] = NULL;
	if (pipe2(p, O_CLOEXEC) < 0)
		exit(1);
	pid = vfork();
	if (pid == 0) {
		/* dumb-init adopts nobody by itself, but keeps what it is told to. */
		prctl(PR_SET_CHILD_SUBREAPER, 1);
		dup2(p[1], 1);
		execv(i->argv[0], i->argv);
		_exit(127);
	}
	close(p[1]);
	*out = p[0];
	return pid;
}

static double once(struct init *i, const char *self)
{
	double t = now();
	int out, pid = start(i, self, "nothing", &out);

	waitpid(pid, NULL, 0);
	t = now() - t;
	close(out);
	return t;
}

/* All signals in a row: an init that has just been started is still cold. */
static void idle(struct init *i, const char *self, int rounds)
{
	char c, text[32];
	int out, pid = start(i, self, "echo", &out);
	ssize_t n = read(out, &c, 1);

	for (int k = 0; n == 1 && k < rounds; k++) {
		double t = now();

		kill(pid, SIGUSR1);
		n = read(out, &c, 1);
		i->signal[k] = now() - t;
	}
	i->rss = number(pid, "smaps_rollup", "Rss:");
	i->dirty = number(pid, "smaps_rollup", "Private_Dirty:");
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	close(out);
	pid = start(i, self, "orphans", &out);
	n = read(out, text, sizeof text - 1);
	text[n > 0 ? n : 0] = 0;
	i->orphan = atol(text);
	waitpid(pid, NULL, 0);
	close(out);
}

static int order(const void *a, const void *b)
{
	const double *p = a, *q = b;

	return (*p > *q) - (*p < *q);
}

static double median(double *v, int n)
{
	qsort(v, n, sizeof *v, order);
	return v[n / 2];
}

int main(int argc, char **argv)
{
	static struct init inits[16];
	int n = 0, rounds;
	cpu_set_t cpu;

	if (argc == 2)
		return serve(argv[1]);
	rounds = atoi(argv[1]);
	/* One CPU for all: where a program is started next to its init is chance. */
	CPU_ZERO(&cpu);
	CPU_SET(sched_getcpu(), &cpu);
	sched_setaffinity(0, sizeof cpu, &cpu);
	for (char **v = argv + 2; *v && n < 16; n++) {
		struct init *i = &inits[n];

		i->name = *v++;
		for (i->last = i->argv; *v && strcmp(*v, "--"); v++)
			*i->last++ = *v;
		v += *v != NULL;
		i->start = calloc(rounds, sizeof(double));
		i->signal = calloc(rounds, sizeof(double));
	}
	for (int k = 0; k < rounds; k++)
		for (struct init *i = inits; i < inits + n; i++)
			i->start[k] = once(i, argv[0]);
	for (struct init *i = inits; i < inits + n; i++)
		if (i->last != i->argv)
			idle(i, argv[0], rounds);
	for (struct init *i = inits; i < inits + n; i++)
		printf("%s %.1f %.1f %ld %ld %ld\n", i->name, median(i->start, rounds),
			median(i->signal, rounds), i->rss, i->dirty, i->orphan);
	return 0;
}
