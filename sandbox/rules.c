/* SPDX-License-Identifier: MIT */
/*
 * Rules for system calls, by name: lists, and files as minijail has them.
 *
 *	name: 1
 *	name: return EPERM
 *	name: arg0 == 1 && arg1 & 2 || arg2 in ~(A|B); return EINVAL
 */
#include "sandbox.h"

/* An argument compared with a number; `other' begins another way to be true. */
struct atom {
	unsigned long value;
	unsigned char arg, op;
	bool other;
};

enum {
	ATOMS = 64, /* in one rule */
	DEPTH = 8,  /* of brackets */
};

static bool is_word(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10 || c == '_';
}

static _Noreturn void wrong(const struct rules *r)
{
	r->s[fmt_end(r->s)] = 0;
	die(0, "%s:%u: not understood: %s", r->file, r->line, r->s);
}

/* Past blanks, and the ends of lines that go on. */
static void blanks(struct rules *r)
{
	for (;; r->s++)
		if (r->s[0] == '\\' && r->s[1] == '\n')
			r->s++, r->line++;
		else if (*r->s != ' ' && *r->s != '\t' && *r->s != '\r')
			return;
}

/* Is token next?  Then past it. */
static bool take(struct rules *r, const char *token)
{
	size_t n = strlen(token);

	if (strncmp(r->s, token, n))
		return false;
	r->s += n;
	blanks(r);
	return true;
}

/* The same for a row of them: which one it is, or how many there are. */
static unsigned take_one(struct rules *r, const char *row)
{
	unsigned n = 0;

	for (; *row && !take(r, row); row += strlen(row) + 1)
		n++;
	return n;
}

/*
 * A name is next, of a call or else of a constant: what stands behind it, and past
 * it.  Names differ in more than the case, or an underscore from what is no word.
 */
static const char *take_name(struct rules *r, bool call, unsigned *nr)
{
	const char *name = r->names;
	char *s;

	for (*nr = 0; *name; ++*nr, name++) {
		for (s = r->s; *name >= '0' && !((*s ^ *name) & ~0x20); s++)
			name++;
		if (*name < '0' && s > r->s && !is_word(*s) && call == (*nr < r->abi->calls)) {
			r->s = s;
			blanks(r);
			return name;
		}
		while (*name >= '0')
			name++;
	}
	wrong(r);
}

/* A number as C has it, or a constant's name; at most max. */
static unsigned long number(struct rules *r, unsigned long max)
{
	bool named = (unsigned char)(*r->s - '0') > 9;
	unsigned long n;
	unsigned nr;
	const char *s = named ? take_name(r, false, &nr) + 1 : r->s;
	unsigned base = *s == '0' ? 8 : 10;

	if (*s == '0' && s[1] == 'x')
		s += 2, base = 16;
	s = fmt_based(s, base, max, &n);
	if (!s || (!named && is_word(*s)))
		wrong(r);
	if (!named) {
		r->s += s - r->s;
		blanks(r);
	}
	return n;
}

/* Numbers with | between them, each maybe behind a ~ or in brackets. */
static unsigned long value(struct rules *r)
{
	unsigned long all = 0, one;
	bool inverse;

	do {
		for (inverse = false; take(r, "~"); inverse = !inverse)
			;
		if (take(r, "(")) {
			if (++r->depth > DEPTH)
				wrong(r);
			one = value(r);
			r->depth--;
			if (!take(r, ")"))
				wrong(r);
		} else
			one = number(r, ~0ul);
		all |= inverse ? ~one : one;
	} while (*r->s == '|' && r->s[1] != '|' && take(r, "|"));
	return all;
}

/* An action is next: its place, or 0 if there is none. */
static unsigned action(struct rules *r)
{
	static const uint16_t answers[] = {0x7fff, 0x7fff, 0x8000, 0x8000, 0x8000, 3, 0x7ffc};
	unsigned i;

	if (take(r, "return"))
		return bpf_return(r->g, BPF_ERRNO | number(r, 4095));
	i = take_one(r, "1\0allow\0kill-process\0kill-thread\0kill\0trap\0log\0");
	return i < countof(answers) ? bpf_return(r->g, (uint32_t)answers[i] << 16) : 0;
}

