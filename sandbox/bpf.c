/* SPDX-License-Identifier: MIT */
/*
 * An assembler for seccomp filters: classic BPF, see seccomp(2).  Jumps only lead
 * forward, so it writes from the end to the beginning, and where they lead is
 * always there already.  A place is the number of instructions from it to the end.
 */
#include "sandbox.h"

unsigned bpf_put(struct program *g, unsigned code, uint32_t k, unsigned yes, unsigned no)
{
	if (g->n == BPF_MOST)
		die(0, "a system call filter has at most %u instructions", BPF_MOST);
	g->code[BPF_MOST - ++g->n] = (struct insn){code, yes, no, k};
	return g->n;
}

unsigned bpf_return(struct program *g, uint32_t value)
{
	const struct insn *i = g->code + BPF_MOST;

	for (unsigned at = 1; at <= g->n; at++)
		if ((--i)->code == BPF_RETURN && i->k == value)
			return at;
	return bpf_put(g, BPF_RETURN, value, 0, 0);
}

unsigned bpf_load(struct program *g, unsigned offset, unsigned next)
{
	if (next != g->n)
		bpf_put(g, BPF_JUMP, g->n - next, 0, 0);
	return bpf_put(g, BPF_LOAD, offset, 0, 0);
}

unsigned bpf_if(struct program *g, unsigned code, uint32_t k, unsigned yes, unsigned no)
{
	enum { REACH = 255 }; /* farther by way of another jump, which may be one more */

	if (yes == no)
		return yes;
	if (g->n - no >= REACH)
		no = bpf_put(g, BPF_JUMP, g->n - no, 0, 0);
	if (g->n - yes > REACH)
		yes = bpf_put(g, BPF_JUMP, g->n - yes, 0, 0);
	return bpf_put(g, code, k, g->n - yes, g->n - no);
}

/* The search between the i-th and the j-th number at which something else begins. */
static unsigned search(struct program *g, const uint16_t *to, const uint16_t *begin, unsigned i,
	unsigned j)
{
	unsigned mid = (i + j + 1) / 2, high;

	if (i == j)
		return to[begin[i]];
	/* A single one among others. */
	if (j - i == 2 && to[begin[i]] == to[begin[j]] && begin[j] == begin[mid] + 1)
		return bpf_if(g, BPF_EQUAL, begin[mid], to[begin[mid]], to[begin[i]]);
	high = search(g, to, begin, mid, j);
	return bpf_if(g, BPF_REACHES, begin[mid], high, search(g, to, begin, i, mid - 1));
}

unsigned bpf_switch(struct program *g, const uint16_t to[BPF_NUMBERS])
{
	uint16_t begin[BPF_NUMBERS] = {0};
	unsigned m = 0;

	for (unsigned i = 1; i < BPF_NUMBERS; i++)
		if (to[i] != to[i - 1])
			begin[++m] = i;
	return search(g, to, begin, 0, m);
}
