/* SPDX-License-Identifier: MIT */
/* The command line: options.def as C. */
#include "sandbox.h"
#include "packed.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

#define DECLARE(name) static void take_##name(struct plan *, const struct option *, char **operand);
TAKES(DECLARE)

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
static void be_bwrap(struct plan *p)
{
	p->compat = true;
	who.prefix = "bwrap: ";
	who.status = 1;
}

static void take_compat(struct plan *p, const struct option *o, char **v)
{
	(void)o, (void)v;
	be_bwrap(p);
}

static void take_check(struct plan *p, const struct option *o, char **v)
{
	(void)o;
	sys_exit(survey(p, v[0] && !strcmp(v[0], "--json")));
}

static void take_level_prefix(struct plan *p, const struct option *o, char **v)
{
	(void)p, (void)o, (void)v;
	who.levels = true;
}

static void take_list(struct plan *p, const struct option *o, char **v)
{
	if (v - 2 != p->argv)
		die(0, "--%s must be the first word", o->name);
	list_show(p, v - 1);
}

static void take_argv0(struct plan *p, const struct option *o, char **v)
{
	if (p->argv0)
		die(0, "--%s is given more than once", o->name);
	p->argv0 = v[0];
}

/* Of what can only be one the last counts. */
static void again(const struct option *o)
{
	warn(0, "--%s is given more than once: the last counts", o->name);
}

static void take_string(struct plan *p, const struct option *o, char **v)
{
	const char **s = (void *)((char *)p + o->arg);

	if (*s)
		again(o);
	*s = v[0];
}

/* A whole number, maybe negative: for the kernel to read. */
static void take_integer(struct plan *p, const struct option *o, char **v)
{
	unsigned long n;
	const char *end = fmt_number(v[0] + (*v[0] == '-'), LONG_MAX, &n);

	if (!end || *end)
		die(0, "--%s %s: a whole number is needed", o->name, v[0]);
	take_string(p, o, v);
}

static void take_flag(struct plan *p, const struct option *o, char **v)
{
	(void)v;
	*(bool *)((char *)p + o->arg) = true;
}

static unsigned long ranged(const struct option *o, const char *s, unsigned base, unsigned long min,
	unsigned long max)
{
	unsigned long n = 0;
	const char *end;
	char operand[16];

	/* As strtol(3) does for bubblewrap. */
	while (*s == ' ')
		s++;
	end = fmt_based(s + (*s == '+'), base, max, &n);

	fmt(operand, fmt_until(o->operands, " ") + 1, "%s", o->operands);
	if ((!end || *end) && base == 8)
		die(0, "--%s %s: %s is an octal number from 0 to 7777", o->name, s, operand);
	if (!end || *end || n < min)
		vdie(0, NULL, WORDS("--%s %s: %s is a number from %zu to %zu"),
			(const uintptr_t[]){(uintptr_t)o->name, (uintptr_t)s, (uintptr_t)operand,
				min, max});
	return n;
}

static unsigned number(const struct option *o, const char *s)
{
	return ranged(o, s, 10, 0, INT_MAX);
}

static unsigned mode(const struct option *o, const char *s)
{
	return ranged(o, s, 8, 0, 07777);
}

static void take_ns(struct plan *p, const struct option *o, char **v)
{
	const unsigned bit = 1U << (o->arg & 31);

	(void)v;
	/* Of making and keeping the last counts. */
	p->share &= ~bit;
	*(unsigned *)(void *)((char *)p + (o->arg >> 5)) |= bit;
}

static void take_unshare_all(struct plan *p, const struct option *o, char **v)
{
	(void)o, (void)v;
	p->all = NS_ALL;
	p->share = 0;
}

/* One of the words that the operand is called by. */
static void take_choice(struct plan *p, const struct option *o, char **v)
{
	size_t len = strlen(v[0]);
	const char *s = o->operands;

	while (*s && (strncmp(s, v[0], len) || !len || !strchr("|", s[len])))
		s += fmt_until(s, "|"), s += !!*s;
	if (!*s)
		die(0, "--%s %s: %s is needed", o->name, v[0], o->operands);
	take_string(p, o, v);
}

