/* SPDX-License-Identifier: MIT */
/* What each option does: it fills in the plan, and no more. */
#include "sandbox.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

void take_version(struct plan *p, const struct option *o, char **v)
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
void take_bwrap(struct plan *p)
{
	p->compat = true;
	who.prefix = "bwrap: ";
	who.status = 1;
}

void take_compat(struct plan *p, const struct option *o, char **v)
{
	(void)o, (void)v;
	take_bwrap(p);
}

void take_check(struct plan *p, const struct option *o, char **v)
{
	(void)o;
	sys_exit(survey(p, v[0] && !strcmp(v[0], "--json")));
}

void take_level_prefix(struct plan *p, const struct option *o, char **v)
{
	(void)p, (void)o, (void)v;
	who.levels = true;
}

void take_list(struct plan *p, const struct option *o, char **v)
{
	if (v - 2 != p->argv)
		die(0, "--%s must be the first word", o->name);
	list_show(p, v - 1);
}

void take_argv0(struct plan *p, const struct option *o, char **v)
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

void take_string(struct plan *p, const struct option *o, char **v)
{
	const char **s = (void *)((char *)p + o->arg);

	if (*s)
		again(o);
	*s = v[0];
}

/* A whole number, maybe negative: for the kernel to read. */
void take_integer(struct plan *p, const struct option *o, char **v)
{
	unsigned long n;
	const char *end = fmt_number(v[0] + (*v[0] == '-'), LONG_MAX, &n);

	if (!end || *end)
		die(0, "--%s %s: a whole number is needed", o->name, v[0]);
	take_string(p, o, v);
}

void take_flag(struct plan *p, const struct option *o, char **v)
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

unsigned take_natural(const struct option *o, const char *s)
{
	return ranged(o, s, 10, 0, INT_MAX);
}

static unsigned mode(const struct option *o, const char *s)
{
	return ranged(o, s, 8, 0, 07777);
}

void take_ns(struct plan *p, const struct option *o, char **v)
{
	const unsigned bit = 1U << (o->arg & 31);

	(void)v;
	/* Of making and keeping the last counts. */
	p->share &= ~bit;
	*(unsigned *)(void *)((char *)p + (o->arg >> 5)) |= bit;
}

void take_unshare_all(struct plan *p, const struct option *o, char **v)
{
	(void)o, (void)v;
	p->all = NS_ALL;
	p->share = 0;
}

/* One of the words that the operand is called by. */
void take_choice(struct plan *p, const struct option *o, char **v)
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
void take_duration(struct plan *p, const struct option *o, char **v)
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

void take_only(struct plan *p, const struct option *o, char **v)
{
	(void)o;
	p->same_root = true;
	p->only = ns_list(v[0]) | CLONE_NEWNS;
}

void take_map_root(struct plan *p, const struct option *o, char **v)
{
	if (*o->operands)
		p->uid = take_natural(o, v[0]);
	else
		p->uid = p->gid = 0;
}

void take_number(struct plan *p, const struct option *o, char **v)
{
	int *n = (void *)((char *)p + o->arg);

	if (*n != NONE)
		again(o);
	*n = take_natural(o, v[0]);
	if (n == &p->json_fd) {
		who.fd = *n;
		who.told = report_error;
	}
}

void take_perms(struct plan *p, const struct option *o, char **v)
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

void take_size(struct plan *p, const struct option *o, char **v)
{
	if (p->size)
		die(0, "--%s is given twice for one thing", o->name);
	p->size = size(o, v[0], 1);
}

/* How many layers the overlay that comes next has. */
int take_layers(const struct plan *p)
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
	int n = take_layers(p);

	if ((new->dest && !new->dest[0]) || (new->src && !new->src[0]))
		die(0, "--%s: a path is empty", o->name);
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

/* With a slash behind it a symlink would be followed, and a file not be made. */
static char *no_slash(char *path)
{
	for (size_t len = strlen(path); len > 1 && path[len - 1] == '/';)
		path[--len] = 0;
	return path;
}

/* What is a line of the plan as it is. */
void take_op(struct plan *p, const struct option *o, char **v)
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
			op.fd = take_natural(o, *v);
		else
			*(const char **)field = field == &op.dest ? no_slash(*v) : *v;
	}
	if (op.in_place)
		op.src = op.dest;
	/* Who enters elsewhere is to have these as well, and no others. */
	if (op.kind == OP_SECCOMP_FILE)
		op.dest = ops_absolute(p, op.dest, data_room(PATH_MAX), PATH_MAX);
	add(p, o, &op);
}

void take_data(struct plan *p, const struct option *o, char **v)
{
	add(p, o, &(struct op){
			  .kind = OP_BIND_DATA,
			  .fd = NONE,
			  .src = v[0],
			  .dest = no_slash(v[1]),
			  .attr = o->arg,
		  });
}

const char take_resolv[] = "/etc/resolv.conf";

void take_resolv_conf(struct plan *p, const struct option *o, char **v)
{
	add(p, o, &(struct op){.kind = OP_BIND, .src = v[0], .dest = take_resolv, .attr = LOCKED});
}

void take_root_dir(struct plan *p, const struct option *o, char **v)
{
	if (!*v[0])
		die(0, "--%s: a path is empty", o->name);
	if (p->root_dir)
		again(o);
	p->root_dir = v[0];
	p->root_attr = o->arg;
}

/* One filter, or any number of them: not both. */
void take_seccomp(struct plan *p, const struct option *o, char **v)
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
			op->fd = take_natural(o, v[0]);
			return;
		}
	}
	op = add(p, o, &(struct op){.kind = OP_SECCOMP, .fd = take_natural(o, v[0])});
	op->may_lack = one;
}

/* The last word counts of each. */
void take_cap(struct plan *p, const struct option *o, char **v)
{
	uint64_t caps = caps_named(v[0]);

	if (!caps)
		die(0, "--%s %s: no such capability", o->name, v[0]);
	p->cap_add &= ~caps;
	p->cap_drop &= ~caps;
	*(uint64_t *)(void *)((char *)p + o->arg) |= caps;
}

void take_variable(struct plan *p, const struct option *o, char **v)
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

void take_enter(struct plan *p, const struct option *o, char **v)
{
	if (v != p->argv + 2)
		die(0, "--%s must be the first word", o->name);
	enter_find(p, v[0], v[1] && !strcmp(v[1], "--raw"));
}

void take_manage(struct plan *p, const struct option *o, char **v)
{
	if (v != p->argv + 2 || v[*o->operands != 0])
		die(0, "--%s %s must be alone", o->name, o->operands);
	if (o->arg)
		sys_exit(netns_do(o->arg, v[0]));
	sys_exit(*o->name == 'd' ? keep_drop(v[0]) : name_manage(p, o->name, v[0]));
}
