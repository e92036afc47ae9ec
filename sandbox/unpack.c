/* SPDX-License-Identifier: MIT */
/* The texts for people, as pack.awk has coded them. */
#include "sandbox.h"
#include "packed.h"

void unpack(char *out, const char *s)
{
	static const char pairs[] = PAIRS;
	char later[16]; /* pack.awk nests pairs no deeper */
	unsigned n = 0, c;

	do {
		c = (unsigned char)(n ? later[--n] : *s++);
		if (c < 128) {
			*out++ = c;
		} else {
			later[n++] = pairs[2 * (c - 128) + 1];
			later[n++] = pairs[2 * (c - 128)];
		}
	} while (c);
}
