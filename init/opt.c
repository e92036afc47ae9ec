/* SPDX-License-Identifier: MIT */
/* The words of tini, dumb-init and catatonit, and ours: one table for parser and help. */
#include "init.h"

static const struct {
	const char *name, *prefix;
	enum persona persona;
} names[] = {
	{"tini", "tini: ", TINI},
	{"tini-static", "tini: ", TINI},
	{"docker-init", "docker-init: ", TINI},
	{"podman-init", "podman-init: ", TINI},
	{"dumb-init", "[dumb-init] ", DUMB_INIT},
	{"catatonit", "catatonit: ", CATATONIT},
	{"pause", "pause: ", CATATONIT},
};

/*
 * Who knows it, its letter, its long name, what it takes, what it does: strings
 * in a row, as pointers to them would be a third of the table.
 */
#define ALL "\7"
#define TINI_ "\1"
#define TINI_DUMB "\3"
#define TINI_CATA "\5"
#define OPT(knows, letter, name, operand, help) knows letter name "\0" operand "\0" help "\0"

/* clang-format off */
static const char table[] =
	OPT(TINI_CATA, "g", "group", "", "signals go to the program's group")
	OPT(TINI_DUMB, "c", "single-child", "", "signals go to the program alone")
	OPT(TINI_DUMB, "r", "rewrite", "A:B", "send signal B for A; 0 for none")
	OPT(TINI_, "s", "subreaper", "", "adopt orphans")
	OPT(TINI_, "p", "parent-signal", "SIGNAL", "to pass on as our parent dies")
	OPT(TINI_, "t", "kill-timeout", "SECONDS", "kill all so long after TERM or INT")
	OPT(TINI_, "a", "kill-all", "", "end what is left in the end")
	OPT(TINI_, "W", "wait-all", "", "wait for what is left in the end")
	OPT(TINI_, "e", "remap", "A[:B]", "exit with B or 0 for A")
	OPT(TINI_, "x", "same-signal", "", "die of the program's signal")
	OPT(TINI_, "d", "chdir", "", "work in /")
	OPT(TINI_, "w", "warn", "", "tell of each orphan buried")
	OPT(TINI_, "D", "diagnose", "", "tell how the program ended")
	OPT(TINI_CATA, "P", "pause", "", "run nothing, await TERM or INT")
	OPT(TINI_DUMB, "v", "verbose", "", "say more")
	OPT(TINI_CATA, "L", "license", "", "show the licence")
	OPT(TINI_, "l", "", "", "the same")
	OPT(ALL, "V", "version", "", "show the version")
	OPT(ALL, "h", "help", "", "show this");
/* clang-format on */

struct option {
	char knows, letter;
	const char *name, *operand, *help;
};

/* The next option that our persona knows, from *s on; false at the end. */
static bool next(enum persona persona, const char **s, struct option *o)
{
	do {
		o->knows = *(*s)++;
		if (!o->knows)
			return false;
		o->letter = *(*s)++;
		o->name = *s;
		o->operand = o->name + strlen(o->name) + 1;
		o->help = o->operand + strlen(o->operand) + 1;
		*s = o->help + strlen(o->help) + 1;
	} while (!(o->knows & persona));
	return true;
}

static void put(int fd, const char *s)
{
	sys_write(fd, s, strlen(s));
}

static void usage(int fd, enum persona persona)
{
	struct option o;
	char line[128];

	put(fd, "usage: init [OPTION ...] [--] PROGRAM [ARGUMENT ...]\n");
	for (const char *s = table; next(persona, &s, &o);) {
		fmt(line, sizeof line, "  -%c%s%s %s\n\t%s\n", o.letter,
			*o.name ? ", --" : "", o.name, o.operand, o.help);
		put(fd, line);
	}
}

static _Noreturn void misuse(const struct job *p, const char *word, const char *why)
{
	warn(0, "%s: %s", word, why);
	usage(2, p->persona);
	sys_exit(who.status);
}

/* docker reads ours; dumb-init's and all help but tini's goes where it always went. */
static _Noreturn void show_version(const struct job *p)
{
	if (p->persona == DUMB_INIT)
		put(2, "dumb-init v" VERSION "\n");
	else if (*who.prefix == 'i')
		put(1, "init " VERSION "\n");
	else
		put(1, "tini version " VERSION "_init\n");
	sys_exit(0);
}

static _Noreturn void show_license(void)
{
	put(1, "Copyright (c) 2026 the thimble authors\nSPDX-License-Identifier: MIT\n");
	sys_exit(0);
}

static const char *blanks(const char *s)
{
	while (*s && strchr(" \t\n\v\f\r", *s))
		s++;
	return s;
}

