/* SPDX-License-Identifier: MIT */
/* PID 1 of a machine: boot, run what inittab says, and again what has ended. */
#include "machine.h"

static const sys_sigset any = ~(sys_sigset)0;

enum {
	AT_ONCE = 5000, /* ms within which an end is a failure */
	FIRST = 250,    /* ms before it is tried again, and twice that every time */
	DOUBLINGS = 7,  /* at most */
	AGAIN = 30000,  /* ms until the root is looked for again if there is no shell */
	GRACE_S = 5,    /* that a process has to end, if nobody says how long */
};

static const char inittab[] = "/etc/inittab";

/* The same as busybox does without the file; but reboot and unmount we know by ourselves. */
static const char defaults[] =
	"::sysinit:/etc/init.d/rcS\n::askfirst:-/bin/sh\n"
	"tty2::askfirst:-/bin/sh\ntty3::askfirst:-/bin/sh\ntty4::askfirst:-/bin/sh\n";

unsigned machine_clock(void)
{
	struct sys_time t;

	sys_clock_gettime(CLOCK_MONOTONIC, &t);
	return (unsigned)t.sec * 1000 + (unsigned)t.nsec / 1000000;
}

int machine_next(struct machine *m, unsigned ms)
{
	struct sys_time t;
	siginfo_t si;
	int sig;

	if (m->watchdog > 0) {
		sys_write(m->watchdog, "", 1);
		if (ms > m->pulse)
			ms = m->pulse;
	}
	t.sec = ms / 1000;
	t.nsec = ms % 1000 * 1000000;
	sig = sys_sigtimedwait(&any, &si, ms == UINT_MAX ? NULL : &t);
	return sig < 0 ? 0 : sig;
}

/* --- the table -------------------------------------------------------------- */

/* What there is to do if nobody says so. */
static void read_defaults(struct inittab *t)
{
	memcpy(t->text, defaults, sizeof defaults);
	inittab_parse(t, "");
	if (fs_find("/dev/tty2") < 0)
		t->end -= 3;
	memset(t->end, 0, sizeof *t->end);
}

/* False if there is nothing in it that we could do. */
static bool read_table(struct inittab *t)
{
	long n = fs_read(AT_FDCWD, inittab, t->text, sizeof t->text);

	if (n < 0) {
		if (n != -ENOENT)
			warn(n, "read %s", inittab);
		return false;
	}
	if (n == sizeof t->text - 1) {
		warn(0, "%s: only %u bytes are read", inittab, (int)n);
	}
	inittab_parse(t, inittab);
	return t->end > t->entry;
}

struct entry *machine_find(const struct machine *m, struct entry *e, enum action action)
{
	for (e = e ? e + 1 : m->tab->entry; e < m->tab->end; e++)
		if (e->action == action)
			return e;
	return NULL;
}

/* --- processes -------------------------------------------------------------- */

static void later(struct life *l, unsigned ms)
{
	l->waits = true;
	l->due = machine_clock() + ms;
}

/* It ended, or could not even begin: the more often so, the later again. */
static void ended(struct entry *e, int status)
{
	struct life *l = &e->life;
	unsigned ms;

	l->pid = 0;
	l->waits = false;
	if (e->action != RESPAWN && e->action != ASKFIRST)
		return;
	if (machine_clock() - l->began > AT_ONCE)
		l->haste = 0;
	ms = l->haste ? FIRST << l->haste : 0;
	if (ms >= 1000)
		warn(0, "%s ended at once with %d; again in %u s", e->process, status, ms / 1000);
	if (l->haste < DOUBLINGS)
		l->haste++;
	later(l, ms);
}

static void run(struct machine *m, struct entry *e)
{
	struct life *l = &e->life;
	int pid = start_entry(m, e);

	l->began = machine_clock();
	if (pid < 0) {
		warn(pid, "fork for %s", e->process);
		later(l, 1000);
		return;
	}
	l->pid = pid;
	l->done = e->action != RESPAWN && e->action != ASKFIRST;
}

static void signal_all_of(int pid, int sig)
{
	if (sys_kill(-pid, sig) < 0) /* it may not have got to make its session */
		sys_kill(pid, sig);
}

