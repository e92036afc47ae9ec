/* SPDX-License-Identifier: MIT */
/* Files of rules: what is taken must be a filter that the kernel takes, and end. */
#include "fuzz.h"

#include "calls-all.h"

static void expect(bool good)
{
	if (!good)
		abort();
}

static void walk(const struct program *g)
{
	const struct insn *code = g->code + BPF_MOST - g->n;

	expect(g->n && g->n <= BPF_MOST && code[g->n - 1].code == BPF_RETURN);
	for (unsigned i = 0; i < g->n; i++) {
		unsigned left = g->n - i - 1;

		if (code[i].code == BPF_LOAD)
			expect(code[i].k % 4 == 0 && code[i].k < sizeof(struct sys_seccomp_data));
		else if (code[i].code == BPF_JUMP)
			expect(code[i].k < left);
		else if (code[i].code != BPF_RETURN)
			expect(code[i].yes < left && code[i].no < left);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct program g;
	static char *names[2];
	static const struct abi *const abis[] = {&abi_x86_64, &abi_arm};
	uint16_t to[BPF_NUMBERS];
	char *text = malloc(n + 1);

	if (n)
		memcpy(text, bytes, n);
	text[n] = 0;
	for (volatile int i = 0; i < 2; i++) {
		struct rules r = {.g = &g, .abi = abis[i], .to = to};

		if (!names[i]) {
			names[i] = seccomp_names(abis[i]);
			nrooms = 0; /* they stay */
		}
		r.names = names[i];
		g.n = 0;
		r.fallback = bpf_return(&g, BPF_KILL);
		for (unsigned nr = 0; nr < BPF_NUMBERS; nr++)
			to[nr] = r.fallback;
		if (!setjmp(death)) {
			rules_text(&r, "fuzz", text, 0);
			bpf_load(&g, 0, bpf_switch(&g, to));
			walk(&g);
		}
		give_back();
	}
	free(text);
	return 0;
}