/* One signal of a pair; dumb-init knows no numbers above 31. */
static const char *member(const struct job *p, const char *s, int *sig)
{
	const char *start = s = p->persona == DUMB_INIT ? blanks(s) : s;

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

	s = fmt_number(blanks(s), 10, 255, &from);
	if (s && *s == ':')
		s = fmt_number(s + 1, 10, 255, &to);
	if (!s || *s)
		return false;
	p->says[from] = to;
	return true;
}

/* Seconds and a fraction; milliseconds are fine enough. */
static bool patience(struct job *p, const char *s)
{
	unsigned long n = 0;

	if (s && *s != '.')
		s = fmt_number(s, 10, 1000000, &n);
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

static bool by_letter(const struct job *p, char letter, struct option *o)
{
	for (const char *s = table; next(p->persona, &s, o);)
		if (o->letter == letter)
			return true;
	return false;
}

/* dumb-init takes a beginning that only one name has. */
static bool by_name(const struct job *p, const char *name, size_t len, struct option *found)
{
	struct option o;
	int n = 0;

	for (const char *s = table; next(p->persona, &s, &o);)
		if (!strncmp(o.name, name, len)) {
			*found = o;
			if (!o.name[len])
				return len > 0;
			n++;
		}
	return p->persona == DUMB_INIT && n == 1;
}

static void use(struct job *p, const char *word, const struct option *o, const char *value)
{
	if (*o->operand && !value)
		misuse(p, word, "a value is missing");
	if (!*o->operand && value)
		misuse(p, word, "takes no value");
	if (!take(p, o->letter, value))
		misuse(p, word, p->persona == DUMB_INIT ? "takes A:B of 1 to 31, or 0 for B" : "no such value");
}

/* --name, --name=value, --name value: the words it took. */
static int use_name(struct job *p, char **argv)
{
	const char *name = argv[0] + 2, *value = strchr(name, '=');
	struct option o;
	int n = 1;

	if (!by_name(p, name, value ? (size_t)(value - name) : strlen(name), &o))
		misuse(p, argv[0], "unknown option");
	if (value)
		value++;
	else if (*o.operand) {
		value = argv[1];
		n = 2;
	}
	use(p, argv[0], &o, value);
	return n;
}

/* -abc, -avalue, -a value: the words it took. */
static int use_letters(struct job *p, char **argv)
{
	struct option o;

	for (const char *s = argv[0] + 1; *s; s++) {
		char word[] = {'-', *s, 0};

		if (!by_letter(p, *s, &o))
			misuse(p, word, "unknown option");
		if (*o.operand) {
			use(p, word, &o, s[1] ? s + 1 : argv[1]);
			return s[1] ? 1 : 2;
		}
		take(p, o.letter, NULL);
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

	return s && (!value || !strcmp(s, value));
}

/* What the name we were started under, or the environment, asks for first. */
static void begin(struct job *p, const char *name)
{
	const char *last = strrchr(name, '/');

	name = last ? last + 1 : name;
	name += *name == '-';
	p->persona = TINI;
	for (size_t i = 0; i < countof(names); i++)
		if (!strcmp(name, names[i].name)) {
			who.prefix = names[i].prefix;
			p->persona = names[i].persona;
		}
	p->on[PAUSE] = !strcmp(name, "pause");
	p->verbosity = 1;
	p->patience = -1;
	for (size_t i = 0; i < countof(p->says); i++)
		p->says[i] = i;

	p->session = p->persona == DUMB_INIT;
	p->group = p->session || (p->persona == TINI && is(p->envp, "TINI_KILL_PROCESS_GROUP", NULL));
	p->on[SUBREAPER] = p->persona == CATATONIT || (p->persona == TINI && is(p->envp, "TINI_SUBREAPER", NULL));
	p->on[CHDIR] = p->persona != TINI;
}

/* What the environment has the last word on, and what follows from all of it. */
static void settle(struct job *p)
{
	const char *s = exec_getenv(p->envp, "TINI_VERBOSITY");
	unsigned long n;

	if (p->persona == TINI && s)
		p->verbosity = fmt_number(s, 10, INT_MAX, &n) ? n : 0;
	if (p->persona == DUMB_INIT) {
		if (p->verbosity > 1 || is(p->envp, "DUMB_INIT_DEBUG", "1"))
			p->verbosity = 3;
		if (is(p->envp, "DUMB_INIT_SETSID", "0"))
			p->session = p->group = false;
		/* Nobody could continue what stops in a session without a shell, so the
		 * kernel lets these stop nothing there. */
		for (const char *stop = "\024\025\026"; p->session && *stop; stop++)
			if (!p->sends[(int)*stop])
				p->sends[(int)*stop] = SIGSTOP;
	}
	if (p->persona == CATATONIT && is(p->envp, "CATATONIT_DEBUG", NULL))
		p->verbosity = 3;
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
