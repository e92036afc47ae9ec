/* SPDX-License-Identifier: MIT */
/* The command line: options.def as C. */
#include "sandbox.h"
#include "packed.h"

unsigned parse_operand(const char **s)
{
	static const char initials[] = "SRTILDPVHWCFNO";
	enum { S = offsetof(struct op, src),
		D = offsetof(struct op, dest),
		W = offsetof(struct op, work),
		F = offsetof(struct op, fd),
		P = offsetof(struct op, perms) };
	static const char where[] = {S, S, S, S, S, D, D, D, D, W, W, F, F, P};
	const char *start = *s;

	*s += fmt_until(start, " ");
	*s += **s == ' ';
	return *start ? where[strchr(initials, *start) - initials] : 0;
}

/* What is packed stands at the room's end until it is read, and so cannot be overtaken. */
static APART void unpair(char *to, size_t room, const char *paired, size_t n)
{
	static const signed char pairs[] = PAIRS;
	signed char *out = (signed char *)to, *end = out + room, *in = end - n, c;
	const signed char *pair;

	memcpy(in, paired, n);
	for (; out < end; *out++ = c)
		for (c = *in++; c && c < ' '; c = *pair) {
			pair = pairs + 256 + 2 * c;
			*--in = pair[1];
		}
}

const char *parse_rows(unsigned n)
{
	static char rows[ROWS_ROOM];
	const char *s = rows;

	if (!*rows)
		unpair(rows, sizeof rows, ROWS, sizeof ROWS - 1);
	for (; n--; s++)
		while (*s)
			s = fmt_nth(s, 1);
	return s;
}

static const unsigned char takes[] = {
#define GROUP(title) TAKE_title,
#define OPT(name, operands, take, arg, help) TAKE_##take,
	OPTIONS};

static const uint16_t args[] = {
#undef GROUP
#undef OPT
#define GROUP(title) 0,
#define OPT(name, operands, take, arg, help) arg,
	OPTIONS};

#define POINTER(name) [TAKE_##name] = take_##name,
static void (*const take[])(struct plan *, const struct option *, char **) = {TAKES(POINTER)};

void parse_take(struct plan *p, const struct option *o, char **operand)
{
	take[o->take](p, o, operand);
}

bool parse_next(struct option *o)
{
	static char texts[PAIRED_ROOM];
	unsigned i = 0;
	const char *s = texts;

	if (o->name) {
		i = o->i + 1;
		s = fmt_nth(o->operands, 1);
	} else if (!texts[2]) /* the first is a title: no name, no operands */
		unpair(texts, sizeof texts, PAIRED, sizeof PAIRED - 1);
	if (i == countof(takes))
		return false;
	o->name = s;
	o->operands = fmt_nth(s, 1);
	o->take = takes[i];
	o->arg = args[i];
	o->i = i;
	return true;
}

void take_help(struct plan *p, const struct option *unused, char **v)
{
	struct option o = {.i = 0};
	const char *help = unpack()->text;
	char s[2 * TEXT_ROOM];
	size_t n;

	(void)unused, (void)v;
	n = fmt(s, sizeof s, "usage: %s [OPTION ...] [--] [COMMAND [ARGUMENT ...]]\n",
		p->argv[0]);
	sys_write(1, s, n);
	for (; parse_next(&o); help += strlen(help) + 1) {
		n = fmt(s, sizeof s, o.take ? "  --%s %s\n\t%s\n" : "%s%s\n%s:\n", o.name, o.operands, help);
		if (sys_write(1, s, n) < 0)
			sys_exit(who.status);
	}
	sys_exit(0);
}

/* Into *o what is called name; false if nothing is. */
bool parse_find(struct option *o, const char *name)
{
	o->name = NULL;
	while (parse_next(o))
		if (o->take && !strcmp(o->name, name))
			return true;
	return false;
}

/* The operands' names are also their number, or they are all words up to a semicolon. */
int parse_arity(const struct option *o, char **argv)
{
	int n = *o->operands != 0;

	if (strchr(o->operands, ';'))
		while (argv[n] && strcmp(argv[n], ";") != 0)
			n++;
	else
		for (const char *s = o->operands; *s; s++)
			n += *s == ' ';
	return n;
}

/* -m and the like, as unshare(1) and nsenter(1) have them: the flag of a namespace; or 0. */
static unsigned short_option(const char *word)
{
	static const char letters[] = "UmpniuCT";
	const char *s = word[1] ? strchr(letters, word[1]) : NULL;

	return s && *s && !word[2] ? ns_table[s - letters].flag : 0;
}

/* Options to the first word that is none, or behind a --: that word's place. */
char **parse_words(struct plan *p, char **argv, bool nested)
{
	for (; *argv && **argv == '-'; argv++) {
		struct option o;
		int n;
		unsigned letter;

		if (!strcmp(*argv, "--"))
			return argv + 1;
		if (!strcmp(*argv, "-r")) {
			p->uid = p->gid = 0;
			continue;
		}
		if ((letter = short_option(*argv))) {
			*(p->enter.target ? &p->enter.kinds : &p->unshare) |= letter;
			continue;
		}
		if (argv[0][1] != '-' || !parse_find(&o, *argv + 2))
			die(0, "no such option: %s (see --help)", *argv);
		n = parse_arity(&o, argv);
		for (int i = 1; i <= n; i++)
			if (!argv[i])
				die(0, "--%s takes %s", o.name, o.operands);
		if (nested && o.take == TAKE_args)
			die(0, "--args within --args");
		parse_take(p, &o, argv + 1);
		argv += n;
	}
	return argv;
}

void parse_room(struct plan *p, size_t words, char **env)
{
	enum { DEFAULTS = 24 }; /* what check may put in front, and PWD */
	size_t had = (char *)p->end - (char *)p->ops, more, nenv = 0, size, first;
	char *room = p->room;

	p->words += words;
	more = p->words + DEFAULTS;
	while (env[nenv])
		nenv++;
	/* The ops come last, as few of that many words are any. */
	first = data_aligned((nenv + more) * sizeof *env);
	size = first + had + more * sizeof *p->ops;
	if (size > p->free) {
		room = data_room(size);
	} else {
		p->room += size;
		p->free -= size;
	}
	p->env = memcpy(room, env, (nenv + 1) * sizeof *env);
	room += first;
	p->ops = had ? memcpy(room, p->ops, had) : (void *)room;
	p->end = (void *)(room + had);
}

void parse(struct plan *p, int argc, char **argv, char **envp)
{
	const char *name;

	if (!argv[0])
		die(0, "started without a name");
	while (argv[1] && argv[2] && !strcmp(argv[1], "--as")) {
		memset(argv[0], 0, argv[2] - argv[0]);
		argv = p->argv += 2;
	}
	name = strrchr(argv[0], '/');
	name = name ? name + 1 : argv[0];
	if (!strcmp(name, "bwrap"))
		take_bwrap(p);
	if (!strcmp(name, "lsns")) {
		who.prefix = "lsns: ";
		list_show(p, argv);
	}
	parse_room(p, argc, envp);
	if (!strcmp(name, "unshare") || !strcmp(name, "nsenter"))
		tools_run(p, name);
	p->command = parse_words(p, argv + 1, false);
	if (((p->perms != NONE || p->size) && !p->compat) || p->idmap || p->noexec ||
		take_layers(p))
		die(0, "a modifier or --overlay-src at the end is for nothing");
}
