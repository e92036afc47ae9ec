/* SPDX-License-Identifier: MIT */
/*
 * The libc functions for strings that we use, for size: libc's read words at a
 * time and are aligned for it, which costs a kilobyte.  With HOSTED they are libc's.
 */
#include "init.h"

#ifndef HOSTED

/* Else the compiler finds out what these are, and calls them for it. */
#define KEEP(p) __asm__("" \
			: "+r"(p))

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	char *d = to;

	for (const char *s = from; n; n--) {
		*d++ = *s++;
		KEEP(d);
	}
	return to;
}

void *memmove(void *to, const void *from, size_t n)
{
	char *d = to;
	const char *s = from;

	for (size_t i = 0; i < n; i++) {
		size_t k = d < s ? i : n - 1 - i;

		d[k] = s[k];
		KEEP(d);
	}
	return to;
}

void *memset(void *to, int c, size_t n)
{
	for (char *d = to; n; d++, n--) {
		*d = c;
		KEEP(d);
	}
	return to;
}

char *strchr(const char *s, int c)
{
	for (; *s != (char)c; s++)
		if (!*s)
			return NULL;
	return (char *)(uintptr_t)s;
}

size_t strlen(const char *s)
{
	size_t n = -1;

	/* Else the compiler may find out what this is, and call strlen for it. */
	do
		__asm__ volatile("");
	while (s[++n]);
	return n;
}

char *strrchr(const char *s, int c)
{
	const char *found = NULL;

	do
		if (*s == (char)c)
			found = s;
	while (*s++);
	return (char *)(uintptr_t)found;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;

	for (; n; n--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}

/* What clang makes of a memcmp that is only asked whether. */
int bcmp(const void *a, const void *b, size_t n) __attribute__((alias("memcmp")));

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++)
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, PTRDIFF_MAX);
}

#endif
