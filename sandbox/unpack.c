/* SPDX-License-Identifier: MIT */
/* What coder.awk has packed, which tells how. */
#include "sandbox.h"

/* The linker's; in a program that does not pack its messages there is nothing between. */
extern const char __start_words[] __attribute__((weak)), __stop_words[] __attribute__((weak));

void unpack_from(struct unpacked *u, const char *code, char end)
{
	uint32_t low = 0, high = ~0u, x = 0, mid, last = 0;
	char *out = u->text;
	uint16_t *at[4];
	unsigned node, p, o;

	for (o = 0; o < 4; o++)
		x = x << 8 | (unsigned char)*code++;
	do {
		for (node = 1; node < 128;) {
			bool bit;

			p = 2048;
			for (o = 0; o < 4; o++) {
				mid = ((last & ((1u << 7 * o) - 1)) << 2 | o) << 7 | node;
				at[o] = u->slot + (mid * 7368787 >> 12);
				/* Zero is one that is new. */
				if ((*at[o] ^ 0x8000) & 15)
					p = (p + 3 * ((*at[o] ^ 0x8000) >> 4)) / 4;
			}
			mid = low + (high - low) / 4096 * p;
			bit = x <= mid;
			if (bit)
				high = mid;
			else
				low = mid + 1;
			for (o = 0; o < 4; o++) {
				int v = *at[o] ^ 0x8000, k = v & 15;

				v >>= 4;
				v += ((bit ? 4095 : 0) - v) * 2 / (2 * k + 3);
				*at[o] = (v << 4 | (k < 4 ? k + 1 : k)) ^ 0x8000;
			}
			for (; !((low ^ high) >> 24); low <<= 8) {
				high = high << 8 | 255;
				x = x << 8 | (unsigned char)*code++;
			}
			node = node * 2 + bit;
		}
		*out++ = node - 128;
		last = last << 7 | (node - 128);
	} while (out[-1] != end);
	u->end = out - 1;
}

const struct unpacked *unpack(void)
{
	static struct unpacked u;

	if (!u.end)
		unpack_from(&u, packed, 1);
	return &u;
}

/* The messages are the last of the texts. */
const char *unpack_words(const char *word)
{
	if (word < __start_words || word >= __stop_words)
		return word;
	return unpack()->end - (__stop_words - word);
}
