/* SPDX-License-Identifier: MIT */
/*
 * sandbox.c: start programs in turn, many times, and say what each start costs.
 *
 *	driver ROUNDS NAME WORD... [-- NAME WORD...]...
 *
 * The words are a command line to which we add our own name and `stamp`; so what
 * is started is this program again, which writes down the time at which it
 * arrived.  Every round runs each once, so that whatever else the machine does
 * meets all of them.  Ratios are taken within a round, then their median.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { START,
	TOTAL,
	CPU,
	FAULTS,
	KINDS,
	MOST = 8,
	ROUNDS = 100000 };

struct runner {
	const char *name;
	char *argv[64];
	double *cost[KINDS]; /* of each round */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int stamp(void)
{
	double t = now();

	return write(1, &t, sizeof t) != sizeof t;
}

static double micros(struct timeval t)
{
	return t.tv_sec * 1e6 + t.tv_usec;
}

static void once(const struct runner *r, int round)
{
	struct rusage use;
	double begin, arrived;
	int status, out[2];
	pid_t pid;

	if (pipe2(out, 0) < 0)
		exit(2);
	begin = now();
	pid = vfork();
	if (pid == 0) {
		dup2(out[1], 1);
		close(out[0]);
		close(out[1]);
		execvp(r->argv[0], r->argv);
		_exit(127);
	}
	close(out[1]);
	if (pid < 0 || wait4(pid, &status, 0, &use) < 0 || status ||
		read(out[0], &arrived, sizeof arrived) != sizeof arrived) {
		fprintf(stderr, "%s does not run\n", r->name);
		exit(1);
	}
	r->cost[TOTAL][round] = now() - begin;
	r->cost[START][round] = arrived - begin;
	r->cost[CPU][round] = micros(use.ru_utime) + micros(use.ru_stime);
	r->cost[FAULTS][round] = use.ru_minflt;
	close(out[0]);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(const double *v, const double *by, int n)
{
	static double sorted[ROUNDS];

	for (int i = 0; i < n; i++)
		sorted[i] = by ? v[i] / by[i] : v[i];
	qsort(sorted, n, sizeof *sorted, compare);
	return sorted[n / 2];
}

int main(int argc, char **argv)
{
	static struct runner all[MOST];
	static char word[] = "stamp";
	char self[4096] = "";
	int n = 0, rounds;

	if (argc == 2 && !strcmp(argv[1], word))
		return stamp();
	rounds = argc > 2 ? atoi(argv[1]) : 0;
	if (rounds < 1 || rounds > ROUNDS || readlink("/proc/self/exe", self, sizeof self - 1) < 0)
		return 2;

	for (char **v = argv + 2; *v && n < MOST; n++) {
		struct runner *r = all + n;
		int words = 0;

		r->name = *v++;
		while (*v && strcmp(*v, "--") && words < 60)
			r->argv[words++] = *v++;
		r->argv[words++] = self;
		r->argv[words++] = word;
		v += *v != NULL;
		for (int k = 0; k < KINDS; k++)
			r->cost[k] = calloc(rounds, sizeof(double));
		once(r, 0); /* warms the caches, and is written over */
	}
	for (int round = 0; round < rounds; round++)
		for (struct runner *r = all; r < all + n; r++)
			once(r, round);

	printf("%-20s %8s %8s %8s %8s   %s\n", "median", "start", "total", "cpu", "faults",
		"the first one's part of it");
	for (struct runner *r = all; r < all + n; r++) {
		printf("%-20s", r->name);
		for (int k = 0; k < KINDS; k++)
			printf(" %8.0f", median(r->cost[k], NULL, rounds));
		printf("  ");
		for (int k = 0; k < KINDS && r > all; k++)
			printf(" %5.2f", median(all->cost[k], r->cost[k], rounds));
		putchar('\n');
	}
	return 0;
}
