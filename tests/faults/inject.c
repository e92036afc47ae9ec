/* SPDX-License-Identifier: MIT */
/*
 * inject [-s EVERY] [-k] [-x] COMMAND...: each system call that COMMAND makes before the
 * program that it starts runs is made to fail, one at a time, with each error that
 * is plausible for it.  As strace -f -e inject=, but with a count for each process:
 * a call of the second is not hidden by one of the first.  With -k the first
 * process is killed there instead.  With -x COMMAND executes itself once more before it
 * begins.
 *
 * The program at the end must report how it is confined, on standard output.  What
 * may come of a failure is the same report and a status of 0, or no report, one line
 * of standard error that begins with `NAME: ', maybe another with `NAME: hint: ', and
 * a status of 125 to 127.  Whoever hangs, reports anything else, or leaves a process, a
 * mount or a control group, has failed.  Output is TAP.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROLES = 16,
	POINTS = 4096,
	TEXT = 65536,
	PATIENCE = 10 };

/* ENOENT of a path is not among them where it is an answer and no failure. */
static const struct call {
	const char *name;
	int nr;
	short errs[4]; /* none: it cannot fail, or not for us */
} calls[] = {
#define X(name, ...) {#name, SYS_##name, {__VA_ARGS__}},
#define N(name, nr, ...) {#name, nr, {__VA_ARGS__}},
	/* clang-format off */
	X(openat, EACCES, EMFILE, ENOENT) N(openat2, 437, EMFILE, ENOMEM, ENOSYS)
	X(read, EIO, EINTR) X(write, EIO, EPERM, ENOSPC) X(close, EIO)
	N(close_range, 436, ENOSYS, EPERM) X(fcntl, EMFILE, EBADF) X(ioctl, ENOTTY, EIO)
	X(pipe2, EMFILE, ENFILE) X(dup3, EBADF) X(mmap, ENOMEM) X(mprotect, ENOMEM)
	X(mremap, ENOMEM) X(readlinkat, EACCES, ENOENT) X(readlink, EACCES, ENOENT)
	X(statx, ENOSYS, EACCES) X(faccessat, EACCES, ENOENT)
	X(getdents64, EIO) X(mkdirat, EACCES, EROFS, ENOSPC) X(mknodat, EACCES, EROFS, EPERM)
	X(symlinkat, EEXIST, EROFS) X(unlinkat, EBUSY) X(fchmodat, EPERM) X(chdir, EACCES)
	X(fchdir, EACCES) X(chroot, EPERM) X(getcwd, ENOENT) X(flock, EWOULDBLOCK)
	X(mount, EPERM, EINVAL, ENOMEM) X(umount2, EPERM, EINVAL)
	X(pivot_root, EPERM, EINVAL, EBUSY) N(open_tree, 428, EPERM, ENOMEM, ENOSYS)
	N(move_mount, 429, EPERM, EINVAL, ENOSYS) N(fsopen, 430, EPERM, ENODEV, ENOSYS)
	N(fsconfig, 431, EINVAL, EPERM) N(fsmount, 432, EPERM, ENOMEM)
	N(mount_setattr, 442, EPERM, EINVAL, ENOSYS) X(statfs, EACCES) X(fstatfs, EACCES)
	N(clone3, 435, EPERM, EAGAIN, ENOSYS, ENOSPC) X(clone, EPERM, EAGAIN, ENOMEM)
	X(unshare, EPERM, ENOSPC, ENOMEM) X(setns, EPERM, EINVAL)
	N(pidfd_open, 434, EMFILE, ENOSYS) X(execve, ENOENT, EACCES, ENOMEM)
	X(prctl, EPERM, EINVAL) X(capset, EPERM) X(capget, EPERM) X(setgroups, EPERM, ENOMEM)
	X(setresuid, EPERM, EAGAIN) X(setresgid, EPERM) X(setsid, EPERM) X(prlimit64, EPERM)
	X(setpriority, EACCES) X(keyctl, ENOSYS, EPERM, EDQUOT) X(seccomp, EINVAL, EPERM)
	N(landlock_create_ruleset, 444, ENOSYS, EOPNOTSUPP, ENOMEM)
	N(landlock_add_rule, 445, EINVAL) N(landlock_restrict_self, 446, EPERM, E2BIG)
	X(sethostname, EPERM) X(setdomainname, EPERM) X(socket, EACCES, EMFILE)
	X(bind, EADDRINUSE) X(sendto, EPERM) X(recvfrom, EIO) X(wait4, EINTR)
	X(rt_sigtimedwait, EINTR) X(ppoll, EINTR) X(getpid, 0) X(getppid, 0) X(gettid, 0)
	X(umask, 0) X(rt_sigprocmask, 0) X(rt_sigaction, 0) X(exit_group, 0)
	X(clock_gettime, 0) X(getpgid, 0) X(getsid, 0) X(getuid, 0) X(kill, 0) X(getrusage, 0)
	X(memfd_create, ENOSYS, EMFILE) X(sendfile, EIO, EINVAL) X(execveat, EACCES, ENOMEM)
	N(pidfd_send_signal, 424, ESRCH, EPERM) X(signalfd4, EMFILE) X(lseek, 0) X(getgid, 0)
	X(rt_sigqueueinfo, 0) X(munmap, 0) X(set_tid_address, 0)
	/* clang-format on */
};

