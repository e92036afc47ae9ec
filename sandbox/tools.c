/* SPDX-License-Identifier: MIT */
/*
 * Under the names unshare and nsenter: what those of util-linux do, by their options,
 * which tutorials on namespaces have.  No process of ours is in between unless there is
 * to be a fork, and nothing is confined.
 */
#include "sandbox.h"

/*
 * The letter of an option, in capitals from Z down if it has none; what it takes: no
 * value, one (:), or maybe one (?), which short options of unshare do not; its name.
 */
#define KINDS "U?user\0m?mount\0p?pid\0n?net\0i?ipc\0u?uts\0C?cgroup\0T?time\0"
#define BOTH KINDS "S:setuid\0G:setgid\0"
static const char unshares[] =
	BOTH "f fork\0r map-root-user\0c map-current-user\0R:root\0w:wd\0"
	     "Z?kill-child\0Y?mount-proc\0X:propagation\0W:map-user\0V:map-group\0"
	     "Q:setgroups\0O:monotonic\0N:boottime\0";
static const char nsenters[] =
	BOTH "t:target\0a all\0r?root\0w?wd\0e env\0F no-fork\0Z preserve-credentials\0";

struct tool {
	struct plan *p;
	const char *v[128];          /* by letter: its value, maybe empty; or NULL */
	const char **file[NS_KINDS]; /* those of the namespaces */
	char **argv;
	unsigned kinds;
	bool named; /* there is a file */
};

static long number(const char *s)
{
	unsigned long n;
	const char *end = fmt_number(s, 10, INT_MAX, &n);

	if (!end || *end)
		die(0, "%s: a number is needed", s);
	return n;
}

static __attribute__((noinline)) int must(int err, const char *what)
{
	if (err < 0)
		die(err, "%s", what);
	return err;
}

/* The words up to the command. */
static void read_words(struct tool *t, const char *table, bool optional)
{
	const char *s, *o;
	size_t n;
	bool name;

	for (; *t->argv && t->argv[0][0] == '-' && t->argv[0][1]; t->argv++) {
		s = *t->argv + 1;
		name = *s == '-';
		s += name;
		if (name && !*s) {
			t->argv++;
			break;
		}
		do {
			n = name ? fmt_until(s, "=") : 1;
			for (o = table; *o; o = fmt_nth(o, 1))
				if (name ? !strncmp(o + 2, s, n) && !o[2 + n] : *o == *s)
					break;
			s += n;
			t->v[(int)*o] = "";
			if (o[1] == ':' || (o[1] == '?' && *s && (name || optional))) {
				t->v[(int)*o] = *s ? s + (*s == '=') : *++t->argv;
				s = "";
			}
			if (!*o || (name && *s) || !t->v[(int)*o])
				die(0, "no such option, or no value for it: %s", t->argv[-!*t->argv]);
		} while (*s);
	}
	for (int i = 0; i < NS_KINDS; i++, table = fmt_nth(table, 1)) {
		t->file[i] = t->v + *table;
		if (!*t->file[i])
			continue;
		t->kinds |= ns_table[i].flag;
		t->named |= **t->file[i];
		if (!**t->file[i])
			t->file[i] = t->v; /* none */
	}
}

/* Somebody who is still outside binds them, when our end of the pipe is closed. */
static int bind_later(const struct tool *t, int *helper)
{
	char from[48], c;
	int pipe[2], parent = sys_getpid();

	must(sys_pipe(pipe), "pipe");
	*helper = must(sys_fork(), "fork");
	sys_close(pipe[!*helper]);
	if (*helper)
		return pipe[1];
	sys_read(pipe[0], &c, 1);
	for (int i = 0; i < NS_KINDS; i++) {
		fmt(from, sizeof from, i == 2 ? "/proc/%d/ns/%s_for_children" : "/proc/%d/ns/%s", parent,
			ns_table[i].name);
		if (*t->file[i])
			must(sys_mount(from, *t->file[i], NULL, MS_BIND, NULL), *t->file[i]);
	}
	sys_exit(0);
}

static void release(int later, int helper)
{
	if (later == NONE)
		return;
	sys_close(later);
	sys_wait4(helper, NULL, 0);
}

/* The child goes on; we wait for it, and end as it does. */
static void split(int later, int helper, const char *kill)
{
	struct ward w = {.stops = true};
	struct held held;
	int sig = SIGKILL;

	if (kill && *kill && !sig_number(kill, &sig))
		die(0, "no such signal: %s", kill);
	pid1_hold(&held);
	w.pid = must(sys_fork(), "fork");
	if (w.pid) {
		release(later, helper);
		sys_exit(pid1_status(pid1_tend(&w)));
	}
	if (kill)
		sys_prctl(PR_SET_PDEATHSIG, sig);
	pid1_release(&held);
}

