/* SPDX-License-Identifier: MIT */
/* What the monitor and PID 1 tell each other. */
#include "sandbox.h"

bool pipes_wait(const struct plan *p)
{
	return p->map_all || p->ranges || p->persist || p->pidfile || p->net_outside ||
	       p->info_fd != NONE || p->json_fd != NONE;
}

bool pipes_report(const struct plan *p)
{
	return p->json_fd != NONE || p->diagnose || p->detach || p->persist;
}

static void make_pipe(int fds[2])
{
	int err = sys_pipe(fds);

	for (int i = 0; err >= 0 && i < 2; i++)
		err = fds[i] = above_stdio(fds[i]);
	if (err < 0)
		die(err, "pipe");
}

void pipes_make(const struct plan *p, struct pipes *pipes)
{
	*pipes = (struct pipes){{NONE, NONE}, {NONE, NONE}};
	if (p->die_with_parent || pipes_wait(p))
		make_pipe(pipes->alive);
	/* Whether there is a user namespace to be had is not known yet. */
	if ((p->lingers && (!ns_shares(p) || p->ns_try & CLONE_NEWUSER)) || pipes_report(p) ||
		(pipes_wait(p) && (ns_late(p) || p->ns & SYS_CLONE_NEWCGROUP)))
		make_pipe(pipes->ran);
}

int pipes_tell(int ran, int what)
{
	return ran == NONE ? 0 : sys_write(ran, &what, sizeof what);
}

/* Did it run?  Then how it ended, if PID 1 knows better than we. */
bool pipes_ran(int fd, int *status)
{
	bool ran = false;
	int what;

	while (sys_read(fd, &what, sizeof what) == sizeof what) {
		if (what >= 0) {
			*status = what;
			break;
		}
		ran = what != FAILED;
		if (what == STARTED)
			break;
	}
	return ran;
}

/* The same where our memory is shared. */
int pipes_hear(const struct brief *b)
{
	while (__atomic_load_n(&b->alive, __ATOMIC_ACQUIRE) &&
		sys_futex(&b->alive, SYS_FUTEX_WAIT, true) != -ENOSYS)
		;
	return b->end;
}

/*
 * From inside the parent has no pid: ask the pipe, which ends with it.  A change of ids
 * takes the signal back, so this is done again after it.
 */
void pipes_end(const struct plan *p, const struct pipes *pipes)
{
	char c;

	if (!p->die_with_parent)
		return;
	sys_prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (sys_read(pipes->alive[0], &c, 1) == 0)
		sys_exit(who.status);
}

void pipes_follow(const struct plan *p, const struct pipes *pipes)
{
	char c;
	int err;

	/* The first thing, while we wait as well. */
	if (p->die_with_parent)
		sys_prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (pipes->alive[0] == NONE)
		return;
	sys_close(pipes->alive[1]);
	/* The maps are to be written, and our namespaces looked up while we have them. */
	if (pipes_wait(p)) {
		while ((err = sys_read(pipes->alive[0], &c, 1)) == -EINTR)
			;
		if (err < 0)
			die(err, "read from the monitor");
		if (err == 0)
			sys_exit(who.status);
	}
	err = sys_fcntl(pipes->alive[0], F_SETFL, O_NONBLOCK);
	if (err < 0)
		die(err, "fcntl");
	pipes_end(p, pipes);
}
