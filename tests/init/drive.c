/* SPDX-License-Identifier: MIT */
/*
 * Both ends of an init under test: what starts it and sends it things, and what
 * it runs.  The first word says what; see the table at the end.  A failure is
 * a line on standard output and a status of 1.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
	PATIENCE = 10, /* seconds after which something is lost */
	LOST = 99,
	LAST = 64,
};

/* All of them: libc's own functions leave out two or three. */
static const uint64_t all = ~(uint64_t)0;

static int hold(const uint64_t *set, uint64_t *old)
{
	return syscall(SYS_rt_sigprocmask, SIG_SETMASK, set, old, 8);
}

/* The next signal; -1 after ten seconds. */
static int hear(siginfo_t *si)
{
	const struct timespec limit = {PATIENCE, 0};
	int s;

	do
		s = syscall(SYS_rt_sigtimedwait, &all, si, &limit, 8);
	while (s < 0 && errno == EINTR); /* stopped, then continued */
	return s;
}

static int die(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	exit(1);
}

/* --- what init runs ------------------------------------------------------------- */

/* exit STATUS; kill SIGNAL */
static int end(char **v)
{
	uint64_t none = 0;
	int n = atoi(v[1]);

	if (!strcmp(v[0], "exit"))
		_exit(n);
	signal(n, SIG_DFL);
	hold(&none, NULL);
	syscall(SYS_kill, getpid(), n);
	return LOST;
}

/* await: end with 42 on TERM, which those who start us have blocked for us. */
static int await(char **v)
{
	siginfo_t si;

	(void)v;
	while (hear(&si) > 0)
		if (si.si_signo == SIGTERM)
			return 42;
	return LOST;
}

/* repeat LAST: a line for each signal, with the value of one that has it, until LAST. */
static int repeat(char **v)
{
	int last = v[1] ? atoi(v[1]) : SIGQUIT;
	siginfo_t si;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	hold(&all, NULL);
	puts("ready");
	fflush(stdout);
	while (hear(&si) > 0) {
		if (si.si_code == SI_QUEUE)
			printf("%d=%d\n", si.si_signo, si.si_value.sival_int);
		else
			printf("%d\n", si.si_signo);
		fflush(stdout);
		if (si.si_signo == last)
			return 0;
	}
	return LOST;
}

/* mask: the blocked and the ignored signals we begin with. */
static int mask(char **v)
{
	uint64_t now, ignored = 0;
	struct {
		void (*handler)(int);
		unsigned long flags;
		void *restorer;
		uint64_t mask;
	} old;

	(void)v;
	hold(&all, &now);
	for (int s = 1; s <= LAST; s++)
		if (!syscall(SYS_rt_sigaction, s, NULL, &old, 8) && old.handler == SIG_IGN)
			ignored |= (uint64_t)1 << (s - 1);
	printf("%llx %llx\n", (unsigned long long)now, (unsigned long long)ignored);
	return 0;
}

/* greed: more and more memory. */
static int greed(char **v)
{
	(void)v;
	for (char *s; (s = malloc(1 << 20));)
		memset(s, 1, 1 << 20);
	return LOST;
}

/* Lines of init's status that tell of its memory. */
static void memory(int pid, char *out, size_t size)
{
	char name[64], line[256];
	FILE *f;

	snprintf(name, sizeof name, "/proc/%d/status", pid);
	f = fopen(name, "r");
	*out = 0;
	while (f && fgets(line, sizeof line, f))
		if (!strncmp(line, "VmData", 6) || !strncmp(line, "RssAnon", 7))
			strncat(out, line, size - strlen(out) - 1);
	if (f)
		fclose(f);
}

/* How many children init has. */
static int children(int pid)
{
	char name[64], text[65536], *s = text;
	ssize_t len;
	int fd, n = 0;

	snprintf(name, sizeof name, "/proc/%d/task/%d/children", pid, pid);
	fd = open(name, O_RDONLY);
	len = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (len < 0)
		return -1;
	close(fd);
	for (text[len] = 0; (s = strchr(s, ' ')); s++)
		n++;
	return n;
}

static void one_dead(void)
{
	int pid = vfork();

	if (pid == 0)
		_exit(0);
	if (pid < 0)
		die("vfork");
}

