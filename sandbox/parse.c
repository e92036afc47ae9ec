/* SPDX-License-Identifier: MIT */
/* The command line: options.def as C. */
#include "sandbox.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

struct option {
	const char *name, *operands, *help;
	void (*take)(struct plan *, const struct option *, char **operand);
	size_t arg; /* for take: where in the plan, or which flags */
};

static void take_help(struct plan *, const struct option *, char **);
static void take_args(struct plan *, const struct option *, char **);

static void take_version(struct plan *p, const struct option *o, char **v)
{
	static const char ours[] = "sandbox (thimble) " VERSION "\n";
	static const char theirs[] = "bubblewrap 0.13.1\n";

	(void)o, (void)v;
	/* Callers look for features by this line. */
	if (p->compat)
		sys_write(1, theirs, sizeof theirs - 1);
	sys_write(1, ours, sizeof ours - 1);
	sys_exit(0);
}

/* bubblewrap's own failures have exit status 1. */
static void take_compat(struct plan *p, const struct option *o, char **v)
{
	(void)o, (void)v;
	p->compat = true;
	who = (struct who){"bwrap: ", 1};
}

static void take_string(struct plan *p, const struct option *o, char **v)
{
	*(const char **)((char *)p + o->arg) = v[0];
}

static void take_flag(struct plan *p, const struct option *o, char **v)
{
	(void)v;
	*(bool *)((char *)p + o->arg) = true;
}

static unsigned long number(const struct option *o, const char *s, unsigned long max)
{
	unsigned long n;
	const char *end = fmt_number(s, 10, max, &n);

	if (!end || *end)
		die(0, "--%s %s: %s is a number from 0 to %zu", o->name, s, o->operands, (size_t)max);
	return n;
}

static void take_id(struct plan *p, const struct option *o, char **v)
{
	*(long *)((char *)p + o->arg) = number(o, v[0], INT_MAX);
}

static void take_unshare(struct plan *p, const struct option *o, char **v)
{
	(void)v;
	p->unshare |= o->arg;
}

static void take_unshare_try(struct plan *p, const struct option *o, char **v)
{
	(void)v;
	p->unshare_try |= o->arg;
}

static void take_unshare_all(struct plan *p, const struct option *o, char **v)
{
	(void)o, (void)v;
	p->all = NS_ALL;
}

static void take_share(struct plan *p, const struct option *o, char **v)
{
	(void)v;
	p->share |= o->arg;
}

/* There is room for as many ops as there are words. */
static void add(struct plan *p, struct op op)
{
	if (!op.dest[0] || (op.src && !op.src[0]))
		die(0, "a path is empty");
	p->ops[p->nops++] = op;
}

static void take_bind(struct plan *p, const struct option *o, char **v)
{
	add(p, (struct op){OP_BIND, .src = v[0], .dest = v[1], .attr = o->arg});
}

static void take_bind_try(struct plan *p, const struct option *o, char **v)
{
	add(p, (struct op){OP_BIND, .src = v[0], .dest = v[1], .attr = o->arg, .may_lack = true});
}

static void take_place(struct plan *p, const struct option *o, char **v)
{
	add(p, (struct op){OP_BIND, .src = v[0], .dest = v[0], .attr = o->arg, .in_place = true});
}

static void take_dest(struct plan *p, const struct option *o, char **v)
{
	add(p, (struct op){o->arg, .dest = v[0]});
}

static void take_symlink(struct plan *p, const struct option *o, char **v)
{
	(void)o;
	add(p, (struct op){OP_SYMLINK, .src = v[0], .dest = v[1]});
}

static char **find_variable(char **env, const char *name)
{
	size_t len = strlen(name);

	while (*env && (strncmp(*env, name, len) || (*env)[len] != '='))
		env++;
	return env;
}

static void check_variable(const struct option *o, const char *name)
{
	if (!*name || strchr(name, '='))
		die(0, "--%s: no name for a variable: %s", o->name, name);
}

static void take_setenv(struct plan *p, const struct option *o, char **v)
{
	char **place;

	check_variable(o, v[0]);
	place = find_variable(p->env, v[0]);
	if (!*place)
		place[1] = NULL;
	*place = v[0];
	if (v[1] != v[0] + strlen(v[0]) + 1)
		die(0, "--setenv: the words of the command line are not in one piece");
	/* The words lie one behind the other: in the place of the NUL between them
	 * a = makes both what environ(7) wants. */
	v[0][strlen(v[0])] = '=';
}

static void take_unsetenv(struct plan *p, const struct option *o, char **v)
{
	char **place;

	check_variable(o, v[0]);
	place = find_variable(p->env, v[0]);
	for (; *place; place++)
		place[0] = place[1];
}

static void take_clearenv(struct plan *p, const struct option *o, char **v)
{
	char *pwd = *find_variable(p->env, "PWD");

	(void)o, (void)v;
	p->env[0] = pwd;
	p->env[1] = NULL;
}

