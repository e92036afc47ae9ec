/* SPDX-License-Identifier: MIT */
/* A map of ids: its words are the first line, and all files of accounts are the rest. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const uint8_t *rest = n ? memchr(bytes, '\n', n) : NULL;
	size_t len = rest ? (size_t)(rest - bytes) : n;
	char words[256], user[256];
	struct plan p = {PLAN_BLANK, .my_uid = 1000, .my_gid = 1000, .user = user};

	if (len >= sizeof words)
		return 0;
	memcpy(words, bytes, len);
	words[len] = 0;
	memcpy(user, words, len + 1);
	who = (struct who){.prefix = "fuzz: ", .status = EXIT_OURS};
	content = bytes + len;
	content_size = n - len;
	content_stays = true;
	for (volatile int way = 0; way < 4; way++) {
		p.map_auto = way == 2;
		p.map_subids = way == 3;
		if (!setjmp(death)) {
			if (way < 2)
				idmap_words(&p, 0, words, way ? 1000 : NONE, 1000);
			else
				idmap_check(&p);
			if (p.maps[0] && strlen(p.maps[0]) >= 4096)
				abort();
		}
		p.maps[0] = p.maps[1] = NULL;
		give_back();
	}
	return 0;
}