/* Seconds, to the millisecond, or minutes, hours or days. */
static void take_duration(struct plan *p, const struct option *o, char **v)
{
	static const char units[] = "smhd";
	static const unsigned seconds[] = {1, 60, 3600, 86400};
	int *ms = (void *)((char *)p + o->arg);
	unsigned long n = 0, part = 0, most = INT_MAX / 1000;
	const char *end = *v[0] == '.' ? v[0] : fmt_number(v[0], most, &n), *unit = units;
	unsigned scale = 1000;

	if (end && *end == '.')
		while ((unsigned)(*++end - '0') < 10)
			part += (*end - '0') * (scale /= 10);
	if (end && *end && (unit = strchr(units, *end)))
		end++;
	*ms = 0;
	if (end && unit && n < most / seconds[unit - units])
		*ms = (n * 1000 + part) * seconds[unit - units];
	if (!end || *end || !*ms)
		die(0, "--%s %s: a time is a number of seconds, or of m, h or d", o->name, v[0]);
}

static void take_only(struct plan *p, const struct option *o, char **v)
{
	(void)o;
	p->same_root = true;
	p->only = ns_list(v[0]) | CLONE_NEWNS;
}

static void take_map_root(struct plan *p, const struct option *o, char **v)
{
	if (*o->operands)
		p->uid = number(o, v[0]);
	else
		p->uid = p->gid = 0;
}

static void take_number(struct plan *p, const struct option *o, char **v)
{
	int *n = (void *)((char *)p + o->arg);

	if (*n != NONE)
		again(o);
	*n = number(o, v[0]);
	if (n == &p->json_fd) {
		who.fd = *n;
		who.told = report_error;
	}
}

static void take_perms(struct plan *p, const struct option *o, char **v)
{
	if (p->perms != NONE)
		die(0, "--%s is given twice for one thing", o->name);
	p->perms = mode(o, v[0]);
}

static uint64_t size(const struct option *o, const char *s, uint64_t min)
{
	uint64_t n;
	const char *end = limits_size(s, &n);

	if (!end || *end || n < min)
		die(0, "--%s %s: a number of bytes is needed, or of k, M or G", o->name, s);
	return n;
}

static void take_size(struct plan *p, const struct option *o, char **v)
{
	if (p->size)
		die(0, "--%s is given twice for one thing", o->name);
	p->size = size(o, v[0], 1);
}

/* How many layers the overlay that comes next has. */
static int layers(const struct plan *p)
{
	int n = 0;

	for (const struct op *op = p->end; op-- > p->ops && op->kind == OP_OVERLAY_SRC;)
		n++;
	return n;
}

static bool takes_perms(enum op_kind kind)
{
	return kind == OP_BIND_DATA || kind == OP_TMPFS || kind == OP_DIR || kind == OP_FILE;
}

/* There is room for as many ops as there are words.  Modifiers go to whom they are for. */
static struct op *add(struct plan *p, const struct option *o, const struct op *new)
{
	struct op *op = p->end;
	int n = layers(p);

	if ((new->dest && !new->dest[0]) || (new->src && !new->src[0]))
		die(0, "--%s: a path is empty", o->name);
	/* With a slash behind it a symlink would be followed, and a file not be made. */
	for (size_t len = new->dest ? strlen(new->dest) : 0; len > 1 && new->dest[len - 1] == '/';)
		((char *)(uintptr_t) new->dest)[--len] = 0;
	if (p->perms != NONE && !takes_perms(new->kind))
		die(0, "--perms is not for --%s", o->name);
	if (p->noexec && new->kind > OP_TMPFS)
		die(0, "--noexec is not for --%s", o->name);
	if (p->idmap && new->kind != OP_BIND)
		die(0, "--idmap is not for --%s", o->name);
	if (p->size && new->kind != OP_TMPFS)
		die(0, "--size is only for --tmpfs, not for --%s", o->name);
	if (new->kind >= OP_OVERLAY &&new->kind <= OP_RO_OVERLAY) {
		if (n < 1 + (new->kind == OP_RO_OVERLAY))
			die(0, "--%s needs %d --overlay-src before it", o->name,
				1 + (new->kind == OP_RO_OVERLAY));
	} else if (n && new->kind != OP_OVERLAY_SRC)
		die(0, "--overlay-src must be followed by an overlay, not by --%s", o->name);
	*op = *new;
	if (op->kind != OP_CHMOD)
		op->perms = p->perms;
	op->size = p->size;
	op->idmap = p->idmap;
	op->attr |= p->noexec ? SYS_ATTR_NOEXEC : 0;
	p->perms = NONE;
	p->size = 0;
	p->idmap = p->noexec = false;
	p->end++;
	return op;
}

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