/* Where the kernel would panic, its panic= holds: reboot after so many seconds, if any. */
static void despair(struct machine *m)
{
	const char *value = m->param.value[PANIC];
	unsigned s = param_number(&m->param, PANIC, 0);
	int status;

	if (!s && !(value && *value == '-'))
		return;
	warn(0, "reboot in %u s", s);
	down_await(m, -1, s * 1000, &status);
	down(m, DOWN_REBOOT);
}

/* The dead, and whose they were. */
static void reap(struct machine *m)
{
	struct inittab *t = m->tab;
	struct entry *e;
	int status;
	long pid;

	while ((pid = sys_wait4(-1, &status, WNOHANG)) > 0) {
		for (e = t->entry; e->life.pid != pid && e < m->tab->end; e++)
			;
		if (e->life.pid != pid)
			continue;
		if (m->words)
			down(m, DOWN_POWEROFF);
		status = pid1_status(status);
		ended(e, status);
		if (status != EXIT_NOEXEC && status != EXIT_NOTFOUND)
			continue;
		if (e == m->tab->end)
			later(&e->life, AGAIN);
		else if (!m->defaults || e->action != ASKFIRST)
			continue; /* others may live */
		despair(m);
	}
}

/*
 * What is due is to be started again, or to be killed since it would not end.  The ms
 * until the next will be.
 */
static unsigned look_at_clock(struct machine *m)
{
	unsigned least = UINT_MAX, now = machine_clock();

	for (struct entry *e = m->tab->entry; e <= m->tab->end; e++) {
		struct life *l = &e->life;
		int left = l->due - now;

		if (!l->waits)
			continue;
		if (left <= 0) {
			left = l->waits = false; /* and so we come again */
			if (e->action == STOPPED)
				signal_all_of(l->pid, SIGKILL);
		}
		if ((unsigned)left < least)
			least = left;
	}
	return least;
}

/*
 * All of an action, one after the other if their end is waited for; false if that is
 * what there is to do.
 */
static bool advance(struct machine *m, enum action action)
{
	struct entry *e = NULL;

	while ((e = machine_find(m, e, action))) {
		if (!e->life.pid && !e->life.done && !e->life.waits)
			run(m, e);
		if ((e->life.pid || e->life.waits) && action <= WAIT)
			return false;
	}
	return true;
}

/* The root is elsewhere: false if it cannot be had, and somebody is to look. */
static bool move_on(struct machine *m)
{
	static const char shell[] = "-/bin/sh";
	struct entry *e = m->tab->end; /* a shell for whoever has to find out why */

	if (!m->has_root)
		return true;
	e->process = (char *)(uintptr_t)shell;
	e->tty = (char *)(uintptr_t) "";
	e->action = ONCE;
	if (!e->life.pid && !e->life.waits) {
		switch_root(m);
		despair(m);
		run(m, e);
	}
	return false;
}

/* At once if the kernel has it built in, else after sysinit, which may load the module. */
static void open_watchdog(struct machine *m)
{
	int s = param_number(&m->param, WATCHDOG, 0), err;

	if (!s || m->watchdog > 0)
		return;
	m->pulse = s * 500;
	m->watchdog = err = sys_open("/dev/watchdog", O_WRONLY);
	if (err >= 0)
		err = sys_ioctl(err, SYS_WDIOC_SETTIMEOUT, &s);
	else if (m->stage == SYSINIT)
		return;
	if (err < 0)
		warn(err, "open /dev/watchdog for %d s", s);
}

static void serve(struct machine *m)
{
	while (m->stage < RESPAWN && advance(m, m->stage)) {
		if (m->stage == SYSINIT && !move_on(m))
			return;
		if (m->stage++ == SYSINIT)
			open_watchdog(m);
	}
	/* Once more those that are to run once, since there may have been no process for them. */
	if (m->stage == RESPAWN)
		for (enum action a = ONCE; a <= ASKFIRST; a++)
			advance(m, a);
}

/* --- orders ----------------------------------------------------------------- */

static bool same(const struct entry *a, const struct entry *b)
{
	return a->action == b->action && !strcmp(a->tty, b->tty) && !strcmp(a->process, b->process);
}