/* The last steps of both. */
static _Noreturn void finish(struct tool *t)
{
	char *none[4] = {NULL}, **argv = *t->argv ? t->argv : none + 1;
	const char *shell = exec_getenv(t->p->env, "SHELL");
	int err;

	for (int i = 0; i < 2; i++)
		t->p->as[i] = t->v[(int)"SG"[i]] ? number(t->v[(int)"SG"[i]]) : NONE;
	if (t->v['G'])
		sys_setgroups(0, NULL);
	idmap_become(t->p->as);
	if (!*argv)
		*argv = (char *)(uintptr_t)(shell && *shell ? shell : "/bin/sh");
	err = exec_search(*argv, argv, t->p->env);
	who.status = exec_status(err);
	die(err, "failed to execute %s", *argv);
}

static _Noreturn void be_unshare(struct tool *t)
{
	static const char ways[] = "private\0shared\0slave\0unchanged\0";
	static const unsigned flags[] = {MS_PRIVATE, MS_SHARED, MS_SLAVE, 0};
	struct plan *p = t->p;
	const char **v = t->v, *way = ways;
	int helper = NONE, later = NONE, i = 0, err;
	long id = v['r'] ? 0 : NONE;

	p->uid = v['W'] ? number(v['W']) : v['c'] ? p->my_uid
						  : id;
	p->gid = v['V'] ? number(v['V']) : v['c'] ? p->my_gid
						  : id;
	t->kinds |= (p->uid != NONE || p->gid != NONE ? CLONE_NEWUSER : 0) |
		    (v['Y'] ? CLONE_NEWNS : 0) | (v['O'] || v['N'] ? SYS_CLONE_NEWTIME : 0);
	while (v['X'] && *way && strcmp(way, v['X']))
		way = fmt_nth(way, 1), i++;
	if (!*way)
		die(0, "--propagation %s: no such word", v['X']);
	if (t->named)
		later = bind_later(t, &helper);
	err = sys_unshare(t->kinds);
	if (err < 0)
		hints_clone(err, t->kinds, WORDS("unshare namespaces"), NULL);
	if (v['Q'])
		must(fs_write(AT_FDCWD, "/proc/self/setgroups", v['Q'], strlen(v['Q'])), "write setgroups");
	ns_map_self(p);
	ns_clocks(v['O'], v['N']);
	if (t->kinds & CLONE_NEWNS && flags[i])
		must(sys_mount(NULL, "/", NULL, MS_REC | flags[i], NULL), "mount / otherwise");
	if (v['f'] || v['Z']) {
		split(later, helper, v['Z']);
	} else {
		release(later, helper);
	}
	if (v['R']) {
		must(sys_chroot(v['R']), v['R']);
		must(sys_chdir("/"), v['R']);
	}
	if (v['w'])
		must(sys_chdir(v['w']), v['w']);
	if (v['Y'])
		must(sys_mount("proc", *v['Y'] ? v['Y'] : "/proc", "proc",
			     MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL),
			"mount proc");
	finish(t);
}

static int open_place(const struct tool *t, char letter, const char *name)
{
	const char *path = t->v[(int)letter];

	if (!path)
		return NONE;
	return enter_open(t->p, *path ? NULL : name, path);
}

static _Noreturn void be_nsenter(struct tool *t)
{
	struct plan *p = t->p;
	struct enter *e = &p->enter;
	const char **v = t->v;
	int root, wd;

	e->target = v['t'] ? v['t'] : "";
	for (int i = 0; i < ENTER_FDS; i++)
		e->fds[i] = NONE;
	if (v['t'])
		enter_process(p, number(v['t']));
	else if (!t->kinds)
		die(0, "no target process: --target PID");
	e->kinds = v['a'] ? NS_ALL : t->kinds;
	for (int i = 0; i < NS_KINDS; i++) {
		if (*t->file[i])
			e->fds[ENTER_FILES + i] = enter_open(p, NULL, *t->file[i]);
	}
	root = open_place(t, 'r', "root");
	wd = open_place(t, 'w', "cwd");
	if (v['e'])
		enter_env(p);
	for (const char *id = enter_all(p) & CLONE_NEWUSER && !v['Z'] ? "SG" : ""; *id; id++)
		if (!v[(int)*id])
			v[(int)*id] = "0";
	if (root != NONE) {
		must(sys_fchdir(root), "chdir to root");
		must(sys_chroot("."), "chroot");
	}
	if (wd != NONE)
		must(sys_fchdir(wd), "chdir");
	sys_close_range(3, ~0u, SYS_CLOSE_RANGE_CLOEXEC);
	if (e->kinds & CLONE_NEWPID && !v['F'])
		split(NONE, NONE, NULL);
	finish(t);
}

void tools_run(struct plan *p, const char *name)
{
	struct tool t = {.p = p, .argv = p->argv + 1};
	bool out = *name == 'u';

	who.prefix = out ? "unshare: " : "nsenter: ";
	who.status = 1;
	read_words(&t, out ? unshares : nsenters, !out);
	(out ? be_unshare : be_nsenter)(&t);
}
