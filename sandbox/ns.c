/* SPDX-License-Identifier: MIT */
/* Namespaces: made all at once, then given ids, a loopback and a name. */
#include "sandbox.h"

const struct ns ns_table[NS_KINDS] = {
	{"user", CLONE_NEWUSER},
	{"mnt", CLONE_NEWNS},
	{"pid", CLONE_NEWPID},
	{"net", CLONE_NEWNET},
	{"ipc", CLONE_NEWIPC},
	{"uts", CLONE_NEWUTS},
	{"cgroup", SYS_CLONE_NEWCGROUP},
	{"time", SYS_CLONE_NEWTIME},
};

/* Their names, as a list. */
static void list(char *buf, size_t size, unsigned flags)
{
	size_t n = 0;

	*buf = 0;
	for (const struct ns *ns = ns_table; ns < ns_table + NS_KINDS; ns++)
		if (flags & ns->flag)
			n += fmt(buf + n, size - n, n ? ",%s" : "%s", ns->name);
}

/* Those of flags that this kernel was built without. */
static unsigned missing(unsigned flags)
{
	unsigned lack = 0;
	char path[32];

	for (const struct ns *ns = ns_table; ns < ns_table + NS_KINDS; ns++) {
		fmt(path, sizeof path, "/proc/self/ns/%s", ns->name);
		if ((flags & ns->flag) && sys_faccessat(AT_FDCWD, path, F_OK) == -ENOENT)
			lack |= ns->flag;
	}
	return lack;
}

static int clone_with(unsigned flags)
{
	struct sys_clone_args args = {.flags = flags, .exit_signal = SIGCHLD};

	return sys_clone3(&args);
}

static void refuse(int err, unsigned flags, const char *msg, ...) PRINTF(3, 4);

static void refuse(int err, unsigned flags, const char *msg, ...)
{
	va_list ap;

	va_start(ap, msg);
	say(err, hints_clone(err, flags), msg, ap);
	va_end(ap);
	sys_exit(who.status);
}

/*
 * What is optional and cannot be had: a kind that this kernel was built without,
 * or user namespaces where they are forbidden.
 */
static unsigned give_up(const struct plan *p, int err)
{
	unsigned without = p->ns_try & missing(p->ns_try);

	if (err == -EPERM || err == -ENOSPC || err == -EUSERS)
		without |= p->ns_try & CLONE_NEWUSER;
	return without;
}

int ns_clone(struct plan *p)
{
	int pid = clone_with(p->ns);
	unsigned without;
	char names[64];

	if (pid < 0 && p->ns_try) {
		without = give_up(p, pid);
		list(names, sizeof names, without);
		if (without && !p->compat)
			warn(0, "going on without what the kernel lacks: namespace %s", names);
		if (without) {
			p->ns &= ~without;
			p->ns_try &= ~without;
			check_ids(p);
			return ns_clone(p);
		}
	}
	if (pid < 0) {
		list(names, sizeof names, p->ns);
		refuse(pid, p->ns, "clone3 with new namespaces %s", names);
	}
	return pid;
}

/* One line into /proc/self/NAME, which must be opened when the ids are wanted. */
static void map(int self, const char *name, long in, long out)
{
	char line[48];
	size_t n = fmt(line, sizeof line, "%u %u 1\n", (unsigned)in, (unsigned)out);
	int err = fs_write(self, name, line, n);

	if (err < 0)
		die(err, "write %s %u %u 1", name, (unsigned)in, (unsigned)out);
}

/* Without privilege gid_map can only be written once groups cannot be dropped. */
static void map_ids(int self, long uid, long my_uid, long gid, long my_gid)
{
	int err;

	map(self, "uid_map", uid, my_uid);
	err = fs_write(self, "setgroups", "deny", 4);
	if (err < 0 && err != -ENOENT)
		die(err, "write setgroups deny");
	map(self, "gid_map", gid, my_gid);
}

static long inner(long asked, long outer)
{
	return asked == ID_SAME ? outer : asked;
}

void ns_settle(const struct plan *p, int self)
{
	int err;

	/*
	 * A devpts instance needs uid and gid 0 in the user namespace that mounts
	 * it (mknod_ptmx() in fs/devpts/inode.c), so where the command is to have
	 * other ids there is a second level below the first.
	 */
	if ((p->ns & CLONE_NEWUSER) && !p->map_all) {
		if (p->two_levels)
			map_ids(self, 0, p->my_uid, 0, p->my_gid);
		else
			map_ids(self, inner(p->uid, p->my_uid), p->my_uid,
				inner(p->gid, p->my_gid), p->my_gid);
	}
	if (p->ns & CLONE_NEWNET) {
		err = net_lo_up();
		if (err < 0)
			die(err, "loopback");
	}
	if (p->hostname) {
		err = sys_sethostname(p->hostname, strlen(p->hostname));
		if (err < 0)
			die(err, "sethostname %s", p->hostname);
	}
}

void ns_settle_ids(const struct plan *p, int self)
{
	int err;

	if (!p->two_levels)
		return;
	err = sys_unshare(CLONE_NEWUSER);
	if (err < 0)
		refuse(err, CLONE_NEWUSER, "unshare a second user namespace");
	map_ids(self, inner(p->uid, p->my_uid), 0, inner(p->gid, p->my_gid), 0);
}
