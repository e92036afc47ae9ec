/* SPDX-License-Identifier: MIT */
/* One program in a container, from its start to the end of all it left behind. */
#include "init.h"

enum {
	DUMB_NOEXEC = 2,
	PATIENCE = 5000, /* ms, when -a has no -t */
	AGAIN = 100,     /* ms between two rounds of KILL */
	ROUNDS = 20,     /* what hangs in the kernel after them stays there */
};

/* Levels of verbosity. */
enum { FATAL,
	WARNING,
	INFO,
	DEBUG };

/* By a name, so that it is where what every start needs is: see init.ld. */
static const char top[] = "/", here[] = ".";

struct run {
	struct ward ward; /* first, as it is what we are called back with */
	const struct job *job;
	const struct held *old;
	int pid;       /* the program's, and its group's */
	int dir;       /* dumb-init: where the program starts; else -1 */
	bool stopping; /* the clock runs, or has run out */
	int rounds;    /* of KILL that are left */
	char listen[32];
};

/* Socket activation names us; the sockets are for the program. */
static void rewrite_listen_pid(struct run *r)
{
	char **env = r->job->envp;
	unsigned long n;

	for (; *env; env++)
		if (!strncmp(*env, "LISTEN_PID=", 11) && fmt_int(*env + 11, &n) &&
			n == (unsigned long)sys_getppid()) {
			fmt(r->listen, sizeof r->listen, "LISTEN_PID=%d", sys_getpid());
			*env = r->listen;
		}
}

/* A session or a group of its own, and the terminal, if that is ours to give. */
static void set_apart(const struct job *p)
{
	if (p->session) {
		sys_setsid();
		sys_ioctl(0, TIOCSCTTY, NULL);
	} else if (p->persona != DUMB_INIT) {
		int now = tty_group();

		sys_setpgid(0, 0);
		if (now >= 0)
			tty_give(now, sys_getppid(), sys_getpid());
	}
}

/* In the child, which shares our memory: change nothing that we need. */
static void start(void *arg)
{
	struct run *r = arg;
	const struct job *p = r->job;
	const char *name = p->argv[0];
	bool dumb;
	int err;

	set_apart(p);
	rewrite_listen_pid(r);
	if (r->dir >= 0)
		sys_fchdir(r->dir);
	pid1_release(r->old);
	err = exec_search(p->argv[0], p->argv, p->envp);
	who.prefix = p->prefix;
	dumb = p->persona == DUMB_INIT;
	warn(err, "%s%s", dumb ? "" : "exec ", name);
	sys_exit(dumb ? DUMB_NOEXEC : exec_status(err));
}

/* Without /proc we do not know who is below us, but the program's group we know. */
static void signal_all(const struct run *r, int sig)
{
	int err = kin_kill(r->ward.self, sig);

	if (err >= 0 || err == -ESRCH)
		return;
	who.prefix = r->job->prefix;
	warn(err, "read /proc");
	sys_kill(-r->pid, sig);
}

/* The time is over.  Again and again, since a child may be born as we look. */
static void kill_all(struct run *r)
{
	if (!r->rounds--)
		sys_exit(EXIT_SIGNAL + SIGKILL);
	signal_all(r, SIGKILL);
	pid1_within(&r->ward, AGAIN);
}

static bool is_stop(int sig)
{
	return sig == SIGTERM || sig == SIGINT;
}

/* The first starts the clock, the second has no time for it. */
static void hurry(struct run *r)
{
	pid1_within(&r->ward, r->stopping ? 0 : r->job->patience);
	r->stopping = true;
}

/* Its end may stand behind the signal in the queue. */
static bool is_dead(int pid)
{
	siginfo_t si;
	int err = sys_waitid(pid, &si, WEXITED | WNOHANG | WNOWAIT);

	return err == -ECHILD || si.si_pid;
}

static int heed(struct ward *w, int sig, siginfo_t *si)
{
	struct run *r = (struct run *)w;
	const struct job *p = r->job;
	int to = sig && p->sends[sig] ? p->sends[sig] : sig;

	if (!sig) {
		kill_all(r);
		return 0;
	}
	if (to == DROP)
		to = 0;
	if (p->verbosity >= DEBUG)
		warn(0, "signal %d: %d goes to %d", sig, to, r->pid);
	if (to && (is_stop(sig) || is_stop(to)) && (p->patience >= 0 || r->stopping))
		hurry(r);
	if (p->persona == DUMB_INIT && sig >= SIGTSTP && sig <= SIGTTOU) {
		if (to)
			pid1_pass(w, to, si);
		if (si->si_code <= 0) /* else we did already */
			sys_kill(w->self, SIGSTOP);
		return 0;
	}
	if (to && p->on[WAIT_ALL] && is_dead(r->pid)) {
		signal_all(r, to);
		return 0;
	}
	return to;
}

static void buried(struct ward *w, int pid, int status)
{
	const struct job *p = ((struct run *)w)->job;

	if (p->verbosity >= (p->on[WARN_REAPED] ? WARNING : INFO))
		warn(0, "Reaped zombie process with pid=%d, status %d", pid,
			pid1_status(status));
}

