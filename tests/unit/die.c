/* SPDX-License-Identifier: MIT */
/* Messages: their form, their hints, and what is too long. */
#include "tap.h"

struct who who = {.prefix = "me: ", .status = 125};

const char *tip_for(const char *said, int err)
{
	if (err == EPERM && !strcmp(said, "mount /x"))
		return "NOT_ROOT\0be root";
	if (err == ENOENT && !strcmp(said, "mount"))
		return "\0make it";
	return err == ENOSPC ? "ANY\0" : "\0";
}

static char said[8192];
static int to_us[2];

/* What fd 2 received since the last time; all in one piece, if pipe is one of packets. */
static const char *heard(void)
{
	ssize_t n = read(to_us[0], said, sizeof said - 1);

	said[n > 0 ? n : 0] = 0;
	return said;
}

static void test_reasons(void)
{
	bool all = true;

	for (int e = 1; e <= ELOOP; e++) {
		char want[256], plain[32];

		if (e == ENOSPC || !strncmp(strerror(e), "Unknown", 7))
			continue;
		snprintf(want, sizeof want, "me: x: %s\n", strerror(e));
		snprintf(plain, sizeof plain, "me: x: errno %d\n", e);
		warn(-e, "x");
		heard();
		if (strcmp(said, want) && strcmp(said, plain)) {
			printf("# errno %d: %s# libc:  %s", e, said, want);
			all = false;
		}
	}
	ok(all, "every errno up to ELOOP has libc's text, or none");
}

static void test_long(void)
{
	static char name[5000];

	memset(name, 'x', sizeof name - 1);
	warn(-EPERM, "mount %s", name);
	heard();
	is_num((long)strlen(said), 4 + 1535 + 2 + 23 + 1, "a message that is too long is cut");
	is_str(said + 4 + 1535, ": Operation not permitted\n", "and has its reason all the same");
	is_str(heard(), "", "and nothing follows it");
}

int main(void)
{
	int tty = dup(2);

	if (pipe2(to_us, O_NONBLOCK | O_DIRECT) < 0 || tty < 0)
		return 1;
	dup2(to_us[1], 2);

	warn(0, "plain %d", 3);
	is_str(heard(), "me: plain 3\n", "a message without a cause is one line");
	warn(-EACCES, "mount %s", "/x");
	is_str(heard(), "me: mount /x: Permission denied\n", "a cause comes last");
	warn(-EPERM, "mount %s", "/x");
	is_str(heard(), "me: mount /x: Operation not permitted (NOT_ROOT)\nme: hint: be root\n",
		"a code word ends the line, a hint is the second line of the same write");
	warn(-ENOENT, "mount");
	is_str(heard(), "me: mount: No such file or directory\nme: hint: make it\n",
		"a hint without a code word");
	warn(-ENOSPC, "mount %d", 1);
	is_str(heard(), "me: mount 1: No space left on device (ANY)\n",
		"a code word alone");
	warn(-200, "x");
	is_str(heard(), "me: x: errno 200\n", "a cause without a text has its number");
	test_reasons();
	test_long();

	dup2(tty, 2);
	return finish();
}
