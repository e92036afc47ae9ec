/* SPDX-License-Identifier: MIT */
/* Privileges, and how they are given up for good: capabilities(7). */
#include "sandbox.h"

enum {
	CAP_VERSION_3 = 0x20080522,
	CAP_SETGID = 6,
	CAP_SETUID = 7,
	CAP_SETPCAP = 8,
};

/* In the order of their numbers, without the CAP_. */
static const char names[] =
	"chown\0dac_override\0dac_read_search\0fowner\0fsetid\0kill\0setgid\0setuid\0"
	"setpcap\0linux_immutable\0net_bind_service\0net_broadcast\0net_admin\0net_raw\0"
	"ipc_lock\0ipc_owner\0sys_module\0sys_rawio\0sys_chroot\0sys_ptrace\0sys_pacct\0"
	"sys_admin\0sys_boot\0sys_nice\0sys_resource\0sys_time\0sys_tty_config\0mknod\0"
	"lease\0audit_write\0audit_control\0setfcap\0mac_override\0mac_admin\0syslog\0"
	"wake_alarm\0block_suspend\0audit_read\0perfmon\0bpf\0checkpoint_restore\0";

/* Whatever the case: CAP_KILL and cap_kill are the same. */
static bool same(const char *a, const char *b)
{
	while (*a && (*a | 0x20) == (*b | 0x20))
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
	for (const char *s = names; *s; s += strlen(s) + 1, bit <<= 1)
		if (same(name, s))
			return bit;
	return 0;
}

const char *caps_name(int cap)
{
	const char *s = names;

	while (*s && cap--)
		s += strlen(s) + 1;
	return *s ? s : NULL;
}

/* All that we are permitted. */
static uint64_t permitted(void)
{
	struct sys_cap_header h = {CAP_VERSION_3, 0};
	struct sys_cap_data d[2] = {{0}};
	int err = sys_capget(&h, d);

	if (err < 0)
		die(err, "capget");
	return (uint64_t)d[1].permitted << 32 | d[0].permitted;
}

bool caps_setid(void)
{
	uint64_t both = 1 << CAP_SETUID | 1 << CAP_SETGID;

	return (permitted() & both) == both;
}

void caps_drop(const struct plan *p)
{
	struct sys_cap_header h = {CAP_VERSION_3, 0};
	struct sys_cap_data d[2] = {{0}};
	uint64_t keep = p->caps;
	int err;

	err = sys_prctl(PR_SET_NO_NEW_PRIVS, 1);
	if (err < 0)
		die(err, "prctl no_new_privs");
	/* Root stays root over execve(2), with all of them. */
	if (keep == ~(uint64_t)0 && !p->my_uid && p->uid <= 0)
		return;
	if (keep)
		keep &= permitted();
	/* The bounding set first: that takes CAP_SETPCAP.  EINVAL is past the last, if
	 * we know of no more or reading says so as well. */
	for (int cap = 0; cap <= SYS_LAST_CAP; cap++) {
		if (keep >> cap & 1)
			continue;
		err = sys_prctl(PR_CAPBSET_DROP, cap);
		if (err == -EINVAL && (!caps_name(cap) || sys_prctl(PR_CAPBSET_READ, cap) == err))
			break;
		if (err < 0 && !(err == -EPERM && p->compat && !(permitted() >> CAP_SETPCAP & 1)))
			die(err, "prctl drop capability %d", cap);
	}
	for (int i = 0; i < 2; i++)
		d[i].effective = d[i].permitted = d[i].inheritable = keep >> (32 * i);
	/* What is not permitted cannot be ambient either; the kernel sees to that. */
	err = sys_capset(&h, d);
	if (err < 0)
		die(err, "capset");
	/* Ambient, so that they survive the exec of a user other than root. */
	for (int cap = 0; keep >> cap && cap <= SYS_LAST_CAP; cap++)
		if (keep >> cap & 1) {
			err = sys_call(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE,
				(long)cap, 0L, 0L);
			if (err < 0)
				die(err, "prctl raise capability %d", cap);
		}
}
