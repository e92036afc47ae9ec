/* SPDX-License-Identifier: MIT */
/*
 * PID 1 at work: pass on what is meant for the ward, have the dead buried.
 *
 * Signals stay blocked and are taken one at a time, so nothing runs in a
 * handler and nothing needs to be volatile.  The kernel throws away a signal to
 * PID 1 that has no handler, but keeps one that is blocked (sig_ignored() in
 * kernel/signal.c).  A fault of our own kills us all the same, since the kernel
 * forces it on whoever blocks it.
 */
#include "init.h"

static const sys_sigset all = ~(sys_sigset)0;

void pid1_hold(struct held *old)
{
	const struct sys_sigaction dfl = {.handler = SIG_DFL};

	sys_sigprocmask(SIG_SETMASK, &all, &old->mask);
	/* Were it inherited as ignored, the kernel would reap and lose the status. */
	sys_sigaction(SIGCHLD, &dfl, &old->chld);
}

void pid1_release(const struct held *old)
{
	if (old->chld.handler == SIG_IGN)
		sys_sigaction(SIGCHLD, &old->chld, NULL);
	sys_sigprocmask(SIG_SETMASK, &old->mask, NULL);
}

int pid1_spawn(struct ward *w, void (*child)(void *), void *arg)
{
	const unsigned long flags = CLONE_VM | CLONE_VFORK | SIGCHLD;

	/* Kernels before 5.2 ignore the flag, and there may be no descriptor left. */
	w->pid = -EMFILE;
	if (w->early)
		w->pid = sys_twice(flags | SYS_CLONE_PIDFD, &w->pidfd);
	if (w->pid < 0)
		w->pid = sys_twice(flags, NULL);
	if (w->pid == 0)
		child(arg);
	return w->pid;
}

/* Linux 5.9 has the call; before that, the usual number of descriptors. */
static void close_all(unsigned first, unsigned last)
{
	if (sys_close_range(first, last, 0) == -ENOSYS)
		for (unsigned fd = first; fd <= last && fd < 1024; fd++)
			sys_close(fd);
}

void pid1_close_but(int fd)
{
	if (fd > 3)
		close_all(3, fd - 1);
	close_all(fd < 3 ? 3 : fd + 1, ~0u);
}

void pid1_close(void)
{
	pid1_close_but(0);
}

static const char space[] = "/proc/self/ns/pid";

/* Of a /proc that nobody else sees, where none is mounted; Linux 5.2 has the calls. */
static COLD APART long read_apart(char *s, size_t n)
{
	int fs = sys_fsopen("proc");

	if (fs < 0)
		return fs;
	sys_fsconfig(fs, SYS_FSCONFIG_CREATE, NULL, NULL);
	return sys_readlinkat(sys_fsmount(fs, 0), space + 6, s, n);
}

/* The first process ID namespace has a number of its own (PROC_PID_INIT_INO). */
bool pid1_contained(void)
{
	char s[32];
	long n = sys_readlinkat(AT_FDCWD, space, s, sizeof s);

	if (n < 0)
		n = read_apart(s, sizeof s);
	/* Who may not have it is not in the first one; where there are none, no file is. */
	return n == -EPERM || n == -EBADF || (n > 0 && memcmp(s, "pid:[4026531836]", 16) != 0);
}

