/* SPDX-License-Identifier: MIT */
/* The kernel's command line: what of it is for us. */
#include "machine.h"

/* As enum param counts them. */
static const char keys[] =
	"root\0rootfstype\0rootflags\0ro\0rw\0rootwait\0rootdelay\0init\0"
	"panic\0hostname\0init.grace\0init.watchdog\0";

static void note(struct params *p, char *word)
{
	const char *key = keys;
	size_t len;

	for (int i = 0; i < PARAMS; i++, key += len + 1) {
		len = strlen(key);
		if (!strncmp(word, key, len) && (!word[len] || word[len] == '='))
			p->value[i] = word + len + (word[len] == '=');
	}
}

void param_read(struct params *p, char *s)
{
	bool behind = false;

	memset(p, 0, sizeof *p);
	/* As next_arg() in lib/cmdline.c: blanks within "" do not end a word. */
	for (;;) {
		bool quoted = false;
		char *word, *end;

		while (*s && (unsigned char)*s <= ' ')
			s++;
		if (!*s)
			return;
		for (word = end = s; *s && (quoted || (unsigned char)*s > ' '); s++)
			if (*s == '"')
				quoted = !quoted;
			else
				*end++ = *s;
		s += !!*s;
		*end = 0;
		if (behind)
			p->words++;
		else if (word[0] == '-' && word[1] == '-' && !word[2])
			behind = true;
		else
			note(p, word);
	}
}

unsigned param_number(const struct params *p, enum param key, unsigned otherwise)
{
	const char *s = p->value[key];
	unsigned long n;

	return s && fmt_number(s, 1000000, &n) ? n : otherwise;
}
