/* SPDX-License-Identifier: MIT */
/*
 * Which calls the filter would refuse: it asks a process of ours instead, which lets
 * them pass and writes them down.  See seccomp_unotify(2).
 */
#include "sandbox.h"

/* Seen by monitor and listener. */
struct learned {
	volatile int fd; /* the listener's, one more */
	unsigned end;    /* of the text */
	char text[8184]; /* room for all the names there are */
};

/* linux/seccomp.h */
struct notice {
	uint64_t id;
	uint32_t pid, flags;
	struct sys_seccomp_data data;
};
struct reply {
	uint64_t id;
	int64_t value;
	int32_t error;
	uint32_t flags;
};
enum {
	POLLIN_ = 1,
	GO_ON = 1,
	NEW_LISTENER = 8,
};
static const unsigned long receive = 0xc0502100, answer = 0xc0182101;

void learn_begin(struct program *g)
{
	static const char head[] = "# refused:\n";

	g->learned = data_shared(sizeof *g->learned);
	memcpy(g->learned->text, head, sizeof head - 1);
	g->learned->end = sizeof head - 1;
}

/* Write down call nr as a rule that allows it, once, if it has a name. */
static void note(struct learned *l, char *name, unsigned nr)
{
	enum { NOTED = '/' }; /* no call's arguments are like that */
	static const char rest[] = ": 1\n";
	char *to = l->text + l->end, *start;

	for (; nr && *name; name++)
		nr -= *name < '0';
	for (start = name; *name >= '0'; name++)
		*to++ = *name;
	if (name == start || *name == NOTED)
		return;
	*name = NOTED;
	memcpy(to, rest, sizeof rest - 1);
	l->end = to + sizeof rest - 1 - l->text;
}

static APART _Noreturn void answer_all(const struct program *g)
{
	const struct sys_time ms = {.nsec = 1000000};
	const sys_sigset all = ~(sys_sigset)0;
	struct sys_pollfd p = {.events = POLLIN_};
	struct learned *l = g->learned;
	char *names;

	sys_prctl(PR_SET_PDEATHSIG, SIGKILL);
	sys_sigprocmask(SIG_SETMASK, &all, NULL);
	names = seccomp_names(NULL);
	/* The command cannot tell by a call: any might be one that the filter asks us about. */
	while (!l->fd)
		sys_sigtimedwait(&(sys_sigset){0}, NULL, &ms);
	/* From now on it is ours alone, and the ends of pipes are not ours. */
	sys_unshare(CLONE_FILES);
	sys_dup3(l->fd - 1, 0, 0);
	sys_close_range(1, ~0u, 0);
	while (sys_poll(&p, 1, NULL) < 0 || p.revents & POLLIN_) {
		struct notice n;
		struct reply r = {.flags = GO_ON};

		memset(&n, 0, sizeof n);
		/* ENOENT if it is dead by now. */
		if (sys_ioctl(0, receive, &n) < 0)
			continue;
		if (n.data.arch == g->audit)
			note(l, names, n.data.nr);
		r.id = n.id;
		sys_ioctl(0, answer, &r);
	}
	sys_exit(0);
}

/* Alone: no register that a system call takes may be in use over clone(2). */
static APART int start(const struct program *g, unsigned long flags)
{
	int pid = sys_twice(flags, NULL);

	if (pid == 0)
		answer_all(g);
	return pid;
}

int learn_load(struct program *g, bool alone)
{
	/* Not a child of the command, which would wait for it; but init has no siblings. */
	int fd = start(g, CLONE_FILES | (alone ? 0 : CLONE_PARENT) | SIGCHLD);

	for (struct insn *i = g->code + BPF_MOST - g->n; i < g->code + BPF_MOST; i++)
		if (i->code == BPF_RETURN && i->k != BPF_ALLOW && i->k != BPF_KILL_FOREIGN)
			i->k = BPF_ASK;
	if (fd >= 0)
		g->learned->fd = 1 + (fd = seccomp_load_ours(g, NEW_LISTENER));
	return fd;
}

void learn_tell(const struct program *g)
{
	/* If the filter was never loaded, why that is has been said. */
	if (g->learned->fd)
		sys_write(2, g->learned->text, g->learned->end);
}
