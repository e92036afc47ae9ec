/* SPDX-License-Identifier: MIT */
/* The words of tini, dumb-init and catatonit, and ours: one table for parser and help. */
#include "init.h"

/*
 * How our messages begin by the name that we were started under, and whose habits
 * we have then; as below strings in a row, since pointers to them would be a third
 * of the table.
 */
#define PAUSES 8
static const char personas[] =
	"\1init: \0" /* and any other */
	"\1tini: \0"
	"\1tini-static: \0"
	"\1docker-init: \0"
	"\1podman-init: \0"
	"\2[dumb-init] \0"
	"\4catatonit: \0"
	"\14pause: \0";

/* Who knows it, its letter, its long name, what it takes, what it does. */
#define ALL "\7"
#define TINI_ "\1"
#define TINI_DUMB "\3"
#define TINI_CATA "\5"
#define OPT(knows, letter, name, operand, help) knows letter name "\0" operand "\0" help "\0"

/* clang-format off */
static const char table[] =
	OPT(TINI_CATA, "g", "group",         "",        "signals go to the program's group")
	OPT(TINI_DUMB, "c", "single-child",  "",        "signals go to the program alone")
	OPT(TINI_DUMB, "r", "rewrite",       "A:B",     "send signal B for A; 0 for none")
	OPT(TINI_,     "s", "subreaper",     "",        "adopt orphans")
	OPT(TINI_,     "p", "parent-signal", "SIGNAL",  "sent when our parent dies")
	OPT(TINI_,     "t", "kill-timeout",  "SECONDS", "from TERM or INT to KILL")
	OPT(TINI_,     "a", "kill-all",      "",        "end what is left behind")
	OPT(TINI_,     "W", "wait-all",      "",        "wait for what is left behind")
	OPT(TINI_,     "e", "remap",         "A[:B]",   "exit with B or 0 for A")
	OPT(TINI_,     "x", "same-signal",   "",        "die of the program's signal")
	OPT(TINI_,     "d", "chdir",         "",        "work in /")
	OPT(TINI_,     "w", "warn",          "",        "tell of each orphan buried")
	OPT(TINI_,     "D", "diagnose",      "",        "tell how the program ended")
	OPT(TINI_CATA, "P", "pause",         "",        "run nothing, await TERM or INT")
	OPT(TINI_DUMB, "v", "verbose",       "",        "say more")
	OPT(TINI_CATA, "L", "license",       "",        "show the licence")
	OPT(TINI_,     "l", "",              "",        "the same")
	OPT(ALL,       "V", "version",       "",        "show the version")
	OPT(ALL,       "h", "help",          "",        "show this");
/* clang-format on */

/* An entry is known by where it begins; NULL is none. */
static char letter(const char *o)
{
	return o[1];
}

static const char *name(const char *o)
{
	return o + 2;
}

static const char *operand(const char *o)
{
	return fmt_nth(o + 2, 1);
}

static const char *help(const char *o)
{
	return fmt_nth(o + 2, 2);
}

/* The option behind o that our persona knows, or NULL. */
static const char *next(enum persona persona, const char *o)
{
	do
		o = o ? fmt_nth(o, 3) : table;
	while (*o && !(*o & persona));
	return *o ? o : NULL;
}

static void put(int fd, const char *s)
{
	sys_write(fd, s, strlen(s));
}

static COLD void usage(int fd, enum persona persona)
{
	char line[128];

	put(fd, "usage: init [OPTION ...] [--] PROGRAM [ARGUMENT ...]\n");
	for (const char *o = NULL; (o = next(persona, o));) {
		fmt(line, sizeof line, "  -%c%s%s %s\n\t%s\n", letter(o),
			*name(o) ? ", --" : "", name(o), operand(o), help(o));
		put(fd, line);
	}
}

static _Noreturn void misuse(const struct job *p, const char *word, const char *why)
{
	who.prefix = p->prefix;
	warn(0, "%s: %s", word, why);
	usage(2, p->persona);
	sys_exit(who.status);
}

/* docker reads ours; dumb-init's and all help but tini's goes where it always went. */
static _Noreturn void show_version(const struct job *p)
{
	if (p->persona == DUMB_INIT)
		put(2, "dumb-init v" VERSION "\n");
	else if (*p->prefix == 'i')
		put(1, "init " VERSION "\n");
	else
		put(1, "tini version " VERSION "_init\n");
	sys_exit(0);
}