/* What is in the new table, too, goes on; the rest of the old has to end. */
static void hand_over(const struct machine *m, const struct inittab *old, struct inittab *new)
{
	struct entry *e, *last = new->end;

	for (const struct entry *o = old->entry; o < old->end; o++) {
		for (e = new->entry; e < last && (e->life.began || !same(e, o)); e++)
			;
		if (e == last) {
			e = new->end;
			if (!o->life.pid)
				continue;
			signal_all_of(o->life.pid, o->action == STOPPED ? SIGKILL : SIGTERM);
			signal_all_of(o->life.pid, SIGCONT);
			if (e == new->entry + INITTAB_MAX)
				continue;
			e = new->end++;
			e->action = STOPPED;
		}
		e->life = o->life;
		if (e->action == STOPPED)
			later(&e->life, m->grace);
	}
	for (e = new->entry; e < last; e++)
		if (!e->life.began && e->action < m->stage)
			e->life.done = true; /* that was at boot */
	*new->end = *old->end;               /* the rescue */
}

static void reload(struct machine *m)
{
	struct inittab *old = m->tab, *new = m->tables + (old == m->tables);

	if (!read_table(new))
		return;
	hand_over(m, old, new);
	m->tab = new;
	m->defaults = false;
}

static void press(struct machine *m)
{
	struct entry *e = NULL;
	bool found = false;

	while ((e = machine_find(m, e, CTRLALTDEL)))
		if (!e->life.pid) {
			run(m, e);
			found |= e->life.pid;
		}
	/* Nobody has an answer, or can give it, or gave it the last time. */
	if (!found)
		down(m, DOWN_REBOOT);
}

/* End all but us, and become what the entry says, or ourselves again. */
static void restart(struct machine *m)
{
	struct entry again = {.tty = (char *)(uintptr_t) "", .process = m->argv[0]};
	struct entry *e = machine_find(m, NULL, RESTART);
	struct held held;

	down_all(m);
	start_here(m, e ? e : &again);
	pid1_hold(&held);
	down(m, DOWN_REBOOT);
}

void machine_obey(struct machine *m, int sig)
{
	for (size_t i = 0; i < sizeof down_signals; i++)
		if (down_signals[i] == sig)
			down(m, i % DOWN_WAYS);
	if (sig == SIGINT)
		press(m);
	else if (m->words)
		return;
	else if (sig == SIGHUP)
		reload(m);
	else if (sig == SIGQUIT)
		restart(m);
}

/* --- its life --------------------------------------------------------------- */

/* What the kernel gave us, and what busybox gives besides. */
static void make_env(struct machine *m)
{
	static const char more[] = "PATH=/sbin:/usr/sbin:/bin:/usr/bin\0SHELL=/bin/sh\0USER=root\0TERM=vt102\0";
	const char *s = more;
	size_t n = 0;

	for (; *s; s += strlen(s) + 1)
		m->env[n++] = (char *)(uintptr_t)s;
	/* The kernel says linux, which only its own terminals are. */
	if (m->console[5] == 't' && m->console[8] <= '9')
		m->env[--n] = NULL;
	for (char **envp = m->envp; *envp && n < countof(m->env) - 1; envp++)
		if (!m->env[3] || strcmp(*envp, "TERM=linux") != 0)
			m->env[n++] = *envp;
}

/* Its words are what there is to run, or inittab. */
static void read_plan(struct machine *m, int argc)
{
	static const char once[] = "::once:?";
	int n = m->param.words;

	if (!m->has_root && n > 0 && n < argc) {
		m->words = m->argv + argc - n;
		memcpy(m->tab->text, once, sizeof once);
		inittab_parse(m->tab, "");
		m->tab->entry->process = *m->words;
	} else if (!read_table(m->tab)) {
		read_defaults(m->tab);
		m->defaults = true;
	}
}

/* Not in line, since it is what it gets that is large, and should be far from no pointer. */
static APART __attribute__((cold, noreturn)) void live(struct machine *m, int argc)
{
	int sig;

	boot(m);
	make_env(m);
	m->grace = param_number(&m->param, GRACE, GRACE_S) * 1000;
	open_watchdog(m);
	read_plan(m, argc);
	for (;;) {
		serve(m);
		sig = machine_next(m, look_at_clock(m));
		if (sig && sig != SIGCHLD)
			machine_obey(m, sig);
		reap(m);
	}
}

/* From here on nothing may end us. */
_Noreturn void machine(int argc, char **argv, char **envp, const struct held *old)
{
	struct machine m; /* the tables are touched as they are filled */

	memset(&m, 0, offsetof(struct machine, cmdline));
	*m.cmdline = 0;
	pid1_close();
	m.argv = argv;
	m.envp = envp;
	m.old = old;
	m.tab = m.tables;
	live(&m, argc);
}