int pid1_status(int status)
{
	return WTERMSIG(status) ? EXIT_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

void pid1_pass(const struct ward *w, int sig, siginfo_t *si)
{
	const bool queued = si && si->si_code == SI_QUEUE;
	int err = -EBADF;

	if (w->pid <= 0)
		return; /* kill(2) would take it for our own group */
	/* By descriptor, as the number may be another's by now; the kernel allows
	 * only the bearer of a queued value to be named as its sender. */
	if (queued)
		si->si_signo = sig;
	if (w->pidfd > 0)
		err = sys_pidfd_kill(w->pidfd, sig, queued ? si : NULL,
			w->whole ? SYS_PIDFD_WHOLE_GROUP : 0);
	/* Linux 6.9 has groups, 5.1 the call. */
	if (err < 0 && err != -ESRCH && queued && !w->whole)
		err = sys_sigqueue(w->pid, sig, si);
	if (err < 0 && err != -ESRCH)
		err = sys_kill(w->whole ? -w->pid : w->pid, sig);
	if (err < 0 && err != -ESRCH) {
		if (w->prefix)
			who.prefix = w->prefix;
		warn(err, "kill %d", w->pid);
	}
}

/* Milliseconds, which go round on 32-bit machines: only differences mean something. */
static unsigned long now(void)
{
	struct sys_time t;

	sys_clock_gettime(CLOCK_MONOTONIC, &t);
	return (unsigned long)t.sec * 1000 + (unsigned long)t.nsec / 1000000;
}

void pid1_within(struct ward *w, unsigned long ms)
{
	w->until = (now() + ms) | 1; /* never 0 */
}

/* The next signal; 0 when the time is over. */
static int next(const struct ward *w, siginfo_t *si)
{
	struct sys_time limit;
	long left;
	int sig;

	if (!w->until)
		return sys_sigtimedwait(&all, si, NULL);
	left = w->until - now();
	if (left <= 0)
		return 0;
	limit.sec = left / 1000;
	limit.nsec = left % 1000 * 1000000;
	sig = sys_sigtimedwait(&all, si, &limit);
	return sig == -EAGAIN ? 0 : sig;
}

static const sys_sigset terminals = SYS_SIGBIT(SIGHUP) | SYS_SIGBIT(SIGINT) | SYS_SIGBIT(SIGQUIT) |
				    SYS_SIGBIT(SIGTSTP) | SYS_SIGBIT(SIGCONT) |
				    SYS_SIGBIT(SIGWINCH);

/* Is it for the ward, or did it get it as we did, or is it ours? */
static bool meant(const struct ward *w, int sig, const siginfo_t *si)
{
	/* What we brought upon ourselves is SIGPIPE from a message nobody reads. */
	if (si->si_code == SI_USER && si->si_pid == w->self)
		return false;
	if (si->si_code <= 0 || (w->sends && w->sends[sig]))
		return true;
	if (sig == SIGTTIN || sig == SIGTTOU)
		return false;
	/* From the kernel: a terminal's, for our whole group, or a timer's, for us. */
	return w->leads || w->pid <= 0 || !(terminals & SYS_SIGBIT(sig));
}

/* Our shell continues us: so the group, which the terminal stopped. */
static bool resume(struct ward *w)
{
	tty_give(tty_group(), w->self, w->pid);
	if (!w->held_up)
		return false;
	w->held_up = false;
	sys_kill(-w->pid, SIGCONT);
	return true;
}

void pid1_stop(int whom, int sig)
{
	const sys_sigset set = SYS_SIGBIT(sig);
	sys_sigset old;

	sys_kill(whom, sig);
	sys_sigprocmask(SIG_UNBLOCK, &set, &old);
	sys_sigprocmask(SIG_SETMASK, &old, NULL);
}

void pid1_die_of(int sig)
{
	const struct sys_sigaction dfl = {.handler = SIG_DFL};
	const sys_sigset set = SYS_SIGBIT(sig);

	sys_prctl(PR_SET_DUMPABLE, 0); /* the core was the program's */
	sys_sigaction(sig, &dfl, NULL);
	sys_kill(sys_getpid(), sig);
	sys_sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int pid1_tend(struct ward *w)
{
	int sig, status = 0;
	siginfo_t si;

	if (!w->self)
		w->self = sys_getpid();
	if (!w->pid && reap_dead(w, &status))
		return status;
	for (;;) {
		sig = next(w, &si);
		if (sig == SIGCHLD) {
			/* A forged one may have swallowed a true one: look in any case. */
			if (reap_dead(w, &status))
				return status;
			continue;
		}
		if (w->stops && si.si_code > 0 && sig >= SIGTSTP && sig <= SIGTTOU)
			pid1_stop(w->self, sig);
		if (sig < 0 || (sig && !meant(w, sig, &si)))
			continue; /* EINTR: stopped, then continued */
		if (sig == SIGCONT && w->leads && resume(w))
			continue;
		if (w->heed)
			sig = w->heed(w, sig, &si);
		if (sig)
			pid1_pass(w, sig, &si);
	}
}