/* For a control group; what the kernel alone can judge it does before anything starts. */
static void check_limit(const struct option *o, const char *s)
{
	enum { MEM = 1,
		SWAP,
		PIDS,
		CPU,
		WEIGHT };
	const unsigned what = o->arg >> 8;

	if (what <= PIDS && (!what || !strcmp(s, "max")))
		return;
	if (what <= SWAP)
		size(o, s, what == MEM);
	else if (what <= WEIGHT)
		ranged(o, s, 10, 1, what == WEIGHT ? 10000 : INT_MAX);
}

/* What is a line of the plan as it is. */
static void take_op(struct plan *p, const struct option *o, char **v)
{
	struct op op = {.kind = o->arg & 0xff, .attr = o->arg >> 8 & 0x3f};
	unsigned at;

	op.may_lack = o->arg & TRY;
	op.in_place = o->arg & HERE;
	if (op.kind == OP_CGROUP)
		check_limit(o, *v);
	for (const char *s = o->operands; (at = parse_operand(&s)); v++) {
		void *field = (char *)&op + at;

		if (field == &op.perms)
			op.perms = mode(o, *v);
		else if (field == &op.fd)
			op.fd = number(o, *v);
		else
			*(const char **)field = *v;
	}
	if (op.in_place)
		op.src = op.dest;
	/* Who enters elsewhere is to have these as well, and no others. */
	if (op.kind == OP_SECCOMP_FILE)
		op.dest = ops_absolute(p, op.dest, data_room(PATH_MAX), PATH_MAX);
	add(p, o, &op);
}

static void take_data(struct plan *p, const struct option *o, char **v)
{
	add(p, o, &(struct op){
			  .kind = OP_BIND_DATA,
			  .fd = NONE,
			  .src = v[0],
			  .dest = v[1],
			  .attr = o->arg,
		  });
}

const char parse_resolv[] = "/etc/resolv.conf";

static void take_resolv_conf(struct plan *p, const struct option *o, char **v)
{
	add(p, o, &(struct op){.kind = OP_BIND, .src = v[0], .dest = parse_resolv, .attr = LOCKED});
}

static void take_root_dir(struct plan *p, const struct option *o, char **v)
{
	if (!*v[0])
		die(0, "--%s: a path is empty", o->name);
	if (p->root_dir)
		again(o);
	p->root_dir = v[0];
	p->root_attr = o->arg;
}

/* One filter, or any number of them: not both. */
static void take_seccomp(struct plan *p, const struct option *o, char **v)
{
	bool one = o->arg;
	struct op *op;

	for (op = p->ops; op < p->end; op++) {
		if (op->kind != OP_SECCOMP)
			continue;
		if (op->may_lack != one)
			die(0, "--seccomp and --add-seccomp-fd exclude each other");
		if (one) {
			again(o);
			op->fd = number(o, v[0]);
			return;
		}
	}
	op = add(p, o, &(struct op){.kind = OP_SECCOMP, .fd = number(o, v[0])});
	op->may_lack = one;
}

/* The last word counts of each. */
static void take_cap(struct plan *p, const struct option *o, char **v)
{
	uint64_t caps = caps_named(v[0]);

	if (!caps)
		die(0, "--%s %s: no such capability", o->name, v[0]);
	p->cap_add &= ~caps;
	p->cap_drop &= ~caps;
	*(uint64_t *)(void *)((char *)p + o->arg) |= caps;
}

static void take_variable(struct plan *p, const struct option *o, char **v)
{
	char *end = v[0] + strlen(v[0]);

	if (!*v[0] || strchr(v[0], '='))
		die(0, "--%s: no name for a variable: %s", o->name, v[0]);
	if (o->arg == OP_SETENV) {
		if (v[1] != end + 1)
			die(0, "--setenv: the words of the command line are not in one piece");
		/* The words lie one behind the other: in the place of the NUL between them
		 * a = makes both what environ(7) wants. */
		*end = '=';
	}
	add(p, o, &(struct op){.kind = o->arg, .src = v[0]});
}

static void take_enter(struct plan *p, const struct option *o, char **v)
{
	if (v != p->argv + 2)
		die(0, "--%s must be the first word", o->name);
	enter_find(p, v[0], v[1] && !strcmp(v[1], "--raw"));
}

