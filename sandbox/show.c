/* SPDX-License-Identifier: MIT */
/*
 * The plan as lines for --args-file, in the words of the command line: read
 * again they give the same plan.  The command is not part of it.
 */
#include "sandbox.h"

/* A line is collected here and written in one piece. */
struct text {
	int fd, err;
	char s[4 * PATH_MAX];
	size_t n;
};

static void put_args(struct text *t, const char *f, uintptr_t a, uintptr_t b, uintptr_t c)
{
	t->n += fmt_said(t->s + t->n, sizeof t->s - t->n, f, a, b, c);
}
#define put(t, ...) ((void)sizeof words_fit(__VA_ARGS__), put_args(t, ARGS(__VA_ARGS__)))

/* A blank and a word, in quotes if it needs them. */
static void put_word(struct text *t, const char *word, size_t len)
{
	size_t special = fmt_until(word, " \t\n\"\\#$");
	bool quote = special < len || !len;

	put(t, quote ? " \"" : " ");
	for (; len && t->n + 3 < sizeof t->s; len--, word++) {
		if (strchr("\"\\$", *word))
			t->s[t->n++] = '\\';
		t->s[t->n++] = *word;
	}
	t->s[t->n] = 0;
	put(t, quote ? "\"" : "");
}

static void put_path(struct text *t, const char *path)
{
	put_word(t, path, strlen(path));
}

static void end(struct text *t)
{
	t->s[t->n++] = '\n';
	if (t->err >= 0)
		t->err = sys_write(t->fd, t->s, t->n);
	t->n = 0;
}

static void flag(struct text *t, bool on, const char *name)
{
	if (!on)
		return;
	put(t, "%s", name);
	end(t);
}

static void string(struct text *t, const char *name, const char *value)
{
	if (!value)
		return;
	put(t, "%s", name);
	put_path(t, value);
	end(t);
}

static void number(struct text *t, const char *name, int n)
{
	if (n == NONE)
		return;
	put(t, "%s %u", name, (unsigned)n);
	end(t);
}

static void duration(struct text *t, const char *name, unsigned long ms)
{
	if (!ms)
		return;
	put(t, "%s %zu.", name, (size_t)(ms / 1000));
	put(t, "%u%u%u", (unsigned)(ms / 100 % 10), (unsigned)(ms / 10 % 10), (unsigned)(ms % 10));
	end(t);
}

static void capabilities(struct text *t, const char *name, uint64_t caps)
{
	if (caps >> 60) /* the exceptions follow */
		string(t, name, "ALL");
	else
		for (int cap = 0; caps >> cap && caps_name(cap); cap++)
			if (caps >> cap & 1)
				string(t, name, caps_name(cap));
}

void show_asked(const struct op *op, struct option *o)
{
	unsigned modified = op->kind < OP_STEPS ? SYS_ATTR_NOEXEC : 0;
	unsigned arg = STEP((unsigned)op->kind, op->attr & ~modified);

	arg |= (op->may_lack && op->kind == OP_BIND ? TRY : 0) | (op->in_place ? HERE : 0);
	o->name = NULL;
	while (parse_next(o) && !(o->take == TAKE_op && o->arg == arg))
		;
}

static void show_variable(struct text *t, const struct op *op)
{
	size_t len = fmt_until(op->src, "=");

	put(t, op->kind == OP_SETENV ? "setenv" : "unsetenv");
	put_word(t, op->src, len);
	if (op->kind == OP_SETENV)
		put_path(t, op->src + len + 1);
	end(t);
}

/* The words behind the option's name. */
static void show_operands(struct text *t, const struct op *op, const char *operands)
{
	unsigned at;

	while ((at = parse_operand(&operands))) {
		const void *field = (const char *)op + at;

		if (field == &op->perms)
			put(t, " %o", (unsigned)op->perms);
		else if (field == &op->fd)
			put(t, " %d", op->fd);
		else if (field == &op->dest && *operands == 'D')
			put_path(t, fmt_nth(op->src, 1));
		else
			put_path(t, *(const char *const *)field);
		/* What is not the only one ends with a semicolon. */
		if (op->kind == OP_NET && op->attr == NET_HELPER)
			for (const char *s = op->src; strcmp(s, ";") != 0;)
				put_path(t, s += strlen(s) + 1);
	}
}