static const struct call *call_of(long nr)
{
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (calls[i].nr == nr)
			return calls + i;
	return NULL;
}

/* A system call: the which-th of the process that was the role-th to be there. */
struct point {
	int role, which;
	long nr;
};

struct result {
	bool hung, fits; /* fits: the call at the point was the one that we know */
	int status, nout, nerr, left;
	char out[TEXT], err[TEXT];
	struct point points[POINTS];
	int npoints; /* before the program ran */
};

static struct task {
	pid_t pid;
	int count;
	bool started, inside, hit;
} tasks[ROLES];
static int ntasks, own_execs = 1;

static int role_of(pid_t pid)
{
	for (int i = 0; i < ntasks; i++)
		if (tasks[i].pid == pid)
			return i;
	if (ntasks == ROLES)
		return -1;
	tasks[ntasks] = (struct task){.pid = pid};
	return ntasks++;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void drain(int fd, char *buf, int *n)
{
	ssize_t r;

	while (*n < TEXT - 1 && (r = read(fd, buf + *n, TEXT - 1 - *n)) > 0)
		*n += r;
	buf[*n] = 0;
}

/* The process stands before a system call, or behind it. */
static void at_call(int role, const struct point *at, int err, bool kill_it, const int *execs,
	struct result *r)
{
	struct task *t = &tasks[role];
	struct user_regs_struct regs;

	ptrace(PTRACE_GETREGS, t->pid, NULL, &regs);
	t->inside = !t->inside;
	if (!t->inside) {
		if (t->hit) {
			regs.rax = -(long)err;
			ptrace(PTRACE_SETREGS, t->pid, NULL, &regs);
			t->hit = false;
		}
		return;
	}
	if (!*execs)
		return;
	if (*execs <= own_execs && r->npoints < POINTS)
		r->points[r->npoints++] = (struct point){role, t->count, regs.orig_rax};
	if (at && role == at->role && t->count == at->which) {
		r->fits = (long)regs.orig_rax == at->nr;
		if (kill_it)
			kill(tasks[0].pid, SIGKILL);
		else if (r->fits) {
			/* A close that fails has closed all the same. */
			if (at->nr != SYS_close)
				regs.orig_rax = -1;
			ptrace(PTRACE_SETREGS, t->pid, NULL, &regs);
			t->hit = true;
		}
	}
	t->count++;
}

/* Lines with what $IGNORE lists, with colons, in them: a fallback is not a lack. */
static void forget(char *out)
{
	char words[256], *word, *s;

	snprintf(words, sizeof words, "%s", getenv("IGNORE") ? getenv("IGNORE") : "");
	for (word = strtok(words, ":"); word; word = strtok(NULL, ":"))
		while ((s = strstr(out, word))) {
			char *end = s + strcspn(s, "\n");

			while (s > out && s[-1] != '\n')
				s--;
			memmove(s, end + (*end == '\n'), strlen(end + (*end == '\n')) + 1);
		}
}

/* With --pty what is said inside comes from its terminal. */
static void sort_out(struct result *r)
{
	char *to = r->err;

	if (r->nerr || strncmp(r->out, "sandbox: ", 9) != 0)
		return;
	for (const char *s = r->out; *s; s++)
		if (*s != '\r')
			*to++ = *s;
	*to = r->out[0] = 0;
	r->nerr = to - r->err;
	r->nout = 0;
}

static void run(char **argv, const struct point *at, int err, bool kill_it, struct result *r)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
			     PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	double end = now() + PATIENCE;
	int out[2], errs[2], status, execs = 0;
	pid_t pid, root;

	ntasks = 0;
	r->npoints = r->nout = r->nerr = r->left = 0;
	r->hung = false;
	r->fits = !at;
	if (pipe2(out, O_NONBLOCK | O_CLOEXEC) < 0 || pipe2(errs, O_NONBLOCK | O_CLOEXEC) < 0)
		exit(1);
	root = fork();
	if (root == 0) {
		fcntl(out[1], F_SETFL, 0);
		fcntl(errs[1], F_SETFL, 0);
		dup2(out[1], 1);
		dup2(errs[1], 2);
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execvp(argv[0], argv);
		_exit(111);
	}
	waitpid(root, &status, 0);
	ptrace(PTRACE_SETOPTIONS, root, NULL, options);
	role_of(root);
	tasks[0].started = true;
	ptrace(PTRACE_SYSCALL, root, NULL, NULL);
	close(out[1]);
	close(errs[1]);
	r->status = -1;
	for (;;) {
		long sig = 0;
		int role;

		pid = waitpid(-1, &status, __WALL | WNOHANG);
		if (pid < 0 && errno == ECHILD)
			break;
		if (pid <= 0) {
			sigset_t set;
			struct timespec soon = {0, 20000000};

			drain(out[0], r->out, &r->nout);
			drain(errs[0], r->err, &r->nerr);
			if (now() > end && !r->hung) {
				/* Whoever is left when the first has ended, or it itself. */
				r->hung = r->status < 0;
				for (int i = 0; i < ntasks; i++)
					if (tasks[i].pid > 0) {
						r->left += r->status >= 0;
						kill(tasks[i].pid, SIGKILL);
					}
				end = now() + PATIENCE;
			}
			sigemptyset(&set);
			sigaddset(&set, SIGCHLD);
			sigtimedwait(&set, NULL, &soon);
			continue;
		}
		role = role_of(pid);
		if (WIFEXITED(status) || WIFSIGNALED(status)) {
			if (role >= 0)
				tasks[role].pid = -1;
			if (pid == root) {
				r->status = WIFEXITED(status) ? WEXITSTATUS(status)
							      : 128 + WTERMSIG(status);
				if (end > now() + 3)
					end = now() + 3;
			}
			continue;
		}
		if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
			at_call(role, at, err, kill_it, &execs, r);
		} else if (status >> 16 == PTRACE_EVENT_EXEC) {
			execs++; /* COMMAND itself, and then the program */
		} else if (status >> 16) {
			unsigned long child;

			if (status >> 16 != PTRACE_EVENT_STOP) {
				ptrace(PTRACE_GETEVENTMSG, pid, NULL, &child);
				role_of(child);
			}
		} else if (WSTOPSIG(status) == SIGSTOP && !tasks[role].started) {
			tasks[role].started = true;
		} else {
			sig = WSTOPSIG(status);
		}
		ptrace(PTRACE_SYSCALL, pid, NULL, sig);
	}
	drain(out[0], r->out, &r->nout);
	drain(errs[0], r->err, &r->nerr);
	forget(r->out);
	sort_out(r);
	close(out[0]);
	close(errs[0]);
}

