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

	while (*f) {
		char tmp[24] = {*f}, *end = tmp + sizeof tmp - 1;
		const char *s = tmp;
		int d;

		switch (*f++ == '%' ? *f++ : 0) {
		case 's':
			s = va_arg(ap, const char *);
			break;
		case 'c':
			tmp[0] = va_arg(ap, int);
			break;
		case 'd':
			d = va_arg(ap, int);
			end = digits(end, d < 0 ? 0 - (size_t)d : (size_t)d, 10);
			if (d < 0)
				*--end = '-';
			s = end;
			break;
		case 'u':
			s = digits(end, va_arg(ap, unsigned), 10);
			break;
		case 'o':
			s = digits(end, va_arg(ap, unsigned), 8);
			break;
		case 'x':
			s = digits(end, va_arg(ap, unsigned), 16);
			break;
		case 'z': /* only ever %zu */
			f++;
			s = digits(end, va_arg(ap, size_t), 10);
			break;
		}
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
