/* SPDX-License-Identifier: MIT */
/* What coder.awk has packed, which tells how. */
#include "sandbox.h"

/* The linker's; in a program that does not pack its messages there is nothing between. */
extern const char __start_words[] __attribute__((weak)), __stop_words[] __attribute__((weak));

enum { FACTOR = 1540483 }; /* less than 2 ^ 21, so that awk's numbers hold a product */

void unpack_from(struct unpacked *u, const char *code, char end)
{
	uint32_t low = 0, high = ~0u, x = 0, mid, word = 0, hash;
	char *out = u->text;
	enum { MODELS = 7 };
	struct slot *at[MODELS];
	unsigned node, v, o;
	int sum, p;

	for (o = 0; o < 4; o++)
		x = x << 8 | (unsigned char)*code++;
	do {
		for (node = 1; node < 128;) {
			bool bit;

			sum = 0;
			hash = node * FACTOR;
			for (o = 0; o < MODELS; o++) {
				if (o == MODELS - 1)
					hash = (word + node) * FACTOR;
				at[o] = u->slot + (hash >> 13);
				sum += at[o]->weight;
				hash = (hash + out[-1 - (int)o] + 1) * FACTOR;
			}
			v = sum < 0 ? -sum : sum;
			if (v > 512 * 12 - 1)
				v = 512 * 12 - 1;
			p = 4096 * 512 / (((512 + v % 512) << v / 512) + 512);
			if (sum >= 0)
				p = 4096 - p;
			mid = low + (high - low) / 4096 * p;
			bit = x <= mid;
			if (bit)
				high = mid;
			else
				low = mid + 1;
			p = (bit ? 4096 : 0) - p;
			for (o = 0; o < MODELS; o++) {
				at[o]->weight += p * 3 / (16 + 3 * at[o]->seen);
				if (at[o]->seen < 60)
					at[o]->seen++;
			}
			for (; !((low ^ high) >> 24); low <<= 8) {
				high = high << 8 | 255;
				x = x << 8 | (unsigned char)*code++;
			}
			node = node * 2 + bit;
		}
		*out++ = node -= 128;
		word = node > ' ' ? (word + node) * FACTOR : 0;
	} while (node != (unsigned char)end);
	u->end = out - 1;
}

const struct unpacked *unpack(void)
{
	/* So large that it is the last, as what is beyond it is out of reach of a short address. */
	static struct unpacked u __attribute__((section(".bss.zz")));

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