/* What a run could leave: mounts, and groups named as ours are. */
static unsigned long traces(void)
{
	static const char *const dirs[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified", NULL};
	unsigned long sum = 5381;
	char buf[TEXT];
	int n = 0, fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);

	drain(fd, buf, &n);
	close(fd);
	for (int i = 0; i < n; i++)
		sum = sum * 33 + buf[i];
	for (int i = 0; i < 3; i++) {
		DIR *dir = opendir(dirs[i] ? dirs[i] : getenv("PLACE") ? getenv("PLACE")
								       : "/nowhere");
		struct dirent *d;

		while (dir && (d = readdir(dir)))
			sum += !strncmp(d->d_name, "sandbox-", 8);
		if (dir)
			closedir(dir);
	}
	return sum;
}

/* One line of ours, and maybe a hint. */
static bool is_one_line(const char *s)
{
	const char *name = !strncmp(s, "sandbox: ", 9) ? "sandbox: hint: " : "bwrap: hint: ";
	const char *end = strchr(s, '\n');

	if (strncmp(s, name, strlen(name) - 6) || !end)
		return false;
	if (!strncmp(end + 1, name, strlen(name)))
		end = strchr(end + 1, '\n');
	/* And what --seccomp-log has to tell. */
	while (end && end[1] == '#')
		end = strchr(end + 1, '\n');
	return end && !end[1];
}