static _Noreturn void show_license(void)
{
	put(1, "Copyright (c) 2026 the thimble authors\nMIT License\n");
	sys_exit(0);
}

/* What scanf(3), strtol(3) and atoi(3), which the others read numbers with, pass over. */
static const char *before(const char *s)
{
	while (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		s++;
	return s + (*s == '+');
}

/* One signal of a pair; dumb-init knows no numbers above 31. */
static const char *member(const struct job *p, const char *s, int *sig)
{
	const char *start = s = p->persona == DUMB_INIT ? before(s) : s;

	s = sig_number(s, sig);
	return p->persona == DUMB_INIT && *start <= '9' && *sig > 31 ? NULL : s;
}

/* A:B[,A:B ...]; dumb-init has only one, and reads no further than it must. */
static bool rewrite(struct job *p, const char *s)
{
	int from, to;

	do {
		s = member(p, s, &from);
		if (!s || !from || *s != ':')
			return false;
		s = member(p, s + 1, &to);
		if (!s)
			return false;
		p->sends[from] = to ? to : DROP;
	} while (*s == ',' && s++);
	return !*s || p->persona == DUMB_INIT;
}

static bool remap(struct job *p, const char *s)
{
	unsigned long from, to = 0;

	s = fmt_number(before(s), 255, &from);
	if (s && *s == ':')
		s = fmt_number(s + 1, 255, &to);
	if (!s || *s)
		return false;
	p->says[from] = from ^ to;
	return true;
}

/* Seconds and a fraction; milliseconds are fine enough. */
static bool patience(struct job *p, const char *s)
{
	unsigned long n = 0;

	if (s && *s != '.')
		s = fmt_number(s, 1000000, &n);
	if (!s)
		return false;
	p->patience = n * 1000;
	if (*s == '.' && s[1])
		for (long unit = 100; (unsigned char)(*++s - '0') < 10; unit /= 10)
			p->patience += unit * (*s - '0');
	return !*s;
}

static bool parent_signal(struct job *p, const char *s)
{
	s = sig_number(s, &p->parent_signal);
	return s && !*s && p->parent_signal;
}

/* False if the value is none for it. */
static bool take(struct job *p, char letter, const char *value)
{
	if (letter == 'g' || letter == 'c') {
		p->group = letter == 'g';
		p->session &= letter == 'g';
	} else if (letter == 'r') {
		return rewrite(p, value);
	} else if (letter == 'p') {
		return parent_signal(p, value);
	} else if (letter == 't') {
		return patience(p, value);
	} else if (letter == 'e') {
		return remap(p, value);
	} else if (letter == 'v') {
		p->verbosity++;
	} else if (letter == 'l' || letter == 'L') {
		show_license();
	} else if (letter == 'V') {
		show_version(p);
	} else if (letter == 'h') {
		usage(p->persona == TINI ? 1 : 2, p->persona);
		sys_exit(0);
	}
	p->on[(int)letter] = true;
	return true;
}

static const char *by_letter(const struct job *p, char c)
{
	const char *o = NULL;

	do
		o = next(p->persona, o);
	while (o && letter(o) != c);
	return o;
}

/* dumb-init takes a beginning that only one name has. */
static const char *by_name(const struct job *p, const char *s, size_t len)
{
	const char *found = NULL;
	int n = 0;

	for (const char *o = NULL; (o = next(p->persona, o));)
		if (!strncmp(name(o), s, len)) {
			found = o;
			if (!name(o)[len])
				return len ? o : NULL;
			n++;
		}
	return p->persona == DUMB_INIT && n == 1 ? found : NULL;
}

static void use(struct job *p, const char *word, const char *o, const char *value)
{
	const char *why = NULL;

	if (!o)
		why = "unknown option";
	else if (*operand(o) && !value)
		why = "a value is missing";
	else if (!*operand(o) && value)
		why = "takes no value";
	else if (!take(p, letter(o), value))
		why = p->persona == DUMB_INIT ? "takes A:B, 1 to 31, B also 0" : "no such value";
	if (why)
		misuse(p, word, why);
}

/* --name, --name=value, --name value: the words it took. */
static int use_name(struct job *p, char **argv)
{
	const char *s = argv[0] + 2, *value = s + fmt_until(s, "=");
	const char *o = by_name(p, s, value - s);
	bool apart = !*value && o && *operand(o);

	use(p, argv[0], o, apart ? argv[1] : *value ? value + 1
						    : NULL);
	return 1 + apart;
}

/* -abc, -avalue, -a value: the words it took. */
static int use_letters(struct job *p, char **argv)
{
	for (const char *s = argv[0] + 1; *s; s++) {
		char word[] = {'-', *s, 0};
		const char *o = by_letter(p, *s);

		if (o && *operand(o)) {
			use(p, word, o, s[1] ? s + 1 : argv[1]);
			return s[1] ? 1 : 2;
		}
		use(p, word, o, NULL);
	}
	return 1;
}

/* Never beyond the first word that is no option, whatever getopt(3) does. */
static char **parse(struct job *p, char **argv)
{
	while (*argv && argv[0][0] == '-' && argv[0][1]) {
		if (!strcmp(*argv, "--"))
			return argv + 1;
		argv += argv[0][1] == '-' ? use_name(p, argv) : use_letters(p, argv);
	}
	return argv;
}

static bool is(char **envp, const char *name, const char *value)
{
	const char *s = exec_getenv(envp, name);

	return s && !strcmp(s, value);
}

/* What the name we were started under, or the environment, asks for first. */
static void begin(struct job *p, const char *path)
{
	const char *last = strrchr(path, '/');
	size_t len;

	path = last ? last + 1 : path;
	path += *path == '-';
	len = strlen(path);
	p->persona = TINI;
	p->prefix = personas + 1;
	for (const char *s = personas; *s; s = fmt_nth(s, 1)) {
		const char *name = s + 1 + (s[1] == '[');

		if (!strncmp(name, path, len) && (name[len] == ':' || name[len] == ']')) {
			p->prefix = s + 1;
			p->persona = *s & ~PAUSES;
			p->on[PAUSE] = *s & PAUSES;
		}
	}
	p->verbosity = 1;
	p->patience = -1;

	if (p->persona == TINI) {
		p->group = exec_getenv(p->envp, "TINI_KILL_PROCESS_GROUP");
		p->on[SUBREAPER] = exec_getenv(p->envp, "TINI_SUBREAPER");
	} else {
		p->on[CHDIR] = true;
		p->group = p->session = p->persona == DUMB_INIT;
		p->on[SUBREAPER] = !p->session;
	}
}

/* What the environment has the last word on, and what follows from all of it. */
static void settle(struct job *p)
{
	const char *s;
	unsigned long n;

	if (p->persona == TINI) {
		s = exec_getenv(p->envp, "TINI_VERBOSITY");
		if (s)
			p->verbosity = fmt_int(before(s), &n) ? n : 0;
		/* Where getopt(3) permutes, the `--' of PROGRAM -- ARGUMENT was its own. */
		if (*p->argv && p->argv[1] && !strcmp(p->argv[1], "--") &&
			exec_getenv(p->envp, "TINI_COMPAT_PERMUTE")) {
			p->argv[1] = p->argv[0];
			p->argv++;
		}
	} else if (p->persona == DUMB_INIT) {
		if (p->verbosity > 1 || is(p->envp, "DUMB_INIT_DEBUG", "1"))
			p->verbosity = 3;
		if (is(p->envp, "DUMB_INIT_SETSID", "0"))
			p->session = p->group = false;
		/* Nobody could continue what stops in a session without a shell, so the
		 * kernel lets these stop nothing there. */
		for (const char *stop = "\024\025\026"; p->session && *stop; stop++)
			if (!p->sends[(int)*stop])
				p->sends[(int)*stop] = SIGSTOP;
	} else if (exec_getenv(p->envp, "CATATONIT_DEBUG")) {
		p->verbosity = 3;
	}
	/* Orphans that went elsewhere could be neither ended nor waited for. */
	if (p->on[KILL_ALL] || p->on[WAIT_ALL] || p->patience >= 0)
		p->on[SUBREAPER] = true;
}

void opt_read(struct job *p, char **argv)
{
	begin(p, argv[0]);
	p->argv = parse(p, argv + 1);
	settle(p);
	if (!*p->argv && !p->on[PAUSE]) {
		usage(2, p->persona);
		sys_exit(who.status);
	}
}
