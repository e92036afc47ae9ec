/* SPDX-License-Identifier: MIT */
/* Privileges, and how they are given up for good: capabilities(7). */
#include "sandbox.h"

enum { CAP_VERSION_3 = 0x20080522 };

void caps_drop(const struct plan *p)
{
	struct sys_cap_header h = {CAP_VERSION_3, 0};
	struct sys_cap_data none[2] = {{0}};
	int err;

	err = sys_prctl(PR_SET_NO_NEW_PRIVS, 1);
	if (err < 0)
		die(err, "prctl no_new_privs");
	if (p->keep_caps)
		return;
	/* The bounding set first: that takes CAP_SETPCAP.  EINVAL is past the last. */
	for (int cap = 0; cap <= SYS_LAST_CAP; cap++) {
		err = sys_prctl(PR_CAPBSET_DROP, cap);
		if (err == -EINVAL)
			break;
		if (err < 0)
			die(err, "prctl drop capability %d", cap);
	}
	/* What is not permitted cannot be ambient; the kernel sees to that. */
	err = sys_capset(&h, none);
	if (err < 0)
		die(err, "capset");
}