/* Leave n dead, and one that dies an orphan. */
static void litter(int n)
{
	int gone[2], pid;
	char c;

	if (pipe2(gone, O_CLOEXEC) < 0)
		die("pipe");
	pid = fork();
	if (pid == 0) {
		close(gone[1]);
		_exit(read(gone[0], &c, 1) != 0);
	}
	if (pid < 0)
		die("fork");
	while (--n > 0)
		one_dead();
	_exit(0);
}

/* Wait until init has but one child; nobody tells us of the last other's end. */
static int alone(int init)
{
	int left = 0;

	for (int i = 0; i < 1000 && (left = children(init)) != 1; i++)
		poll(NULL, 0, 10);
	return left;
}

/* orphans N: leave so many to init, which is our parent; it must be left with us alone. */
static int orphans(char **v)
{
	int n = atoi(v[1]), init = getppid(), status, left;
	char before[256] = "", after[256];

	for (int i = 0; i < n; i += 100) {
		int pid;

		/* What the first of them takes, such as a page for messages, it takes once. */
		if (i == 100) {
			alone(init);
			memory(init, before, sizeof before);
		}
		pid = fork();
		if (pid < 0)
			die("fork");
		if (pid == 0)
			litter(100);
		waitpid(pid, &status, 0);
	}
	left = alone(init);
	memory(init, after, sizeof after);
	if (left != 1)
		return printf("init has %d children\n", left), 1;
	if (strcmp(before, after))
		return printf("before:\n%safter:\n%s", before, after), 1;
	return 0;
}

/* --- what starts init ----------------------------------------------------------- */

/* Start v with all signals held from before its first instruction on. */
static int start(char **v, int new_pidns, int *out)
{
	uint64_t old;
	int p[2], pid;

	if (out && pipe2(p, O_CLOEXEC) < 0)
		die("pipe");
	fflush(stdout);
	hold(&all, &old);
	pid = syscall(SYS_clone, SIGCHLD | (new_pidns ? CLONE_NEWPID : 0), 0L, 0L, 0L, 0L);
	if (pid == 0) {
		if (out)
			dup2(p[1], 1);
		execvp(v[0], v);
		_exit(LOST);
	}
	if (pid < 0)
		die("clone");
	hold(&old, NULL);
	if (out) {
		close(p[1]);
		*out = p[0];
	}
	return pid;
}

/* Its status, if it ends within ten seconds. */
static int ends(int pid)
{
	const struct timespec limit = {PATIENCE, 0};
	uint64_t chld = (uint64_t)1 << (SIGCHLD - 1);
	siginfo_t si;
	int status;

	for (;;) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
		if (syscall(SYS_rt_sigtimedwait, &chld, &si, &limit, 8) < 0 && errno == EAGAIN)
			break;
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return LOST;
}

static void hold_chld(void)
{
	uint64_t chld = (uint64_t)1 << (SIGCHLD - 1);

	hold(&chld, NULL);
}

/* race [-p] INIT...: TERM at every moment of its first two milliseconds, with `drive await'. */
static int race(char **v)
{
	int new_pidns = v[1] && !strcmp(v[1], "-p"), lost = 0, n = 0;
	struct timespec t0, t;

	v += new_pidns;
	hold_chld();
	for (int us = 0; us <= 2000; us += 5, n++) {
		int pid = start(v + 1, new_pidns, NULL);

		clock_gettime(CLOCK_MONOTONIC, &t0);
		do
			clock_gettime(CLOCK_MONOTONIC, &t);
		while ((t.tv_sec - t0.tv_sec) * 1000000 + (t.tv_nsec - t0.tv_nsec) / 1000 < us);
		kill(pid, SIGTERM);
		if (ends(pid) != 42) {
			printf("lost after %d us\n", us);
			if (++lost == 3)
				break;
		}
	}
	printf("%d of %d lost\n", lost, n);
	return lost != 0;
}