/* The atoms of an expression; how many. */
static unsigned atoms(struct rules *r, struct atom *a)
{
	bool other = false;
	unsigned n = 0;

	do {
		if (n == ATOMS || !take(r, "arg"))
			wrong(r);
		a[n].other = other;
		a[n].arg = *r->s - '0';
		if (a[n].arg > 5)
			wrong(r);
		r->s++;
		blanks(r);
		a[n].op = take_one(r, "==\0!=\0<=\0>=\0<\0>\0&\0in\0");
		if (a[n].op > 7)
			wrong(r);
		a[n++].value = value(r);
		other = take(r, "||");
	} while (other || take(r, "&&"));
	return n;
}

/* Compare exactly the bits of the argument that the kernel will look at. */
static unsigned compare(struct program *g, const struct atom *a, bool wide, unsigned yes,
	unsigned no)
{
	static const unsigned char codes[] = {BPF_EQUAL, BPF_EQUAL, BPF_ABOVE, BPF_REACHES,
		BPF_REACHES, BPF_ABOVE, BPF_ANY, BPF_ANY};
	enum { INVERTED = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 7 };
	unsigned at = offsetof(struct sys_seccomp_data, args) + 8 * a->arg;
	unsigned code = codes[a->op], low;
	uint64_t k = a->op == 7 ? ~a->value : a->value;
	uint32_t high = k >> 32;

	if (INVERTED >> a->op & 1)
		low = yes, yes = no, no = low;
	low = bpf_load(g, at, bpf_if(g, code, k, yes, no));
	if (!wide)
		return low;
	if (code == BPF_ANY)
		low = bpf_if(g, BPF_ANY, high, yes, low);
	else
		low = bpf_if(g, BPF_EQUAL, high, low, no);
	if (code == BPF_ABOVE || code == BPF_REACHES)
		low = bpf_if(g, BPF_ABOVE, high, yes, low);
	return bpf_load(g, at + 4, low);
}

/* What a call comes to, from the : on; narrow are its arguments of 32 bits. */
static unsigned rule(struct rules *r, unsigned narrow)
{
	unsigned n, at, no = r->fallback, either;
	struct atom a[ATOMS];

	if (!take(r, ":"))
		wrong(r);
	at = action(r);
	if (at)
		return at;
	n = atoms(r, a);
	if (take(r, ";"))
		no = action(r);
	if (!no)
		wrong(r);
	at = bpf_return(r->g, BPF_ALLOW);
	for (either = no; n--;) {
		at = compare(r->g, a + n, r->abi->wide && !(narrow >> a[n].arg & 1), at, either);
		if (a[n].other) {
			either = at;
			at = bpf_return(r->g, BPF_ALLOW);
		}
	}
	return at;
}

void rules_text(struct rules *r, const char *file, char *text, unsigned at)
{
	const char *name;
	unsigned nr;

	r->file = file;
	r->s = text;
	for (r->line = 1; *r->s; r->s++) {
		blanks(r);
		if (is_word(*r->s)) {
			name = take_name(r, true, &nr);
			r->to[nr] = at ? at : rule(r, *name - 1);
		}
		/* A comment, or how often a call is made, which is not for filters. */
		if (*r->s == '#' || take(r, "@frequency"))
			r->s += fmt_end(r->s);
		if (!*r->s)
			return;
		r->line += *r->s == '\n';
		if (*r->s != (at ? ',' : '\n'))
			wrong(r);
	}
}

unsigned rules_action(struct rules *r, char *s)
{
	unsigned at;

	r->file = "--seccomp-default";
	r->s = s;
	at = action(r);
	if (!at || *r->s)
		wrong(r);
	return at;
}
