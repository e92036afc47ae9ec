/* SPDX-License-Identifier: MIT */
/*
 * TAP for C.  A unit test is one file and one program; it has libc to itself,
 * and what it tests is built for the sanitizers.
 */
#ifndef TAP_H
#define TAP_H

#include "init.h"

#include <stdio.h>
#include <unistd.h>

static int tap_n, tap_bad;

static inline void ok(bool good, const char *name)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++tap_n, name);
	tap_bad |= !good;
}

static inline void is_str(const char *got, const char *want, const char *name)
{
	bool good = got && want ? !strcmp(got, want) : got == want;

	ok(good, name);
	if (!good)
		printf("# got:    %s\n# wanted: %s\n", got ? got : "NULL", want ? want : "NULL");
}

static inline void is_num(long got, long want, const char *name)
{
	ok(got == want, name);
	if (got != want)
		printf("# got:    %ld\n# wanted: %ld\n", got, want);
}

static inline int finish(void)
{
	printf("1..%d\n", tap_n);
	return tap_bad;
}

#endif