/* statuses INIT...: with `drive exit N' and `drive kill N' behind it, for all N. */
static int statuses(char **v)
{
	static const char none[] = {SIGCHLD, SIGCONT, SIGURG, SIGWINCH,
		SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, 0};
	int bad = 0, n, c;
	char number[16], *w[16];

	for (n = 1; v[n]; n++)
		;
	if (n > 10)
		return LOST;
	memcpy(w, v + 1, (n - 1) * sizeof *w);
	w[n - 1] = (char *)(uintptr_t) "drive";
	w[n + 1] = number;
	w[n + 2] = NULL;
	hold_chld();
	for (int i = 0; i < 256 + LAST; i++) {
		int signo = i < 256 ? 0 : i - 255, want = i < 256 ? i : 128 + signo;

		if (signo && strchr(none, signo))
			continue;
		w[n] = (char *)(uintptr_t)(signo ? "kill" : "exit");
		snprintf(number, sizeof number, "%d", signo ? signo : i);
		c = ends(start(w, 0, NULL));
		if (c != want) {
			printf("%s %s: %d\n", w[n], number, c);
			bad = 1;
		}
	}
	return bad;
}

static const char *line(int fd)
{
	static char buf[256];
	struct pollfd p = {fd, POLLIN, 0};
	size_t n = 0;

	while (n < sizeof buf - 1) {
		if (poll(&p, 1, PATIENCE * 1000) <= 0 || read(fd, buf + n, 1) != 1)
			return "nothing";
		if (buf[n] == '\n')
			break;
		n++;
	}
	buf[n] = 0;
	return buf;
}

static int expect(int fd, const char *want)
{
	const char *got = line(fd);

	if (!strcmp(got, want))
		return 0;
	printf("wanted %s, got %s\n", want, got);
	return 1;
}

static int forwarded(int s)
{
	return s != SIGKILL && s != SIGSTOP && s != SIGCHLD;
}

/*
 * signals [-p] [-k] INIT...: with `drive repeat' behind it: all of them, and queued
 * values; with -k only by kill(2).
 */
static int signals(char **v)
{
	const int queue[] = {SIGUSR1, 32, 33, 34, 40, 64};
	siginfo_t si;
	char want[32];
	int new_pidns = v[1] && !strcmp(v[1], "-p");
	int out, pid, bad;
	size_t queued = sizeof queue / sizeof *queue;

	v += new_pidns;
	if (v[1] && !strcmp(v[1], "-k")) {
		queued = 0;
		v++;
	}
	hold_chld();
	pid = start(v + 1, new_pidns, &out);
	bad = expect(out, "ready");
	for (int s = 1; s <= LAST && !bad; s++)
		if (forwarded(s) && s != SIGQUIT) {
			if (syscall(SYS_kill, pid, s) < 0)
				die("kill");
			snprintf(want, sizeof want, "%d", s);
			bad |= expect(out, want);
		}
	for (size_t i = 0; i < queued && !bad; i++)
		for (int value = 1; value <= (queue[i] < 32 ? 1 : 3); value++) {
			memset(&si, 0, sizeof si);
			si.si_code = SI_QUEUE;
			si.si_value.sival_int = value * 1000 + queue[i];
			if (syscall(SYS_rt_sigqueueinfo, pid, queue[i], &si) < 0)
				die("sigqueue");
		}
	for (size_t i = 0; i < queued && !bad; i++)
		for (int value = 1; value <= (queue[i] < 32 ? 1 : 3); value++) {
			snprintf(want, sizeof want, "%d=%d", queue[i], value * 1000 + queue[i]);
			bad |= expect(out, want);
		}
	kill(pid, SIGQUIT);
	if (!bad)
		bad |= expect(out, "3");
	return ends(pid) != 0 || bad;
}

/* blocked SIGNAL... -- COMMAND: started with these blocked and, for -N, ignored. */
static int blocked(char **v)
{
	uint64_t set = 0;

	for (; *++v && strcmp(*v, "--");) {
		int s = atoi(*v);

		if (s < 0)
			signal(-s, SIG_IGN);
		else
			set |= (uint64_t)1 << (s - 1);
	}
	hold(&set, NULL);
	if (*v)
		execvp(v[1], v + 1);
	return LOST;
}

/* closed FD... -- COMMAND */
static int closed(char **v)
{
	for (; *++v && strcmp(*v, "--");)
		close(atoi(*v));
	if (*v)
		execvp(v[1], v + 1);
	return LOST;
}

/* are-closed FD...: 7 if they are. */
static int are_closed(char **v)
{
	while (*++v)
		if (fcntl(atoi(*v), F_GETFD) >= 0)
			return 1;
	return 7;
}

/* env NAME=VALUE... -- COMMAND: with just that, which may be there twice. */
static int environment(char **v)
{
	char **env = v + 1;

	while (*v && strcmp(*v, "--"))
		v++;
	if (!*v)
		return LOST;
	*v = NULL;
	execve(v[1], v + 1, env);
	return LOST;
}

