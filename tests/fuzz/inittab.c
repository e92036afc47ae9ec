/* SPDX-License-Identifier: MIT */
/* What /etc/inittab contains: entries lie in it, and say what they are. */
#include "fuzz.h"

#include "machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct inittab t;

	if (n >= sizeof t.text)
		return 0;
	memset(&t, 0xff, sizeof t);
	memcpy(t.text, bytes, n);
	t.text[n] = 0;
	inittab_parse(&t, "fuzz");
	if (t.end < t.entry || t.end > t.entry + INITTAB_MAX || t.end->process)
		abort();
	for (struct entry *e = t.entry; e < t.end; e++)
		if (!*e->process || strlen(e->tty) + strlen(e->process) >= sizeof t.text ||
			e->process < t.text || e->process >= t.text + sizeof t.text)
			abort();
	return 0;
}
