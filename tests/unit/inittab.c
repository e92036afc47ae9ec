/* SPDX-License-Identifier: MIT */
/* inittab: what a line means, which are wrong, and whatever bytes there are. */
#include "machine.h"
#include "tap.h"

struct who who = {.prefix = ""};

const char *tip_for(const char *said, int err)
{
	(void)said, (void)err;
	return "\0";
}

static struct inittab t;
static char said[65536];
static int to_us[2];

/* How many entries text has; what is wrong with it goes to said. */
static long parse(const char *text)
{
	long n;

	snprintf(t.text, sizeof t.text, "%s", text);
	inittab_parse(&t, "tab");
	n = read(to_us[0], said, sizeof said - 1);
	said[n > 0 ? n : 0] = 0;
	return t.end - t.entry;
}

static void is_entry(int i, const char *tty, int action, const char *process, const char *name)
{
	ok(!strcmp(t.entry[i].tty, tty) && (int)t.entry[i].action == action &&
			!strcmp(t.entry[i].process, process),
		name);
}

static void is_wrong(const char *text, const char *why)
{
	is_num(parse(text), 0, why);
	is_str(said, why, "and that is said");
}

/* A place for "exec " is needed before each process. */
static bool has_room(void)
{
	for (struct entry *e = t.entry; e < t.end; e++)
		if (e->process < t.text + 6 || !*e->process || e->tty < t.text ||
			e->tty > e->process || e->process >= t.text + sizeof t.text)
			return false;
	return true;
}

/* Lines put together from what lines are made of, and from noise. */
static void test_noise(void)
{
	static const char *const parts[] = {":", "::", "respawn", "once", "/dev/tty1", "\n", "#", " ", "\t",
		"-", "\r", "sysinit:", "/bin/sh", "'", "restart", ":wait:x\n", "\377", "\1"};
	unsigned seed = 1;
	bool good = true;

	for (int round = 0; round < 20000; round++) {
		char s[200] = "";
		size_t n = 0;

		while (n < sizeof s - 20 && (seed = seed * 1103515245 + 12345) >> 16 & 31)
			n += snprintf(s + n, sizeof s - n, "%s", parts[(seed >> 16) % (sizeof parts / sizeof *parts)]);
		parse(s);
		good &= has_room();
	}
	ok(good, "whatever the bytes, an entry is in the text and has room for exec");
}

int main(void)
{
	char many[INITTAB_SIZE] = "";

	if (pipe2(to_us, O_NONBLOCK) < 0)
		return 1;
	dup2(to_us[1], 2);

	is_num(parse(""), 0, "an empty file has no entries");
	is_num(parse("# one\n\n   \n#::once:x\n"), 0, "nor have comments and empty lines");
	is_str(said, "", "and nothing is wrong with them");
	is_num(parse("::sysinit:/a b\ntty1:345:respawn:x:y#z  \r\n/dev/ttyS0::askfirst:-/bin/sh"), 3, "three");
	is_entry(0, "", SYSINIT, "/a b", "no id is the console");
	is_entry(1, "tty1", RESPAWN, "x:y#z", "the process is the rest, but for blanks at its end");
	is_entry(2, "ttyS0", ASKFIRST, "-/bin/sh", "/dev/ may stand before an id, and no newline in the end");
	is_num(parse("::wait:a\n::once:a\n::ctrlaltdel:a\n::shutdown:a\n::restart:a\n"), 5, "the other actions");
	is_entry(0, "", WAIT, "a", "wait");
	is_entry(1, "", ONCE, "a", "once");
	is_entry(2, "", CTRLALTDEL, "a", "ctrlaltdel");
	is_entry(3, "", SHUTDOWN, "a", "shutdown");
	is_entry(4, "", RESTART, "a", "restart");

	is_wrong("x", "tab:1: id:runlevels:action:process is wanted\n");
	is_wrong("\n#\n::once", "tab:3: id:runlevels:action:process is wanted\n");
	is_wrong("::once:", "tab:1: there is no process\n");
	is_wrong("::once: \t", "tab:1: there is no process\n");
	is_wrong("::Once:x", "tab:1: no such action\n");
	is_wrong("::oncer:x", "tab:1: no such action\n");
	is_wrong("id:3:initdefault:x", "tab:1: no such action\n");
	is_num(parse("bad\n::once:good\nbad"), 1, "a good line between bad ones counts");
	is_entry(0, "", ONCE, "good", "as if they were not there");

	for (int i = 0; i < INITTAB_MAX + 1; i++)
		strcat(many, "::once:x\n");
	is_num(parse(many), INITTAB_MAX, "more than there is room for");
	is_str(said, "tab:101: there are too many before it\n", "are left out, which is said");
	memset(many, ':', sizeof many - 1);
	is_num(parse(many), 0, "nothing but colons");
	test_noise();
	return finish();
}