/* as NAME COMMAND: with another argv[0]. */
static int as(char **v)
{
	const char *file = v[2];

	v[2] = v[1];
	execvp(file, v + 2);
	return LOST;
}

/*
 * plain COMMAND: without the ignored signals 32 and 33 that posix_spawn(3) of glibc,
 * and so make(1), leaves to its children.
 */
static int plain(char **v)
{
	struct {
		void *handler;
		unsigned long flags;
		void *restorer;
		uint64_t mask;
	} dfl = {0};

	for (int sig = 32; sig < 34; sig++)
		syscall(SYS_rt_sigaction, sig, &dfl, NULL, 8);
	execvp(v[1], v + 1);
	return LOST;
}

/* --- a terminal ----------------------------------------------------------------- */

struct talk {
	int fd, seen;
	char text[65536];
};

/* Read until word has come, behind what was waited for before. */
static int until(struct talk *t, const char *word)
{
	struct pollfd p = {t->fd, POLLIN, 0};
	int len = strlen(t->text);

	for (;;) {
		char *at = strstr(t->text + t->seen, word);
		ssize_t n;

		if (at) {
			t->seen = at + strlen(word) - t->text;
			return 0;
		}
		if (poll(&p, 1, 6 * PATIENCE * 1000) <= 0) /* it may be a machine's that boots */
			break;
		n = read(t->fd, t->text + len, sizeof t->text - 1 - len);
		if (n <= 0)
			break;
		len += n;
		t->text[len] = 0;
	}
	printf("no \"%s\" in:\n%s\n", word, t->text + t->seen);
	return 1;
}

/* ^C is a control character, \n the end of a line. */
static void type(int fd, const char *s)
{
	for (; *s; s++) {
		char c = *s;

		if (c == '^')
			c = *++s & 31;
		else if (c == '\\' && s[1] == 'n')
			s++, c = '\n';
		if (write(fd, &c, 1) != 1)
			die("write");
	}
}

static void resize(int fd, const char *s)
{
	struct winsize size = {0};

	if (sscanf(s, "%hu %hu", &size.ws_row, &size.ws_col) != 2 || ioctl(fd, TIOCSWINSZ, &size))
		die("resize");
}

/*
 * terminal COMMAND: at a terminal of its own, as the leader of its session.  Of our
 * standard input `>TEXT' is typed there, `<TEXT' awaited, and `=ROWS COLUMNS' makes
 * it as large.  Its exit status.
 */
static int terminal(char **v)
{
	static struct talk t;
	char word[256];
	int pid, bad = 0, n = 0;

	t.fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (t.fd < 0 || grantpt(t.fd) || unlockpt(t.fd) || ioctl(t.fd, TIOCGPTN, &n))
		die("pty");
	hold_chld();
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		uint64_t none = 0;
		int fd;

		setsid();
		snprintf(word, sizeof word, "/dev/pts/%d", n);
		fd = open(word, O_RDWR);
		for (int i = 0; i < 3; i++)
			dup2(fd, i);
		if (fd > 2)
			close(fd);
		hold(&none, NULL);
		execvp(v[1], v + 1);
		_exit(LOST);
	}
	while (!bad && fgets(word, sizeof word, stdin)) {
		word[strcspn(word, "\n")] = 0;
		if (*word == '>')
			type(t.fd, word + 1);
		else if (*word == '=')
			resize(t.fd, word + 1);
		else
			bad = until(&t, word + 1);
	}
	n = bad ? (kill(pid, SIGKILL), LOST) : ends(pid);
	close(t.fd);
	return n;
}

static const struct {
	const char *name;
	int (*run)(char **v);
} table[] = {
	{"exit", end},
	{"kill", end},
	{"await", await},
	{"repeat", repeat},
	{"mask", mask},
	{"greed", greed},
	{"orphans", orphans},
	{"race", race},
	{"statuses", statuses},
	{"signals", signals},
	{"blocked", blocked},
	{"closed", closed},
	{"are-closed", are_closed},
	{"env", environment},
	{"as", as},
	{"terminal", terminal},
	{"plain", plain},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof table / sizeof *table; i++)
		if (!strcmp(argv[1], table[i].name))
			return table[i].run(argv + 1);
	fprintf(stderr, "drive: what?\n");
	return LOST;
}
