/* SPDX-License-Identifier: MIT */
/* What pack.awk has made of each text is that text again. */
#include "tap.h"
#include "../../sandbox/unpack.c"

struct who who;

const char *tip_for(const char *said, int err, char *room)
{
	(void)said, (void)err, (void)room;
	return "\0";
}

#define GROUP(title) title,
#define OPT(name, operands, take, arg, help) help,
#define HINT(call, err, code, text) text,
#define CAUSE(name, code, text) text,
static const char *const packed[] = {OPTIONS HINTS};
static const char *const plain[] = {
#include "../../sandbox/options.def"
#include "../../sandbox/hints.def"
};

int main(void)
{
	char text[TEXT_ROOM];
	size_t lengths[2] = {0};

	is_num(countof(packed), countof(plain), "there is each text");
	for (size_t i = 0; i < countof(packed); i++) {
		unpack(text, packed[i]);
		is_str(text, plain[i], plain[i]);
		lengths[0] += strlen(packed[i]);
		lengths[1] += strlen(plain[i]);
	}
	ok(3 * lengths[0] < 2 * lengths[1], "they are a third shorter");
	return finish();
}
