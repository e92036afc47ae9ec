/* SPDX-License-Identifier: MIT */
/* The command line: words, each up to a NUL. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { WORDS = 64 };
	char words[4096], *argv[WORDS + 3] = {words};
	int argc = 0;
	size_t at = 0;

	if (n >= sizeof words - 8 || is_apart(bytes, n))
		return 0;
	/* --setenv wants the words in one piece, as the kernel lays them down. */
	memcpy(words, "sandbox", 8);
	memcpy(words + 8, bytes, n);
	words[8 + n] = 0;
	for (at = 0; at < 8 + n && argc < WORDS; at += strlen(words + at) + 1)
		argv[argc++] = words + at;
	argv[argc] = NULL;
	plan_of(argc, argv);
	return 0;
}
