/* SPDX-License-Identifier: MIT */
/* Signals have names, and numbers that all our architectures share. */
#include "init.h"

/* From 1 on. */
static const char names[] =
	"HUP\0INT\0QUIT\0ILL\0TRAP\0ABRT\0BUS\0FPE\0KILL\0USR1\0SEGV\0USR2\0PIPE\0ALRM\0TERM\0"
	"STKFLT\0CHLD\0CONT\0STOP\0TSTP\0TTIN\0TTOU\0URG\0XCPU\0XFSZ\0VTALRM\0PROF\0WINCH\0IO\0"
	"PWR\0SYS";

enum {
	NAMED = 31,
	RTMIN = 34, /* as glibc has it; the two below are the threads' */
};

static bool is_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* What follows name in s, which has it in any case; NULL if it is another. */
static const char *after(const char *s, const char *name)
{
	for (; *name; s++, name++)
		if ((is_letter(*s) ? *s & ~32 : *s) != *name)
			return NULL;
	return s;
}

static const char *number(const char *s, unsigned long max, int *sig)
{
	unsigned long n;

	s = fmt_number(s, max, &n);
	*sig = s ? n : 0;
	return s;
}

const char *sig_number(const char *s, int *sig)
{
	const char *rest, *name = names;

	if (!is_letter(*s))
		return number(s, SYS_NSIG, sig);
	rest = after(s, "SIG");
	if (rest)
		s = rest;

	rest = after(s, "RTMIN");
	if (rest) {
		*sig = 0;
		if (*rest == '+')
			rest = number(rest + 1, SYS_NSIG - RTMIN, sig);
		*sig += RTMIN;
		return rest;
	}
	rest = after(s, "RTMAX");
	if (rest) {
		*sig = 0;
		if (*rest == '-')
			rest = number(rest + 1, SYS_NSIG - RTMIN, sig);
		*sig = SYS_NSIG - *sig;
		return rest;
	}
	for (*sig = 1; *sig <= NAMED; name = fmt_nth(name, 1), ++*sig) {
		rest = after(s, name);
		if (rest && !is_letter(*rest) && (unsigned char)(*rest - '0') > 9)
			return rest;
	}
	return NULL;
}

const char *sig_name(int sig, char buf[16])
{
	if (sig < RTMIN && sig > NAMED)
		fmt(buf, 16, "%d", sig);
	else if (sig >= RTMIN)
		fmt(buf, 16, "SIGRTMIN+%d", sig - RTMIN);
	else
		fmt(buf, 16, "SIG%s", fmt_nth(names, sig - 1));
	return buf;
}
