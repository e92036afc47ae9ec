/* SPDX-License-Identifier: MIT */
/* The kernel's command line: its words for us, and how many are the program's. */
#include "machine.h"
#include "tap.h"

struct who who;

const char *tip_for(const char *said, int err)
{
	(void)said, (void)err;
	return "\0";
}

static struct params p;

static int words(const char *line)
{
	static char s[256];

	snprintf(s, sizeof s, "%s", line);
	param_read(&p, s);
	return p.words;
}

int main(void)
{
	is_num(words(""), 0, "an empty line has no words for us");
	is_num(words("console=ttyS0 quiet"), 0, "nor has one without --");
	is_num(words("quiet --"), 0, "nor one that ends there");
	is_num(words("quiet -- sh"), 1, "one word behind it");
	is_num(words("quiet -- sh -c echo\n"), 3, "three, and the line's end");
	is_num(words("-- sh"), 1, "-- may come first");
	is_num(words("quiet  --   a\tb  "), 2, "any blanks part words");
	is_num(words("a -- b -- c"), 3, "only the first -- counts");
	is_num(words("a--b --c c--"), 0, "-- stands alone");
	is_num(words("quiet -- sh -c \"echo a b\""), 3, "a quoted word may have blanks");
	is_num(words("x=\"a -- b\" c"), 0, "a quoted -- is none");
	is_num(words("x=\"a -- b\" -- c"), 1, "and does not hide the true one");
	is_num(words("-- \"open"), 1, "a quote that is not closed ends with the line");

	words("root=/dev/a rw panic=7 root=LABEL=x ro rootwait hostname=\"a b\" init.grace=9 -- root=/no");
	is_str(p.value[ROOT], "LABEL=x", "of two the last one counts, = and all");
	ok(p.value[RO] > p.value[RW], "of ro and rw, too");
	is_str(p.value[ROOTWAIT], "", "a word may have no value");
	is_str(p.value[HOSTNAME], "a b", "a value may be quoted");
	is_str(p.value[INIT], NULL, "init.grace is not init");
	is_num(param_number(&p, GRACE, 5), 9, "nor is it lost");
	is_num(param_number(&p, WATCHDOG, 5), 5, "a number that is not there is another");
	words("\"root=LABEL=x y\" rootx=1 xroot=2 panic=-1 init.grace=x");
	is_str(p.value[ROOT], "LABEL=x y", "the whole word may be quoted");
	is_num(param_number(&p, PANIC, 3), 3, "what is no number is not there");
	is_num(param_number(&p, GRACE, 4), 4, "nor is a word");
	words("rootflags= rootflags");
	is_str(p.value[ROOTFLAGS], "", "a value may be empty");
	return finish();
}
