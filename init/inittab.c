/* SPDX-License-Identifier: MIT */
/* /etc/inittab as busybox has it: lines of id:runlevels:action:process. */
#include "machine.h"

/* As enum action counts them. */
static const char actions[] =
	"sysinit\0wait\0once\0respawn\0askfirst\0ctrlaltdel\0shutdown\0restart\0";

/* Why the line is none, or NULL. */
static const char *parse_line(char *s, struct entry *e)
{
	const char *name = actions;
	char *colon[3]; /* the second field is runlevels, which say nothing */

	e->tty = strncmp(s, "/dev/", 5) ? s : s + 5;
	for (int i = 0; i < 3; i++) {
		s = strchr(s, ':');
		if (!s)
			return "id:runlevels:action:process is wanted";
		colon[i] = s;
		*s++ = 0;
	}
	e->process = s; /* colons and all */
	if (!*s)
		return "there is no process";
	for (e->action = 0; *name; e->action++, name += strlen(name) + 1)
		if (!strcmp(name, colon[1] + 1))
			return NULL;
	return "no such action";
}

void inittab_parse(struct inittab *t, const char *name)
{
	char *s = t->text, *end, *next;
	const char *why;

	t->end = t->entry;
	for (unsigned line = 1; *s; line++, s = next) {
		end = s + fmt_end(s);
		next = end + !!*end;
		do
			*end = 0;
		while (end-- > s && (unsigned char)*end <= ' ');
		if (!*s || *s == '#')
			continue;
		memset(t->end, 0, sizeof *t->end);
		why = parse_line(s, t->end);
		if (!why && t->end == t->entry + INITTAB_MAX)
			why = "there are too many before it";
		if (why)
			warn(0, "%s:%u: %s", name, line, why);
		else
			t->end++;
	}
	memset(t->end, 0, sizeof *t->end);
}
