/* SPDX-License-Identifier: MIT */
/*
 * Who buries the dead.  wait4(2) takes a call for each.  With SA_NOCLDWAIT the
 * kernel does it without us; what the ward's status was, its pidfd still knows.
 */
#include "init.h"

/* Not called, as SIGCHLD is blocked; without a handler sigaction(2) would forget a pending one. */
static void never(int sig)
{
	(void)sig;
}

/*
 * Linux 6.15 keeps the exit status for the pidfd, but before 6.16 a wrong one if
 * the first thread ended before the others (since then release_task() corrects
 * it).  6.16 also brought PIDFD_INFO_COREDUMP, by which we know it.  Nothing is
 * lost in the change: whoever died before left a zombie, and a SIGCHLD with it.
 */
void reap_begin(struct ward *w)
{
	const struct sys_sigaction unseen = {.handler = never, .flags = SYS_SA_NOCLDWAIT};
	struct sys_pidfd_info info;

	if (w->pid <= 0 || w->begun)
		return;
	w->begun = true;
	info.mask = SYS_PIDFD_INFO_COREDUMP;
	/* Ours to wait for, so the number cannot be another's yet. */
	if (w->pidfd <= 0)
		w->pidfd = sys_pidfd_open(w->pid);
	if (w->pidfd < 0 || sys_pidfd_info(w->pidfd, &info) < 0)
		return;
	w->self = info.ppid; /* which saves us to ask */
	if (!w->buried && info.mask & SYS_PIDFD_INFO_COREDUMP)
		w->unseen = sys_sigaction(SIGCHLD, &unseen, NULL) == 0;
}

/* The status that the pidfd has kept, as soon as the ward is buried. */
static bool remembered(const struct ward *w, int *status)
{
	struct sys_pidfd_info info;

	info.mask = SYS_PIDFD_INFO_EXIT;
	if (sys_pidfd_info(w->pidfd, &info) < 0 || !(info.mask & SYS_PIDFD_INFO_EXIT))
		return false;
	*status = info.exit_code;
	return true;
}

/* SIGCHLD comes when the ward is past waiting for, but maybe not yet buried. */
static bool is_gone(const struct ward *w, int *status)
{
	struct sys_pollfd p = {.fd = w->pidfd};

	if (sys_wait4(w->pid, status, WNOHANG) != -ECHILD)
		return false;
	while (!p.revents)
		sys_poll(&p, 1, NULL); /* only POLLHUP, which tells of the burial */
	return remembered(w, status);
}

/*
 * The ward's group stopped.  Did it ask for the terminal, which our shell gave to
 * us, it goes on.  Was it the terminal that stopped it, so is our shell to see us
 * stop; in a group without a shell above it the kernel lets nobody.
 */
static void stopped(struct ward *w, int sig)
{
	int front = tty_group();

	if (front < 0)
		return;
	if (tty_give(front, w->self, w->pid)) {
		sys_kill(-w->pid, SIGCONT);
		return;
	}
	if (sig == SIGSTOP || w->self == 1 || (sig == SIGTSTP && front != w->pid))
		return;
	w->held_up = true;
	pid1_stop(0, sig);
}

enum { STOPPED = 0x7f }; /* in the signal's place */

bool reap_dead(struct ward *w, int *status)
{
	bool found = false, others = false;
	int end;
	long pid;

	if (w->unseen && w->pid && remembered(w, status))
		return true;
	while ((pid = sys_wait4(-1, &end, WNOHANG | (w->leads ? WUNTRACED : 0))) > 0) {
		if (WTERMSIG(end) == STOPPED) {
			if (pid == w->pid)
				stopped(w, WSTOPSIG(end));
		} else if (pid == w->pid) {
			*status = end;
			found = true;
			if (!w->buried)
				break; /* nobody asks for the rest */
		} else {
			others = true;
			if (w->buried)
				w->buried(w, pid, end);
		}
	}
	/* Where there are orphans there may be many: who has none pays nothing for them. */
	if (others && !found)
		reap_begin(w);
	if (!w->pid)
		return pid == -ECHILD;
	return found || (w->unseen && is_gone(w, status));
}
