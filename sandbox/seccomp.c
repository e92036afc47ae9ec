/* SPDX-License-Identifier: MIT */
/*
 * The system call filter: seccomp(2).  Every call that was known when this was
 * built is in a closed table, made from `calls'; every other gets ENOSYS, which
 * is what libc knows how to go without.
 */
#include "sandbox.h"

#include "calls.h"

enum {
	NUMBER = offsetof(struct sys_seccomp_data, nr),
	ARCH = offsetof(struct sys_seccomp_data, arch),
	SET_MODE_FILTER = 1,
	NEW_ANY = 0x7e020000, /* the CLONE_NEW* that clone(2) knows */
	PRIVATE_FIRST = 0xf0001,
	PRIVATE_LAST = 0xf0006,
};

/* Where in tail[] the answers are, counted from its end. */
enum {
	ENOSYS_ = 1,
	EPERM_,
	ALLOW_,
	EAFNOSUPPORT_,
	CLONE_ = 6,
	IOCTL_ = 9,
	PERSONALITY_ = 13,
	SOCKET_ = 20,
};

_Static_assert(CALLS + 0 < BPF_NUMBERS + 0, "the numbers that are looked up");

/* Low words only: of an int the kernel does not look at the rest. */
#define ARG(n)                                                                    \
	{                                                                         \
		BPF_LOAD, 0, 0, offsetof(struct sys_seccomp_data, args) + 8 * (n) \
	}
#define IF(here, code, k, yes, no)                         \
	{                                                  \
		code, (here)-1 - (yes), (here)-1 - (no), k \
	}
#define ANSWER(k)                   \
	{                           \
		BPF_RETURN, 0, 0, k \
	}

/* Those that depend on arguments, and what all others come down to. */
static const struct insn tail[] = {
	/* Obscure families had many a hole, and vsock is in no namespace. */
	ARG(0),
	IF(19, BPF_EQUAL, AF_UNIX, ALLOW_, 18),
	IF(18, BPF_EQUAL, AF_INET, ALLOW_, 17),
	IF(17, BPF_EQUAL, AF_INET6, ALLOW_, 16),
	IF(16, BPF_EQUAL, AF_NETLINK, 15, EAFNOSUPPORT_),
	ARG(2),
	IF(14, BPF_EQUAL, 0, ALLOW_, EAFNOSUPPORT_), /* NETLINK_ROUTE */
	/* What it is, that of 32-bit programs, and to ask. */
	ARG(0),
	IF(12, BPF_EQUAL, 0, ALLOW_, 11),
	IF(11, BPF_EQUAL, 8, ALLOW_, 10),
	IF(10, BPF_EQUAL, ~0u, ALLOW_, EPERM_),
	/* Words put into the mouth of whoever reads the terminal next. */
	ARG(1),
	IF(8, BPF_EQUAL, TIOCSTI, EPERM_, 7),
	IF(7, BPF_EQUAL, TIOCLINUX, EPERM_, ALLOW_),
	ARG(0),
	IF(5, BPF_ANY, NEW_ANY, EPERM_, ALLOW_),
	ANSWER(BPF_ERRNO | EAFNOSUPPORT),
	ANSWER(BPF_ALLOW),
	ANSWER(BPF_ERRNO | EPERM),
	ANSWER(BPF_ERRNO | ENOSYS),
};

/* By the action of calls.awk. */
static const unsigned char answers[2][8] = {
	{ALLOW_, ALLOW_, EPERM_, ENOSYS_, CLONE_, IOCTL_, SOCKET_, PERSONALITY_},
	{ALLOW_, EPERM_, EPERM_, ENOSYS_, CLONE_, IOCTL_, SOCKET_, EPERM_},
};

/* What the table says, by the answers for its actions. */
static void fill(const struct abi *abi, const unsigned char *answer, uint16_t *to)
{
	const unsigned char *r = abi->ranges;

	for (unsigned nr = 0; nr < BPF_NUMBERS; r++) {
		unsigned what = *r >> 5, n = *r & 31;

		n = n == 31 ? *++r : n + 1;
		while (n--)
			to[nr++] = answer[what];
	}
}

/* The part of the filter for one kind of calls; next is the one for others. */
static unsigned section(struct program *g, const struct abi *abi, bool strict, unsigned next)
{
	uint16_t to[BPF_NUMBERS];
	unsigned at;

	fill(abi, answers[strict], to);
	at = bpf_switch(g, to);
	if (abi->private) {
		at = bpf_if(g, BPF_REACHES, PRIVATE_FIRST, ALLOW_, at);
		at = bpf_if(g, BPF_ABOVE, PRIVATE_LAST, ENOSYS_, at);
	}
	at = bpf_load(g, NUMBER, at);
	return bpf_if(g, BPF_EQUAL, abi->audit, at, next);
}

void seccomp_assemble(struct program *g, const struct abi *ours, const struct abi *also,
	bool strict)
{
	unsigned next;

	memcpy(g->code + BPF_MOST - countof(tail), tail, sizeof tail);
	g->n = countof(tail);
	/* Half a filter is none: who calls the kernel otherwise has to end. */
	next = bpf_put(g, BPF_RETURN, BPF_KILL, 0, 0);
	if (also)
		next = section(g, also, strict, next);
	next = section(g, ours, strict, next);
	bpf_load(g, ARCH, next);
}

void seccomp_make(struct plan *p, struct program *g)
{
	const char *profile = p->safe ? "default" : "none";

	/* Who is joined, and nothing known of it, may have either. */
	if (p->strict || (p->enter.bare && !p->enter.raw))
		profile = "strict";
	if (p->seccomp_profile)
		profile = p->seccomp_profile;
	if (p->seccomp_arch && !other)
		die(0, "--seccomp-arch is for x86_64");
	if (*profile == 'n')
		return;
	seccomp_assemble(g, native, p->seccomp_arch ? other : NULL, *profile == 's');
	p->filter = g;
}

struct filter *seccomp_read(const struct plan *p)
{
	struct filter *filters = NULL, *f = NULL;
	size_t len;

	for (const struct op *op = p->ops; op < p->end; op++) {
		if (op->kind != OP_SECCOMP)
			continue;
		if (!filters)
			f = filters = data_room((p->end - p->ops + 1) * sizeof *filters);
		f->code = data_read("--seccomp", op->fd, &len);
		sys_close(op->fd);
		if (len % 8 || !len || len / 8 > BPF_MOST)
			die(0, "--seccomp %d: %zu bytes are no filter of 8 bytes each", op->fd, len);
		f++->len = len / 8;
	}
	return filters;
}

static void load(const struct filter *f)
{
	int err = sys_call(SYS_seccomp, SET_MODE_FILTER, 0, f);

	if (err < 0)
		die(err, "seccomp filter");
}

void seccomp_load(const struct plan *p, const struct filter *theirs)
{
	const struct program *g = p->filter;
	struct filter ours;

	for (; theirs && theirs->len; theirs++)
		load(theirs);
	if (!g)
		return;
	ours = (struct filter){g->n, g->code + BPF_MOST - g->n};
	load(&ours);
}

void seccomp_ended(const struct plan *p, int status)
{
	if (p->filter && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		warn(0, "killed by the system call filter; is this a 32-bit program? see --seccomp-arch");
}
