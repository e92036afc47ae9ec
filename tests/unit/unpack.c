/* SPDX-License-Identifier: MIT */
/* What pack.awk has made of each text is that text again. */
#include "tap.h"
#include "../../sandbox/unpack.c"
#include "packed.h"

struct who who;

const char *tip_for(const char *said, int err)
{
	(void)said, (void)err;
	return "\0";
}

#define GROUP(title) title,
#define OPT(name, operands, take, arg, help) help,
#define HINT(call, err, code, text) code, text,
#define CAUSE(name, code, text) code, text,
static const char *const texts[] = {
#include "../../sandbox/options.def"
#include "../../sandbox/hints.def"
};
static const char *const heads[] = {OPTIONS};

int main(void)
{
	static struct unpacked u;
	const char *s = u.text;

	unpack(&u, TEXTS, 1);
	is_num(FIRST_HINT, countof(heads), "the options come first");
	for (size_t i = 0; i < countof(texts); s += strlen(s) + 1, i++)
		is_str(s, texts[i], texts[i]);
	ok(s[0] == 1 && s + 1 - u.text < (long)sizeof u.text, "and that is all of them");
	ok(2 * sizeof(TEXTS) < (size_t)(s - u.text), "they are more than twice as short");
	return finish();
}
