/* SPDX-License-Identifier: MIT */
/* What a process may use of the machine: setrlimit(2), nice(2), who is killed first. */
#include "sandbox.h"

enum { CORE = 4,
	NPROC = 6,
	NOFILE = 7,
	RTPRIO = 14 };

struct limit {
	uint64_t soft, hard;
};

static int limit(int what, const struct limit *new, struct limit *old)
{
	return sys_call(SYS_prlimit64, 0L, (long)what, new, old);
}

const char *limits_size(const char *s, uint64_t *size)
{
	static const char units[] = "kmgtpe";
	unsigned long n;
	const char *end = fmt_number(s, LONG_MAX, &n), *unit;
	unsigned shift = 0;

	if (end && *end && (unit = strchr(units, *end | 0x20)))
		shift = 10 * (unit - units + 1), end++;
	*size = (uint64_t)n << shift;
	return end && *size >> shift == n && *size <= INT64_MAX ? end : NULL;
}

/* A size, or no limit. */
static const char *amount(const char *s, uint64_t *n)
{
	*n = ~(uint64_t)0;
	return strncmp(s, "unlimited", 9) ? limits_size(s, n) : s + 9;
}

/* Read NAME=SOFT[:HARD], or NAME=keep, and set it if it is time to; the number of NAME. */
static int set(const char *spec, bool now)
{
	const char *name = parse_rows(ROWS_LIMITS), *s = spec + fmt_until(spec, "=");
	size_t len = s - spec;
	struct limit l;
	int what = 0, err;

	while (*name && (strncmp(name, spec, len) || name[len]))
		name = fmt_nth(name, 1), what++;
	if (!*name || !*s++)
		die(0, "--rlimit %s: NAME=SOFT[:HARD] is needed, where NAME is as in prlimit(1)", spec);
	if (!strcmp(s, "keep"))
		return what;
	s = amount(s, &l.soft);
	l.hard = l.soft;
	if (s && *s == ':')
		s = amount(s + 1, &l.hard);
	if (!s || *s || l.soft > l.hard)
		die(0, "--rlimit %s: numbers are needed, maybe with k, M or G, or unlimited", spec);
	err = now ? limit(what, &l, NULL) : 0;
	if (err < 0)
		die(err, "setrlimit %s", spec);
	return what;
}

/* Those that the command line asks for, as bits. */
static IN_LINE unsigned set_all(const struct plan *p, bool now)
{
	unsigned said = 0;

	for (const struct op *op = p->ops; op < p->end; op++)
		if (op->kind == OP_RLIMIT)
			said |= 1U << set(op->src, now);
	return said;
}

void limits_check(const struct plan *p)
{
	set_all(p, false);
}

void limits_begin(const struct plan *p)
{
	unsigned long n;
	int err = 0;

	if (p->nice) {
		fmt_int(p->nice + (*p->nice == '-'), &n);
		err = sys_call(SYS_setpriority, 0L, 0L, *p->nice == '-' ? -(long)n : (long)n);
		if (err < 0)
			die(err, "setpriority %s", p->nice);
	}
	if (p->oom_score_adj)
		err = fs_write(AT_FDCWD, "/proc/self/oom_score_adj", p->oom_score_adj,
			strlen(p->oom_score_adj));
	if (err < 0)
		die(err, "set oom_score_adj %s", p->oom_score_adj);
}

/* Core dumps may be piped to a program on the host, even of no length; not of 1. */
static const struct {
	uint16_t what, soft, hard;
} usual[] = {
	{CORE, 1, 1},
	{NPROC, 4096, 4096},
	{NOFILE, 1024, 4096},
	{RTPRIO, 0, 0},
};

/* Never more than there was. */
static void lower(int what, uint64_t soft, uint64_t hard)
{
	struct limit l;
	int err = limit(what, NULL, &l);

	if (err >= 0 && (l.soft > soft || l.hard > hard)) {
		l.hard = l.hard < hard ? l.hard : hard;
		l.soft = what == CORE ? l.hard : l.soft < soft ? l.soft
							       : soft;
		err = limit(what, &l, NULL);
	}
	if (err < 0)
		die(err, "setrlimit %d", what);
}

void limits_set(const struct plan *p)
{
	unsigned said = set_all(p, true) | (p->group.pids ? 1 << NPROC : 0);

	for (size_t i = 0; p->safe && i < countof(usual); i++)
		if (!(said >> usual[i].what & 1))
			lower(usual[i].what, usual[i].soft, usual[i].hard);
}
