/* SPDX-License-Identifier: MIT */
/* Options as util-linux has them: for --list and the names lsns, unshare and nsenter. */
#include "sandbox.h"

_Noreturn void opts_refuse(const char *word)
{
	die(0, "not understood: %s", word);
}

unsigned opts_place(const char *strings, const char *word, size_t len)
{
	for (unsigned n = 0; *strings; strings = fmt_nth(strings, 1), n++) {
		size_t i = 0;

		while (i < len && strings[i] == (word[i] | 0x20))
			i++;
		if (i == len && !strings[i])
			return n;
	}
	opts_refuse(word);
}

long opts_number(const char *s)
{
	unsigned long n;
	const char *end = fmt_number(s, UINT32_MAX - 1, &n); /* the last is none */

	if (!end || *end)
		opts_refuse(s);
	return n;
}

void opts_begin(struct opts *w, unsigned rows, char **argv)
{
	w->table = parse_rows(rows);
	w->argv = argv;
	w->rest = "";
	w->optional = rows;
}

static _Noreturn void list(const char *row)
{
	char line[48];

	for (; *row; row = fmt_nth(row, 1))
		sys_write(1, line, fmt(line, sizeof line, "  --%s\n", row + 2));
	sys_exit(0);
}

int opts_next(struct opts *w)
{
	const char *s = w->rest, *o;
	bool name = false;
	size_t n = 1;
	int i = 0;

	if (!*s) {
		s = *++w->argv;
		if (!s || *s++ != '-' || !*s)
			return NONE;
		name = *s == '-';
		s += name;
		if (name && !*s) {
			w->argv++;
			return NONE;
		}
		if (name)
			n = fmt_until(s, "=");
	}
	for (o = w->table; *o; o = fmt_nth(o, 1), i++)
		if (name ? !strncmp(o + 2, s, n) && !o[2 + n] : *o == *s)
			break;
	s += n;
	w->value = "";
	if (o[1] == ':' || (o[1] == '?' && *s && (name || w->optional))) {
		w->value = *s ? s + (*s == '=') : *++w->argv;
		s = "";
	}
	if (!*o || (name && *s) || !w->value)
		opts_refuse(w->argv[-!*w->argv]);
	if (*o == 'h')
		list(w->table);
	w->rest = s;
	return i;
}
