/* SPDX-License-Identifier: MIT */
/* What the mountinfo of a process contains, whose mount namespace may be anybody's. */
#define list_show shown
#define list_user user_of
#define list_skip skip
#include "fuzz.h"

#include "../../sandbox/list.c"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct list *l;

	who = (struct who){.prefix = "fuzz: ", .status = EXIT_OURS};
	content = bytes;
	content_size = n;
	sys_chdir("/proc");
	if (!setjmp(death)) {
		l = data_room(sizeof *l);
		l->rows = data_room(MOST * sizeof *l->rows);
		row(l, 0);
		see_mounts(l, "self");
		for (uint32_t i = 1; i < l->end; i++)
			if (l->rows[i].path && !*l->rows[i].path)
				abort();
		if (*l->out || l->line[sizeof l->line - 1])
			abort();
	}
	give_back();
	return 0;
}