static const struct option options[] = {
#define GROUP(title) {.help = title},
#define OPT(name, operands, take, arg, help) {name, operands, help, take_##take, arg},
#include "options.def"
};

static void take_help(struct plan *p, const struct option *o, char **v)
{
	char s[256];
	size_t n;

	(void)p, (void)v;
	n = fmt(s, sizeof s, "usage: sandbox [OPTION ...] [--] [COMMAND [ARGUMENT ...]]\n");
	sys_write(1, s, n);
	for (o = options; o < options + countof(options); o++) {
		if (o->name)
			n = fmt(s, sizeof s, "  --%s %s\n\t%s\n", o->name, o->operands, o->help);
		else
			n = fmt(s, sizeof s, "\n%s:\n", o->help);
		if (sys_write(1, s, n) < 0)
			sys_exit(who.status);
	}
	sys_exit(0);
}

static const struct option *find(const char *name)
{
	for (const struct option *o = options; o < options + countof(options); o++)
		if (o->name && !strcmp(o->name, name))
			return o;
	return NULL;
}

/* The operands' names are also their number. */
static int arity(const struct option *o)
{
	int n = *o->operands != 0;

	for (const char *s = o->operands; *s; s++)
		n += *s == ' ';
	return n;
}

/* Options to the first word that is none, or behind a --: that word's place. */
static char **take_all(struct plan *p, char **argv, bool nested)
{
	for (; *argv && **argv == '-'; argv++) {
		const struct option *o = argv[0][1] == '-' ? find(*argv + 2) : NULL;

		if (!strcmp(*argv, "--"))
			return argv + 1;
		if (!o)
			die(0, "no such option: %s (see --help)", *argv);
		for (int i = 1; i <= arity(o); i++)
			if (!argv[i])
				die(0, "--%s takes %s", o->name, o->operands);
		if (nested && o->take == take_args)
			die(0, "--args within --args");
		o->take(p, o, argv + 1);
		argv += arity(o);
	}
	return argv;
}

/* Room for ops and environment of so many more words; what is there moves there. */
static void make_room(struct plan *p, size_t words, char **env)
{
	enum { DEFAULTS = 24 }; /* what check may put in front, and PWD */
	size_t nops = p->nops + words + DEFAULTS, nenv = 0;
	char *room;

	while (env[nenv])
		nenv++;
	room = sys_map(nops * sizeof *p->ops + (nenv + words + DEFAULTS) * sizeof *env);
	if ((uintptr_t)room > -4096UL)
		die((int)(intptr_t)room, "mmap for %zu words", words);
	p->env = memcpy(room + nops * sizeof *p->ops, env, (nenv + 1) * sizeof *env);
	p->ops = p->nops ? memcpy(room, p->ops, p->nops * sizeof *p->ops) : (void *)room;
}

/* All that fd gives, to its end, and its length. */
static char *read_all(const struct option *o, int fd, size_t *len)
{
	size_t size = 0, n = 0;
	char *buf = NULL, *more;
	long r;

	do {
		if (size - n < 2) {
			more = sys_map(size ? size * 4 : 16384);
			if ((uintptr_t)more > -4096UL)
				die((int)(intptr_t)more, "mmap for --%s", o->name);
			if (n)
				memcpy(more, buf, n);
			buf = more;
			size = size ? size * 4 : 16384;
		}
		r = sys_read(fd, buf + n, size - n - 1);
		if (r > 0)
			n += r;
	} while (r > 0 || r == -EINTR);
	if (r < 0)
		die(r, "read --%s %d", o->name, fd);
	sys_close(fd);
	buf[n] = 0;
	*len = n;
	return buf;
}

static void take_args(struct plan *p, const struct option *o, char **v)
{
	enum { MOST = 9000 }; /* as many as bubblewrap takes */
	size_t len, words = 0;
	char *buf = read_all(o, number(o, v[0], INT_MAX), &len), **argv;

	for (size_t i = 0; i < len; i += strlen(buf + i) + 1)
		words++;
	if (words > MOST)
		die(0, "--args: %zu words are too many", words);
	argv = sys_map((words + 1) * sizeof *argv);
	if ((uintptr_t)argv > -4096UL)
		die((int)(intptr_t)argv, "mmap for --args");
	p->words += words;
	make_room(p, p->words, p->env);
	words = 0;
	for (size_t i = 0; i < len; i += strlen(buf + i) + 1)
		argv[words++] = buf + i;
	take_all(p, argv, true);
}

char **parse(struct plan *p, int argc, char **argv, char **envp)
{
	const char *name;

	if (!argv[0])
		die(0, "started without a name");
	name = strrchr(argv[0], '/');
	if (!strcmp(name ? name + 1 : argv[0], "bwrap"))
		take_compat(p, NULL, NULL);
	p->words = argc;
	make_room(p, p->words, envp);
	p->command = take_all(p, argv + 1, false);
	return p->command;
}
