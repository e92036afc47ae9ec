/* SPDX-License-Identifier: MIT */
/*
 * The libc functions for strings that we use, for size: libc's read words at a
 * time and are aligned for it, which costs a kilobyte.  With HOSTED they are libc's.
 */
#include "init.h"

#ifndef HOSTED

char *strchr(const char *s, int c)
{
	for (; *s != (char)c; s++)
		if (!*s)
			return NULL;
	return (char *)(uintptr_t)s;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	/* Else the compiler may find out what this is, and call strlen for it. */
	for (; s[n]; n++)
		__asm__(""
			: "+r"(s));
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
