/* SPDX-License-Identifier: MIT */
/*
 * PID 1 at work: pass on what is meant for the child, reap whatever dies.
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
	static const struct sys_sigaction dfl = {.handler = SIG_DFL};

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

int pid1_spawn(void (*child)(void *), void *arg)
{
	int pid = sys_twice(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0L);

	if (pid == 0)
		child(arg);
	return pid;
}

int pid1_status(int status)
{
	return WIFSIGNALED(status) ? EXIT_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Bury all the dead.  True if the child is among them, its status in *end. */
static bool reap(int child, int *end)
{
	bool found = false;
	int status;
	long pid;

	while ((pid = sys_wait4(-1, &status, WNOHANG)) > 0)
		if (pid == child) {
			*end = status;
			found = true;
		}
	return found;
}

/* With sigqueue(3)'s value, if there is one; the kernel forbids to forge kill(2)'s. */
static void pass(int child, int sig, const siginfo_t *si)
{
	if (si->si_code != SI_QUEUE || sys_sigqueue(child, sig, si) < 0)
		sys_kill(child, sig);
}

int pid1_tend(int child, bool (*act)(int sig))
{
	int end = 0, self = sys_getpid();
	siginfo_t si;

	for (;;) {
		int sig = sys_sigtimedwait(&all, &si, NULL);

		if (sig < 0)
			continue; /* EINTR: stopped, then continued */
		if (sig == SIGCHLD) {
			/* A forged one may have swallowed a true one: look in any case. */
			if (reap(child, &end))
				return end;
			continue;
		}
		/* si_code > 0 is from the terminal, which told the child as well; what
		 * we brought upon ourselves is SIGPIPE from a message nobody reads. */
		if (si.si_code > 0 || si.si_pid == self)
			continue;
		if (!act || !act(sig))
			pass(child, sig, &si);
	}
}