static int heed_pause(struct ward *w, int sig, siginfo_t *si)
{
	(void)w, (void)si;
	if (is_stop(sig))
		sys_exit(0);
	return 0;
}

/* No program, so no status: the kernel may bury everybody, unseen. */
static _Noreturn void wait_for_term(void)
{
	const struct sys_sigaction ignore = {.handler = SIG_IGN};
	struct ward w = {.pid = -1, .heed = heed_pause};
	int status;

	sys_sigaction(SIGCHLD, &ignore, NULL);
	reap_dead(&w, &status); /* those before */
	for (;;)
		pid1_tend(&w);
}

static void set(const struct job *p, int attribute, int value)
{
	int err = sys_prctl(attribute, value);

	if (err < 0) {
		who.prefix = p->prefix;
		die(err, "prctl");
	}
}

static void become_reaper(const struct job *p)
{
	int adopts = 0;

	if (p->on[SUBREAPER]) {
		set(p, PR_SET_CHILD_SUBREAPER, 1);
	} else if (p->persona == TINI && p->verbosity >= WARNING && sys_getpid() != 1) {
		sys_prctl(PR_GET_CHILD_SUBREAPER, (uintptr_t)&adopts);
		if (!adopts) {
			who.prefix = p->prefix;
			warn(0, "neither PID 1 nor a subreaper (-s): zombie reaping won't work");
		}
	}
}

/* End or await all that the program left behind. */
static void clear_up(struct run *r)
{
	const struct job *p = r->job;
	struct ward *w = &r->ward;

	w->leads = false;
	w->pid = 0;
	if (p->on[KILL_ALL]) {
		signal_all(r, SIGTERM);
		signal_all(r, SIGCONT);
		if (!r->stopping)
			pid1_within(w, p->patience < 0 ? PATIENCE : p->patience);
		r->stopping = true;
	}
	pid1_tend(w);
}

/* All that has to be in place before the program is. */
static void prepare(struct run *r)
{
	const struct job *p = r->job;

	if (p->parent_signal)
		set(p, PR_SET_PDEATHSIG, p->parent_signal);
	become_reaper(p);
	if (p->persona == DUMB_INIT) {
		/* The program must not see us elsewhere than in the end. */
		r->dir = sys_open(here, O_PATH | O_DIRECTORY);
		sys_chdir(top);
		/* The session's end is told to us alone, as sent by ourselves. */
		if (p->session)
			sys_ioctl(0, TIOCNOTTY, NULL);
	}
}

/* Not in line: what p points to is then near a register, not far up main's stack. */
APART int run_job(const struct job *p, const struct held *old)
{
	struct run r = {.job = p, .old = old, .dir = -1, .rounds = ROUNDS};
	struct ward *w = &r.ward;
	unsigned long ooms = 0;
	int status, code;

	prepare(&r);
	if (p->on[DIAGNOSE])
		ooms = verdict_ooms();
	w->leads = p->session || p->persona != DUMB_INIT;
	w->stops = !w->leads;
	w->sends = p->sends;
	w->prefix = p->prefix;
	w->whole = p->group;
	w->heed = heed;
	w->early = true;
	if (p->on[WARN_REAPED] || p->verbosity >= INFO) {
		who.prefix = p->prefix;
		w->buried = buried;
	}
	r.pid = p->on[PAUSE] ? 0 : pid1_spawn(w, start, &r);
	if (r.pid < 0) {
		who.prefix = p->prefix;
		die(r.pid, "clone");
	}

	/* The point of no return: from here on we only warn. */
	if (r.dir >= 0)
		sys_close(r.dir); /* which may be below 3 */
	pid1_close_but(w->pidfd);
	if (w->pid)
		reap_begin(w);
	if (!w->self)
		w->self = sys_getpid();
	if (p->on[CHDIR] || w->self == 1)
		sys_chdir(top);
	if (p->on[PAUSE])
		wait_for_term();
	if (p->verbosity >= INFO)
		warn(0, "%s is pid %d", p->argv[0], r.pid);
	status = pid1_tend(w);
	if (p->verbosity >= INFO)
		warn(0, "%s ended with status %d", p->argv[0], pid1_status(status));

	if (p->persona == DUMB_INIT && p->session && p->sends[SIGTERM] != DROP)
		sys_kill(-r.pid, p->sends[SIGTERM] ? p->sends[SIGTERM] : SIGTERM);
	/* Whose parent died just as we looked seemed not to be below us. */
	if (p->on[KILL_ALL] || p->on[WAIT_ALL] || r.rounds < ROUNDS)
		clear_up(&r);
	if (p->on[DIAGNOSE]) {
		who.prefix = p->prefix;
		verdict(p->argv[0], r.pid, status, verdict_ooms() > ooms);
	}
	code = pid1_status(status);
	if (p->on[SAME_SIGNAL] && WTERMSIG(status) && !p->says[code])
		pid1_die_of(WTERMSIG(status));
	return code ^ p->says[code];
}