static void show_op(struct text *t, const struct op *op)
{
	struct option o;
	const char *operands;

	/* What is implied only for what there is has no other name for that. */
	if (op->implied && fs_find(op->dest) < 0)
		return;
	if (op->perms != NONE && op->kind != OP_CHMOD) {
		put(t, "perms %o", (unsigned)op->perms);
		end(t);
	}
	flag(t, op->idmap, "idmap");
	flag(t, op->kind <= OP_TMPFS && op->attr & SYS_ATTR_NOEXEC, "noexec");
	if (op->size) {
		put(t, "size %zu", (size_t)op->size);
		end(t);
	}
	if (op->kind == OP_SETENV || op->kind == OP_UNSETENV) {
		show_variable(t, op);
		return;
	}
	if (op->kind == OP_SECCOMP) {
		number(t, op->may_lack ? "seccomp" : "add-seccomp-fd", op->fd);
		return;
	}
	if (op->dest == take_resolv) {
		string(t, "resolv-conf", op->src);
		return;
	}
	if (op->kind == OP_BIND_DATA && op->fd == NONE) {
		put(t, "data");
		operands = "TEXT DEST";
	} else {
		show_asked(op, &o);
		put(t, "%s", o.name);
		operands = o.operands;
	}
	show_operands(t, op, operands);
	end(t);
}

static void show_namespaces(struct text *t, const struct plan *p)
{
	for (const struct ns *ns = ns_table; ns < ns_table + NS_KINDS; ns++)
		if (ns->flag != CLONE_NEWNS && !p->only && ((p->ns & ns->flag) || !p->compat)) {
			put(t, "%s-%s%s", p->ns & ns->flag ? "unshare" : "share", ns->name,
				p->ns_try & ns->flag ? "-try" : "");
			end(t);
		}
	if (p->only) {
		put(t, "only none");
		t->n -= 4;
		for (const struct ns *ns = ns_table, *first = NULL; ns < ns_table + NS_KINDS; ns++)
			if (p->only & ns->flag) {
				put(t, first ? ",%s" : "%s", ns->name);
				first = ns;
			}
		end(t);
	}
	flag(t, !p->compat && !p->only && !check_builds(p), "profile none");
}

/* An option that sets a field, if that is set. */
static void show_field(struct text *t, const struct plan *p, const struct option *o)
{
	const void *field = (const char *)p + o->arg;

	if (field == &p->print_plan || (field == &p->die_with_parent && !p->compat))
		return;
	switch (o->take) {
	case TAKE_flag:
		flag(t, *(const bool *)field, o->name);
		break;
	case TAKE_string:
	case TAKE_integer:
	case TAKE_argv0:
	case TAKE_choice:
		string(t, o->name, *(const char *const *)field);
		break;
	case TAKE_duration:
		duration(t, o->name, *(const int *)field);
		break;
	case TAKE_number:
		number(t, o->name, *(const int *)field);
		break;
	default:
		break;
	}
}

int show(const struct plan *p, int fd)
{
	struct text t = {.fd = fd};
	struct option o = {.i = 0};

	flag(&t, p->compat, "compat");
	show_namespaces(&t, p);
	while (parse_next(&o))
		if (o.take <= TAKE_number)
			show_field(&t, p, &o);
	for (const struct op *op = p->ops; op < p->end; op++)
		show_op(&t, op);
	if (!(p->cap_add >> 60))
		capabilities(&t, "cap-drop", p->cap_drop);
	capabilities(&t, "cap-add", p->cap_add);
	if (p->cap_add >> 60)
		capabilities(&t, "cap-drop", p->cap_drop);
	return t.err;
}
