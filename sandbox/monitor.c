/* SPDX-License-Identifier: MIT */
/* The outer half: what can only be done from outside, and then to wait for the end. */
#include "sandbox.h"

/* The outer half: wait, and pass signals on unless bubblewrap would not. */
static int wait_for_end(const struct plan *p, int pid, bool *late)
{
	struct stoppable s = {
		/* What the terminal sends to a session of its own reaches nobody else. */
		.w = {.pid = pid, .stops = true, .leads = p->session},
		.patience = p->patience,
	};
	int status;

	/* PID 1 kills the command when its time is over; we kill PID 1 if it does not. */
	if (p->init && p->patience)
		s.patience += 1000;
	if (p->timeout || (p->patience && !p->init))
		s.w.heed = stop;
	if (p->timeout)
		pid1_within(&s.w, p->timeout);
	if (p->timeout || (!p->compat && !p->lingers)) {
		status = pid1_tend(&s.w);
		*late = s.late;
		return status;
	}
	while (sys_wait4(pid, &status, 0) < 0)
		;
	return status;
}

static void write_pid(struct plan *p, int pid)
{
	char line[16];
	int err;

	if (!p->pidfile)
		return;
	err = sys_write(p->pid_fd, line, fmt(line, sizeof line, "%d\n", pid));
	if (err < 0)
		ns_abandon(p, pid, err, "pidfile", p->pidfile);
	sys_close(p->pid_fd);
}

/* A shell inside that took the terminal may not have given it back. */
static void take_back_terminal(void)
{
	int self, group = tty_group();

	if (group > 0 && sys_kill(-group, 0) == -ESRCH) {
		self = sys_getpgid(0);
		sys_ioctl(0, TIOCSPGRP, &self);
	}
}

/* What is to be done from outside before the child goes on, and then to be as it is. */
static void let_go(struct plan *p, const struct brief *b, int pid)
{
	const struct pipes *pipes = &b->pipes;
	int made, err;

	if (p->map_all || p->ranges)
		idmap_write(p, pid);
	if (p->net_outside)
		net_outside(p, &b->held, pid);
	if (pipes->ran[0] != NONE)
		sys_close(pipes->ran[1]);
	/* What namespaces are made late are there when we hear of it. */
	if (pipes->ran[0] != NONE && ns_late(p))
		sys_read(pipes->ran[0], &made, sizeof made);
	keep_persist(p, pid);
	name_write(p, pid);
	write_pid(p, pid);
	report_start(p, pid);
	if (pipes_wait(p)) {
		err = sys_write(pipes->alive[1], "", 1);
		if (err < 0)
			ns_abandon(p, pid, err, "write", "to the sandbox");
	}
	/* If not, PID 1 does it, when it has written what only a dumpable process may. */
	err = ns_shares(p) ? 0 : caps_hide(p);
	if (err < 0)
		ns_abandon(p, pid, err, "prctl", "not dumpable");
	err = p->pty ? pty_start(p) : 0;
	if (err < 0)
		ns_abandon(p, pid, err, "clone", "for the terminal");
	if ((p->compat || p->lingers) && !p->timeout)
		sys_sigprocmask(SIG_SETMASK, &b->held.mask, NULL);
}

APART int monitor(struct plan *p, const struct brief *b, int pid)
{
	const struct pipes *pipes = &b->pipes;
	unsigned long ooms = pipes_report(p) ? verdict_ooms() : 0;
	int status = NONE, end;
	bool ran = false, late = false, oom;

	let_go(p, b, pid);
	/* It has been executed when the pipe ends, or PID 1 says so. */
	if (p->detach && (ran = pipes_ran(pipes->ran[0], &status)) && status < 0)
		return 0;
	/* Who lingers is not waited for, and tells beforehand. */
	if (p->lingers && pipes->ran[0] == NONE)
		status = pipes_hear(b);
	else if (p->lingers && !p->detach)
		ran = pipes_ran(pipes->ran[0], &status);
	if (status < 0)
		status = wait_for_end(p, pid, &late);
	if (p->net_outside && !p->lingers && !p->detach)
		net_end(p);
	if (p->pty)
		sys_wait4(p->relay, NULL, 0);
	if (!p->lingers || p->detach)
		name_end(p);
	end = status;
	if (!p->compat)
		take_back_terminal();
	if (!p->init)
		seccomp_ended(p, status);
	if (p->filter && p->filter->learned)
		learn_tell(p->filter);
	if (!p->lingers)
		cgroup_end(&p->group);
	if (pipes->ran[0] != NONE && !p->lingers)
		ran = pipes_ran(pipes->ran[0], &end);
	if (!ran)
		keep_not(p);
	else if (pipes_report(p)) {
		oom = p->group.ooms || verdict_ooms() > ooms;
		report_end(p, end, oom, late);
		if (p->diagnose)
			verdict(p->command[0], pid, end, oom);
	}
	return late ? EXIT_TIMEOUT : pid1_status(status);
}
