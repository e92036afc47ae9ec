/* SPDX-License-Identifier: MIT */
/* From what was said to what is meant: defaults, implications, contradictions. */
#include "sandbox.h"

/* Where nothing is said of the file system, this is what there is. */
static const struct op profile[] = {
	{OP_BIND, .src = "/", .dest = "/",
		.attr = SYS_ATTR_RDONLY | SYS_ATTR_NOSUID | SYS_ATTR_NODEV},
	{OP_PROC, .dest = "/proc", .attr = SYS_ATTR_NOEXEC},
	{OP_DEV, .dest = "/dev"},
	{OP_TMPFS, .dest = "/tmp", .perms = 01777},
	{OP_TMPFS, .dest = "/run"},
};

/* --ro and --rw adjust the profile; every other one replaces it. */
static bool adjusts(const struct op *op)
{
	return op->in_place;
}

static void put_profile(struct plan *p)
{
	for (const struct op *op = p->ops; op < p->ops + p->nops; op++)
		if (!adjusts(op))
			return;
	memmove(p->ops + countof(profile), p->ops, p->nops * sizeof *p->ops);
	memcpy(p->ops, profile, sizeof profile);
	p->nops += countof(profile);
}

static void settle_namespaces(struct plan *p)
{
	unsigned implied = p->all;

	if (!p->compat) {
		implied = NS_ALL;
		p->ns_try = SYS_CLONE_NEWCGROUP | SYS_CLONE_NEWTIME;
	} else if (p->all) {
		implied &= ~SYS_CLONE_NEWTIME;
		p->ns_try = CLONE_NEWUSER | SYS_CLONE_NEWCGROUP;
	}
	p->ns_try = (p->ns_try | p->unshare_try) & ~p->unshare;
	p->ns = p->unshare | p->unshare_try | (implied & ~p->share);
	if (p->compat && p->my_uid)
		p->ns |= CLONE_NEWUSER;
	/* Without privilege there is nothing to be had without it. */
	if (p->my_uid)
		p->ns_try &= ~CLONE_NEWUSER;
	/* The place for the new root. */
	p->ns |= CLONE_NEWNS;
	p->ns_try &= p->ns;
}

void check_ids(struct plan *p)
{
	bool user = p->ns & CLONE_NEWUSER;
	bool given = p->uid != ID_SAME || p->gid != ID_SAME;

	if (!user && given)
		die(0, "--uid and --gid need a new user namespace");
	/* For real root every id keeps its meaning, and files keep their owners. */
	p->map_all = user && !p->compat && !p->my_uid && !given;
	p->two_levels = false;
	if (user && !p->map_all && ((p->uid == ID_SAME ? p->my_uid : p->uid) || (p->gid == ID_SAME ? p->my_gid : p->gid)))
		for (const struct op *op = p->ops; op < p->ops + p->nops; op++)
			p->two_levels |= op->kind == OP_DEV;
	/* Only the host's root owns what is in /proc, and an ordinary user cannot map it. */
	p->proc_writable = !user || !p->my_uid;
	p->keep_caps = p->compat && !p->my_uid;
}

void check(struct plan *p)
{
	static char *shell[] = {NULL, (char *)(uintptr_t) "/bin/sh", NULL};
	const char *name;

	settle_namespaces(p);
	if (!p->compat)
		put_profile(p);
	check_ids(p);

	if (p->hostname && !(p->ns & CLONE_NEWUTS))
		die(0, "--hostname needs a new uts namespace");
	if (p->hostname && strlen(p->hostname) > HOST_NAME_MAX)
		die(0, "--hostname %s: more than 64 characters", p->hostname);
	if (p->as_pid_1 && !(p->ns & CLONE_NEWPID))
		die(0, "--as-pid-1 needs a new pid namespace");
	if (!p->hostname && !p->compat && (p->ns & CLONE_NEWUTS))
		p->hostname = "sandbox";
	if (!p->compat)
		p->die_with_parent = !p->survive;
	p->init = (p->ns & CLONE_NEWPID) && !p->as_pid_1;

	if (!*p->command) {
		if (p->compat)
			die(0, "no command (see --help)");
		name = exec_getenv(p->env, "SHELL");
		if (name && *name)
			shell[1] = (char *)(uintptr_t)name;
		p->command = shell + 1;
	}
}
