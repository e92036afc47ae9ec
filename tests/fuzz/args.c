/* SPDX-License-Identifier: MIT */
/* A file of options: words with NULs behind them for --args, or lines. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char name[] = "sandbox", option[] = "--args-file", file[] = "/dev/null", command[] = "true";
	char *argv[] = {name, option, file, command, NULL};

	if (is_apart(bytes, n))
		return 0;
	content = bytes;
	content_size = n;
	plan_of(4, argv);
	return 0;
}
