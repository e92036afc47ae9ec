/* SPDX-License-Identifier: MIT */
/*
 * The little of printf we need, and its reverse for numbers.  vsnprintf would
 * make init 12 KB larger, most of that for floating point.
 */
#include "init.h"

/* The digits of n, laid down backwards from end; the first of them. */
static char *digits(char *end, size_t n, unsigned base)
{
	do
		*--end = "0123456789abcdef"[n % base];
	while (n /= base);
	return end;
}

size_t vfmt(char *buf, size_t size, const char *f, va_list ap)
{
	char *out = buf, *last = buf + size - 1;
	char tmp[24];

	tmp[sizeof tmp - 1] = 0;
	for (; *f; f++) {
		const char *s = tmp + sizeof tmp - 2;
		bool minus = false;
		size_t n;

		if (*f != '%') {
			tmp[sizeof tmp - 2] = *f;
		} else if (*++f == 's') {
			s = va_arg(ap, const char *);
		} else if (*f == 'c') {
			tmp[sizeof tmp - 2] = va_arg(ap, int);
		} else {
			n = *f == 'z' ? va_arg(ap, size_t) : va_arg(ap, unsigned);
			minus = *f == 'd' && (int)n < 0;
			s = digits(tmp + sizeof tmp - 1, minus ? -(unsigned)n : n,
				*f == 'o' ? 8 : *f == 'x' ? 16
							  : 10);
			f += *f == 'z'; /* only ever %zu */
		}
		if (minus && out < last)
			*out++ = '-';
		while (*s && out < last)
			*out++ = *s++;
	}
	*out = 0;
	return out - buf;
}

size_t fmt(char *buf, size_t size, const char *f, ...)
{
	va_list ap;
	size_t n;

	va_start(ap, f);
	n = vfmt(buf, size, f, ap);
	va_end(ap);
	return n;
}

const char *fmt_number(const char *s, unsigned base, unsigned long max, unsigned long *n)
{
	const char *start = s;

	for (*n = 0; (unsigned char)(*s - '0') < base; s++) {
		unsigned digit = *s - '0';

		if (digit > max || *n > (max - digit) / base)
			return NULL;
		*n = *n * base + digit;
	}
	return s == start ? NULL : s;
}

size_t fmt_until(const char *s, const char *set)
{
	size_t n = 0;

	while (s[n] && !strchr(set, s[n]))
		n++;
	return n;
}
