/* SPDX-License-Identifier: MIT */
/* The kernel's command line: how many of its words are the program's. */
#include "tap.h"

struct who who;

const char *tip_for(const char *said, int err, char *room)
{
	(void)said, (void)err, (void)room;
	return "\0";
}

int main(void)
{
	is_num(boot_words(""), 0, "an empty line has no words for us");
	is_num(boot_words("console=ttyS0 quiet"), 0, "nor has one without --");
	is_num(boot_words("quiet --"), 0, "nor one that ends there");
	is_num(boot_words("quiet -- sh"), 1, "one word behind it");
	is_num(boot_words("quiet -- sh -c echo\n"), 3, "three, and the line's end");
	is_num(boot_words("-- sh"), 1, "-- may come first");
	is_num(boot_words("quiet  --   a\tb  "), 2, "any blanks part words");
	is_num(boot_words("a -- b -- c"), 3, "only the first -- counts");
	is_num(boot_words("a--b --c c--"), 0, "-- stands alone");
	is_num(boot_words("quiet -- sh -c \"echo a b\""), 3, "a quoted word may have blanks");
	is_num(boot_words("x=\"a -- b\" c"), 0, "a quoted -- is none");
	is_num(boot_words("x=\"a -- b\" -- c"), 1, "and does not hide the true one");
	is_num(boot_words("-- \"open"), 1, "a quote that is not closed ends with the line");
	return finish();
}
