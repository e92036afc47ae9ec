/* SPDX-License-Identifier: MIT */
/* What went wrong, in one line; how to mend it, if we know, in another. */
#include "init.h"

/* In the order of their numbers, which all our architectures share up to ELOOP;
 * empty where no call of ours fails so. */
static const char reasons[] WORDS_SECTION =
	"Operation not permitted\0"
	"No such file or directory\0"
	"No such process\0"
	"\0"
	"Input/output error\0"
	"No such device or address\0"
	"Argument list too long\0"
	"Exec format error\0"
	"Bad file descriptor\0"
	"\0"
	"Resource temporarily unavailable\0"
	"Cannot allocate memory\0"
	"Permission denied\0"
	"Bad address\0"
	"Block device required\0"
	"Device or resource busy\0"
	"File exists\0"
	"Invalid cross-device link\0"
	"No such device\0"
	"Not a directory\0"
	"Is a directory\0"
	"Invalid argument\0"
	"Too many open files in system\0"
	"Too many open files\0"
	"Inappropriate ioctl for device\0"
	"Text file busy\0"
	"File too large\0"
	"No space left on device\0"
	"\0"
	"Read-only file system\0"
	"\0"
	"Broken pipe\0"
	"\0"
	"Numerical result out of range\0"
	"\0"
	"File name too long\0"
	"\0"
	"Function not implemented\0"
	"Directory not empty\0"
	"Too many levels of symbolic links";

__attribute__((weak)) const char *unpack_words(const char *word)
{
	return word;
}

/* The text for err, a positive errno; NULL for one that is not in the list. */
static const char *reason(int err)
{
	const char *s = err > ELOOP ? "" : fmt_nth(unpack_words(reasons), err - 1);

	return *s ? s : NULL;
}

/* The levels are those of syslog(3). */
static void speak(int level, int err, const char *tip, const char *msg, const uintptr_t *args)
{
	const char *why, *more;
	char s[2048];
	size_t n, begin;

	begin = who.levels ? fmt(s, sizeof s, "<%d>", level) : 0;
	begin += fmt(s + begin, sizeof s - begin, "%s", who.prefix);
	/* What the reason and the hint need is not for the object. */
	n = begin + vfmt(s + begin, 1536, msg, args);
	if (!tip)
		tip = err ? tip_for(s + begin, -err) : "\0";
	if (err) {
		why = reason(-err);
		if (why)
			n += fmt(s + n, sizeof s - n, ": %s", why);
		else
			n += fmt(s + n, sizeof s - n, ": errno %d", -err);
	}
	/* What the user's words contain must not look like a line of ours. */
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			s[i] = '?';
	if (*tip)
		n += fmt(s + n, sizeof s - n, " (%s)", tip);
	more = tip + strlen(tip) + 1;
	if (*more)
		n += fmt(s + n, sizeof s - n, "\n%shint: %s", who.prefix, more);
	s[n++] = '\n'; /* where the NUL was */

	/* One write(2), so that lines of parent and child do not mix. */
	sys_write(2, s, n);
}

void warn_said(int err, const char *msg, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
	speak(4, err, NULL, unpack_words(msg), (const uintptr_t[]){a, b, c, d});
}

void vdie(int err, const char *tip, const char *msg, const uintptr_t *args)
{
	msg = unpack_words(msg);
	if (who.told)
		who.told(err, tip, msg, args);
	speak(3, err, tip, msg, args);
	sys_exit(who.status);
}

void die_said(int err, const char *msg, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
	vdie(err, NULL, msg, (const uintptr_t[]){a, b, c, d});
}

void die_of(const char *msg, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
	die_said(0, msg, a, b, c, d);
}
