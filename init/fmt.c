/* SPDX-License-Identifier: MIT */
/*
 * The little of printf we need, and its reverse for numbers.  vsnprintf would
 * make init 12 KB larger, most of that for floating point.
 */
#include "init.h"

/* The digits of n, laid down backwards from end; the first of them. */
static char *digits(char *end, size_t n, unsigned base)
{
	do {
		unsigned digit = n % base;

		*--end = digit + (digit < 10 ? '0' : 'a' - 10);
	} while (n /= base);
	return end;
}

/* One argument as text, laid down backwards from end. */
static const char *argument(char *end, char kind, uintptr_t n)
{
	bool minus = kind == 'd' && (int)n < 0;

	if (kind == 's')
		return (const char *)n;
	if (kind == 'c') {
		*--end = n;
		return end;
	}
	if (kind != 'z')
		n = minus ? -(unsigned)n : (unsigned)n;
	end = digits(end, n, kind == 'o' ? 8 : kind == 'x' ? 16
							   : 10);
	if (minus)
		*--end = '-';
	return end;
}

size_t vfmt(char *buf, size_t size, const char *f, const uintptr_t *args)
{
	char *out = buf, *last = buf + size - 1;
	char tmp[24] = {0}, plain[2] = {0};
	const char *s;

	for (; *f; f++) {
		*plain = *f;
		s = plain;
		if (*f == '%') {
			s = argument(tmp + sizeof tmp - 1, *++f, *args++);
			f += *f == 'z'; /* only ever %zu */
		}
		while (*s && out < last)
			*out++ = *s++;
	}
	*out = 0;
	return out - buf;
}

size_t fmt_said(char *buf, size_t size, const char *f, uintptr_t a, uintptr_t b, uintptr_t c)
{
	return vfmt(buf, size, f, (const uintptr_t[]){a, b, c});
}

size_t fmt_path(char *buf, const char *f, uintptr_t a, uintptr_t b, uintptr_t c)
{
	return fmt_said(buf, PATH_MAX, f, a, b, c);
}

const char *fmt_based(const char *s, unsigned base, unsigned long max, unsigned long *n)
{
	const char *start = s;
	unsigned digit;

	for (*n = 0;; s++) {
		digit = *s <= '9' ? *s - '0' : (*s | 0x20) - 'a' + 10;
		if (digit >= base)
			break;
		if (digit > max || *n > (max - digit) / base)
			return NULL;
		*n = *n * base + digit;
	}
	return s == start ? NULL : s;
}

const char *fmt_number(const char *s, unsigned long max, unsigned long *n)
{
	return fmt_based(s, 10, max, n);
}

const char *fmt_int(const char *s, unsigned long *n)
{
	return fmt_number(s, INT_MAX, n);
}

const char *fmt_nth(const char *row, unsigned n)
{
	while (n--)
		row += strlen(row) + 1;
	return row;
}

size_t fmt_until(const char *s, const char *set)
{
	size_t n = 0;

	while (s[n] && !strchr(set, s[n]))
		n++;
	return n;
}

size_t fmt_end(const char *s)
{
	return fmt_until(s, "\n");
}

char *fmt_line(const char *text, const char *key)
{
	const size_t n = strlen(key);

	while (*text && strncmp(text, key, n) != 0) {
		text += fmt_end(text);
		text += !!*text;
	}
	return (char *)(uintptr_t)(*text ? text + n : text);
}
