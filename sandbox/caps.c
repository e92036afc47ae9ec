/* SPDX-License-Identifier: MIT */
/* Privileges, and how they are given up for good: capabilities(7). */
#include "sandbox.h"

enum {
	CAP_VERSION_3 = 0x20080522,
	CAP_SETGID = 6,
	CAP_SETUID = 7,
	CAP_SETPCAP = 8,
	CAP_SYS_PTRACE = 19,
	CAP_LEASE = 28,
	CAP_CHECKPOINT_RESTORE = 40, /* the last of Linux 5.9 */
	GET_KEYRING_ID = 0,
	JOIN_SESSION_KEYRING = 1,
	SESSION_KEYRING = -3,
	/* NOROOT, NO_SETUID_FIXUP, NO_CAP_AMBIENT_RAISE, and locks on all and KEEP_CAPS. */
	SECURED = 0xef,
};

/* Whatever the case: CAP_KILL and cap_kill are the same. */
static bool same(const char *a, const char *b)
{
	while (*a && *b && (*a | 0x20) == (*b | 0x20))
		a++, b++;
	return !*a && !*b;
}

uint64_t caps_named(const char *name)
{
	uint64_t bit = 1;

	if (same(name, "all"))
		return ~(uint64_t)0;
	if (strlen(name) > 4 && !memcmp(name, "CAP_", 4))
		name += 4;
	else if (strlen(name) > 4 && !memcmp(name, "cap_", 4))
		name += 4;
	for (const char *s = parse_rows(ROWS_CAPS); *s; s = fmt_nth(s, 1), bit <<= 1)
		if (same(name, s))
			return bit;
	return 0;
}

const char *caps_name(int cap)
{
	const char *s = parse_rows(ROWS_CAPS);

	while (*s && cap--)
		s = fmt_nth(s, 1);
	return *s ? s : NULL;
}

/* What a process has in all sets; and all that it is permitted. */
static uint64_t get(int pid, struct sys_cap_data *d)
{
	struct sys_cap_header h = {CAP_VERSION_3, pid};
	int err = sys_capget(&h, d);

	if (err < 0)
		die(err, "capget");
	return (uint64_t)d[1].permitted << 32 | d[0].permitted;
}

APART uint64_t caps_permitted(int pid)
{
	struct sys_cap_data d[2];

	return get(pid, d);
}

bool caps_ptrace(void)
{
	return caps_permitted(0) >> CAP_SYS_PTRACE & 1;
}

bool caps_setid(void)
{
	uint64_t both = 1 << CAP_SETUID | 1 << CAP_SETGID;

	return (caps_permitted(0) & both) == both;
}

/*
 * The bounding set, which takes CAP_SETPCAP.  EINVAL is past the last, if it
 * would be a new one or reading says so as well.
 */
static void bound(const struct plan *p, uint64_t keep)
{
	int err;

	for (int cap = 0; cap <= SYS_LAST_CAP; cap++) {
		if (keep >> cap & 1)
			continue;
		err = sys_prctl(PR_CAPBSET_DROP, cap);
		if (err == -EINVAL &&
			(cap > CAP_CHECKPOINT_RESTORE || sys_prctl(PR_CAPBSET_READ, cap) == err))
			break;
		if (err < 0 &&
			!(err == -EPERM && p->compat && !(caps_permitted(0) >> CAP_SETPCAP & 1)))
			die(err, "prctl drop capability %d", cap);
	}
}

static void set(const struct sys_cap_data *d)
{
	struct sys_cap_header h = {CAP_VERSION_3, 0};
	int err = sys_capset(&h, d);

	if (err < 0)
		die(err, "capset");
}

/* Ambient, so that they survive the exec of a user other than root. */
static void lift(struct sys_cap_data *d, uint64_t keep)
{
	int err = 0;

	for (int i = 0; i < 2; i++)
		d[i].inheritable = keep >> (32 * i);
	set(d);
	for (int cap = 0; err >= 0 && keep >> cap && cap <= SYS_LAST_CAP; cap++)
		if (keep >> cap & 1)
			err = sys_call(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE,
				(long)cap, 0L, 0L);
	if (err < 0)
		die(err, "prctl raise capabilities");
}

