/* SPDX-License-Identifier: MIT */
/* What pack.awk has made of each text is that text again. */
#include "tap.h"
#include "../../sandbox/unpack.c"
#include "packed.h"
#include "few.c"

struct who who;

const char *tip_for(const char *said, int err)
{
	(void)said, (void)err;
	return "\0";
}

#define GROUP(title) title,
#define OPT(name, operands, take, arg, help) help,
#define HINT(call, err, code, text) call, code, text,
#define CAUSE(name, code, text) name, code, text,
static const char *const entries[] = {
#include "../../sandbox/options.def"
#include "../../sandbox/hints.def"
};
static const char *const heads[] = {OPTIONS};

int main(void)
{
	const struct unpacked *u = unpack();
	const char *s = u->text;

	is_num(FIRST_HINT, countof(heads), "the options come first");
	for (size_t i = 0; i < countof(entries); s += strlen(s) + 1, i++)
		is_str(s, entries[i], entries[i]);
	ok(s[0] == 1 && s == u->end, "and that is all of them");
	ok(2 * sizeof packed < (size_t)(s - u->text), "they are more than twice as short");
	return finish();
}