static void take_manage(struct plan *p, const struct option *o, char **v)
{
	if (v != p->argv + 2 || v[*o->operands != 0])
		die(0, "--%s %s must be alone", o->name, o->operands);
	if (o->arg)
		sys_exit(netns_do(o->arg, v[0]));
	sys_exit(*o->name == 'd' ? keep_drop(v[0]) : name_manage(p, o->name, v[0]));
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

static void take_help(struct plan *p, const struct option *unused, char **v)
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
static bool find(struct option *o, const char *name)
{
	o->name = NULL;
	while (parse_next(o))
		if (o->take && !strcmp(o->name, name))
			return true;
	return false;
}

/* The operands' names are also their number, or they are all words up to a semicolon. */
static int arity(const struct option *o, char **argv)
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
static char **take_all(struct plan *p, char **argv, bool nested)
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
		if (argv[0][1] != '-' || !find(&o, *argv + 2))
			die(0, "no such option: %s (see --help)", *argv);
		n = arity(&o, argv);
		for (int i = 1; i <= n; i++)
			if (!argv[i])
				die(0, "--%s takes %s", o.name, o.operands);
		if (nested && o.take == TAKE_args)
			die(0, "--args within --args");
		take[o.take](p, &o, argv + 1);
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

/* Options that are separated by NUL, as --args has them. */
static void take_words(struct plan *p, char *buf, size_t len)
{
	enum { MOST = 9000 }; /* as many as bubblewrap takes */
	size_t words = 0;
	char **argv;

	for (size_t i = 0; i < len; i += strlen(buf + i) + 1)
		words++;
	if (words > MOST)
		die(0, "--args: %zu words are too many", words);
	argv = data_room((words + 1) * sizeof *argv);
	parse_room(p, words, p->env);
	words = 0;
	for (size_t i = 0; i < len; i += strlen(buf + i) + 1)
		argv[words++] = buf + i;
	take_all(p, argv, true);
}

static void take_args(struct plan *p, const struct option *o, char **v)
{
	size_t len;
	int fd = number(o, v[0]);
	char *buf = data_read("--args", fd, &len);

	sys_close(fd);
	take_words(p, buf, len);
}

/* A file of options as it is read: words are written behind one another at out. */
struct reader {
	const char *s, *file;
	char *out;
	size_t line;
};

/* ${NAME} for the few names that a profile needs; r->s is at the $. */
static void expand(struct reader *r, const struct plan *p)
{
	enum { PWD = 1,
		UID = 3,
		KNOWN = 5 };
	const char *known = "HOME\0PWD\0XDG_RUNTIME_DIR\0UID\0GID", *name = r->s + 2, *value;
	size_t i, len = fmt_until(name, "}\n");
	char id[24];

	for (i = 0; i < KNOWN && (strncmp(known, name, len) || known[len]); i++)
		known = fmt_nth(known, 1);
	if (i == KNOWN || name[len] != '}')
		die(0, "%s:%zu: only ${HOME} ${PWD} ${XDG_RUNTIME_DIR} ${UID} ${GID} are known",
			r->file, r->line);
	if (i >= UID) {
		fmt(id, sizeof id, "%u", (unsigned)(i == UID ? p->my_uid : p->my_gid));
		value = id;
	} else
		value = i == PWD ? p->cwd : exec_getenv(p->env, known);
	/* A place of one's own that is to be written is not to be the whole system. */
	if (!value || !value[value[0] == '/'] || strlen(value) >= PATH_MAX)
		die(0, "%s:%zu: %s is not set, or /", r->file, r->line, known);
	memcpy(r->out, value, strlen(value));
	r->out += strlen(value);
	r->s = name + len + 1;
}

/*
 * The next word of a line; NULL at its end.  Within "" blanks are kept, a \
 * takes the next character as it is, and with a line's end it is as if not there.
 */
static char *word(struct reader *r, const struct plan *p)
{
	char *start = r->out;
	bool quoted = false;

	while (*r->s == ' ' || *r->s == '\t' || (r->s[0] == '\\' && r->s[1] == '\n')) {
		r->line += *r->s == '\\';
		r->s += *r->s == '\\' ? 2 : 1;
	}
	if (*r->s == '#')
		r->s += fmt_end(r->s);
	if (!*r->s || *r->s == '\n')
		return NULL;
	while (*r->s && (quoted || !strchr(" \t\n", *r->s))) {
		r->line += *r->s == '\n';
		if (*r->s == '"')
			quoted = !quoted, r->s++;
		else if (r->s[0] == '\\' && r->s[1] == '\n')
			r->line++, r->s += 2;
		else if (r->s[0] == '$' && r->s[1] == '{')
			expand(r, p);
		else
			*r->out++ = *(r->s += *r->s == '\\' && r->s[1]), r->s++;
	}
	if (quoted)
		die(0, "%s:%zu: a quote is not closed", r->file, r->line);
	*r->out++ = 0;
	return start;
}

/* One option a line, its name with or without dashes: `rw /srv`. */
static void take_lines(struct plan *p, struct reader *r)
{
	enum { MOST = 40 };
	struct option o;
	char *word_of[MOST + 1];
	const int first = p->settings;
	int n;

	for (r->line = 1; *r->s; r->s += *r->s == '\n', r->line++) {
		word_of[0] = (char *)(uintptr_t) "env";
		for (n = first; n < MOST && (word_of[n] = word(r, p)); n++)
			;
		if (n == first)
			continue;
		word_of[n] = NULL;
		if (!find(&o, word_of[0] + (strncmp(word_of[0], "--", 2) ? 0 : 2)))
			die(0, "%s:%zu: no such option: %s", r->file, r->line, word_of[0]);
		if (n != arity(&o, word_of) + 1)
			die(0, "%s:%zu: %s takes %s", r->file, r->line, o.name,
				*o.operands ? o.operands : "nothing");
		take[o.take](p, &o, word_of + 1);
	}
}

void parse_file(struct plan *p, const char *path, int fd)
{
	struct reader r = {.file = path};
	struct sys_statx st;
	size_t len, n = 0, lines = 1, dollars = 0;
	char *buf;

	if (++p->depth > 8)
		die(0, "%s: files of options are nested too deep", path);
	/* Root does not do what anybody could have written. */
	if (!p->my_uid && sys_fstatx(fd, &st) >= 0 && S_ISREG(st.mode) &&
		(st.uid || st.mode & 022))
		die(0, "%s: others may write it", path);
	buf = data_read(path, fd, &len);
	sys_close(fd);
	if (strlen(buf) < len && !p->settings) {
		take_words(p, buf, len);
	} else {
		for (size_t i = 0; i < len; i++) {
			buf[i] = buf[i] ? buf[i] : '\n';
			lines += buf[i] == '\n';
			dollars += buf[i] == '$';
			/* Editors elsewhere end lines with two characters. */
			if (buf[i] != '\r' || buf[i + 1] != '\n')
				buf[n++] = buf[i];
		}
		buf[n] = 0;
		parse_room(p, lines, p->env);
		r.s = buf;
		r.out = data_room(2 * len + dollars * PATH_MAX + 1);
		take_lines(p, &r);
	}
	p->depth--;
}

static void take_args_file(struct plan *p, const struct option *o, char **v)
{
	int fd = sys_open(v[0], O_RDONLY);

	if (fd < 0)
		die(fd, "open options %s", v[0]);
	p->settings = o->arg;
	parse_file(p, v[0], fd);
	p->settings = false;
}

/* Where --profile NAME looks, in this order; a name with a / is a path. */
static void take_profile(struct plan *p, const struct option *o, char **v)
{
	const char *dirs = "XDG_CONFIG_HOME\0HOME\0/etc\0/usr/local/share\0/usr/share\0", *dir;
	char path[PATH_MAX];
	int fd = -ENOENT;

	if (strchr(v[0], '/')) {
		take_args_file(p, o, v);
		return;
	}
	if (!strcmp(v[0], "none") || !strcmp(v[0], "default")) {
		p->profile = v[0];
		return;
	}
	for (; fd < 0 && *dirs; dirs = fmt_nth(dirs, 1)) {
		dir = *dirs == '/' ? dirs : exec_getenv(p->env, dirs);
		if (!dir || !*dir)
			continue;
		fmt(path, sizeof path, "%s%s/sandbox/%s.sb", dir, *dirs == 'H' ? "/.config" : "", v[0]);
		fd = sys_open(path, O_RDONLY);
	}
	if (fd < 0)
		die(fd, "open profile %s", v[0]);
	parse_file(p, path, fd);
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
		be_bwrap(p);
	if (!strcmp(name, "lsns")) {
		who.prefix = "lsns: ";
		list_show(p, argv);
	}
	parse_room(p, argc, envp);
	if (!strcmp(name, "unshare") || !strcmp(name, "nsenter"))
		tools_run(p, name);
	p->command = take_all(p, argv + 1, false);
	if (((p->perms != NONE || p->size) && !p->compat) || p->idmap || p->noexec || layers(p))
		die(0, "a modifier or --overlay-src at the end is for nothing");
}