void caps_keep(void)
{
	struct sys_cap_data d[2];
	uint64_t keep = get(0, d);

	lift(d, keep);
}

/*
 * What the kernel says we have in the end: nothing beyond keep.  Nothing is ambient
 * that is not both permitted and inheritable, so that four sets tell of all five.
 */
static void verify(uint64_t keep)
{
	struct sys_cap_data d[2];
	bool more = get(0, d) & ~keep;
	int have = 0;

	for (int i = 0; i < 2; i++)
		more |= (d[i].effective | d[i].inheritable) & ~(uint32_t)(keep >> (32 * i));
	for (int cap = 0; have >= 0 && cap <= SYS_LAST_CAP; cap++) {
		have = sys_prctl(PR_CAPBSET_READ, cap);
		more |= have > 0 && !(keep >> cap & 1);
	}
	if (more || sys_prctl(PR_GET_SECUREBITS, 0) != SECURED)
		die(0, "capabilities are left");
}

void caps_drop(const struct plan *p)
{
	struct sys_cap_data d[2];
	uint64_t keep = p->caps;
	int err;

	err = sys_prctl(PR_SET_NO_NEW_PRIVS, 1);
	if (err < 0)
		die(err, "prctl no_new_privs");
	/* Root stays root over execve(2), with all of them. */
	if (keep == ~(uint64_t)0 && !p->my_uid && p->uid <= 0)
		return;
	if (keep) {
		keep &= get(0, d);
		lift(d, keep);
	}
	/* From here on being root is worth nothing, and that is for good. */
	err = p->safe ? sys_prctl(PR_SET_SECUREBITS, SECURED) : 0;
	if (err < 0)
		die(err, "prctl securebits");
	bound(p, keep);
	for (int i = 0; i < 2; i++)
		d[i].effective = d[i].permitted = d[i].inheritable = keep >> (32 * i);
	/*
	 * Of whom the caller may look at the command keeps off if that has a capability more,
	 * here one of no use, not even effective; execve(2) takes it from the command.  See
	 * cap_ptrace_access_check() in security/commoncap.c.
	 */
	if (p->on_view && p->init)
		d[0].permitted |= caps_permitted(0) & 1 << CAP_LEASE;
	/* What is not permitted cannot be ambient either; the kernel sees to that. */
	set(d);
	if (p->safe)
		verify(keep);
}

/*
 * The groups of the caller say nothing about the sandbox.  EPERM is where whoever
 * made the user namespace that we are in has denied it, or for who is not root.
 */
static void drop_groups(const struct plan *p)
{
	int err = p->my_uid || p->only ? -EPERM : sys_setgroups(0, NULL);

	if (err < 0 && (err != -EPERM || (p->strict && sys_call(SYS_getgroups, 0L, 0L) > 0)))
		die(err, "setgroups");
	if (err < 0 && p->safe && !p->my_uid && sys_call(SYS_getgroups, 0L, 0L) > 0)
		warn(err, "setgroups");
}

void caps_outside(const struct plan *p)
{
	long err = p->only ? 0 : sys_call(SYS_keyctl, JOIN_SESSION_KEYRING, 0L);

	/* Where there are no keys, or a filter forbids to ask, that is so for any question. */
	if ((err == -ENOSYS || err == -EPERM) &&
		sys_call(SYS_keyctl, GET_KEYRING_ID, SESSION_KEYRING, 0L) == err)
		err = 0;
	if (err < 0)
		die(err, "keyctl new session keyring");
	drop_groups(p);
}

/* From whoever has our ids: what is to be found of us in /proc, and our memory. */
int caps_hide(const struct plan *p)
{
	return p->on_view ? 0 : sys_prctl(PR_SET_DUMPABLE, 0);
}