static const char *judge(const struct result *r, const struct result *good, bool kill_it)
{
	if (r->hung)
		return "it hangs";
	if (r->left)
		return "it leaves a process";
	/* Who is killed has no time to report it all. */
	if (kill_it ? strncmp(r->out, good->out, strlen(r->out))
		    : r->nout && strcmp(r->out, good->out))
		return "the program is confined in another way";
	if (kill_it)
		return NULL;
	if (r->nout && !r->status)
		return NULL;
	if (r->status < 1 || r->status > 127 || (r->status > 1 && r->status < 125))
		return "the status";
	if (!is_one_line(r->err))
		return "not one line";
	return NULL;
}

static void show(const char *s)
{
	for (; *s; s += strcspn(s, "\n"), s += *s == '\n')
		printf("#   %.*s\n", (int)strcspn(s, "\n"), s);
}

int main(int argc, char **argv)
{
	static struct result good, r;
	int every = 1, n = 0, bad = 0, turn = 0;
	bool kill_it = false;
	sigset_t set;

	for (; argc > 1 && argv[1][0] == '-'; argv++, argc--)
		if (!strcmp(argv[1], "-k"))
			kill_it = true;
		else if (!strcmp(argv[1], "-x"))
			own_execs++;
		else {
			every = atoi(argv[2]);
			argv++, argc--;
		}
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	run(argv + 1, NULL, 0, false, &good);
	if (good.status || !good.nout) {
		printf("not ok 1 - it runs (status %d, %d)\n", good.status, good.nout);
		show(good.err);
		printf("1..1\n");
		return 1;
	}
	for (int i = 0; i < good.npoints; i++) {
		const struct point *p = &good.points[i];
		const struct call *c = call_of(p->nr);

		if (!c)
			printf("# system call %ld is not in the table\n", p->nr);
		for (int e = 0; c && (kill_it ? e < 1 : e < 4 && c->errs[e]); e++) {
			unsigned long before;
			const char *why;
			int err = c->errs[e];

			if (turn++ % every)
				continue;
			before = traces();
			run(argv + 1, p, err, kill_it, &r);
			why = judge(&r, &good, kill_it);
			if (!why && !kill_it && traces() != before)
				why = "something is left behind";
			n++;
			bad += !!why;
			if (why || getenv("VERBOSE"))
				printf("%sok %d - process %d, call %d, %s: %s%s%s\n", why ? "not " : "", n, p->role,
					p->which, c->name, kill_it ? "killed" : strerror(err), why ? ": " : "",
					why ? why : "");
			if (why || getenv("VERBOSE")) {
				printf("# status %d\n", r.status);
				show(r.err);
			}
			if (why && r.nout && strcmp(r.out, good.out))
				show(r.out);
		}
	}
	/* One line for all that passed keeps it readable. */
	printf("%sok %d - %d of %d pass\n", bad ? "not " : "", n + 1, n - bad, n);
	return bad != 0;
}
