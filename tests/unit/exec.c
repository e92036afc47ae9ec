/* SPDX-License-Identifier: MIT */
/* The environment, and what a failed exec is called. */
#include "tap.h"

struct who who;

const char *tip_for(const char *said, int err)
{
	(void)said, (void)err;
	return "\0";
}

int main(void)
{
	static char a[] = "PATHS=/no", b[] = "PATH=/bin", c[] = "PATH=/later", d[] = "EMPTY=", e[] = "BARE";
	char *envp[] = {a, b, c, d, e, NULL}, *none[] = {NULL};

	is_str(exec_getenv(envp, "PATH"), "/bin", "the first of a name counts, a longer name does not");
	is_str(exec_getenv(envp, "EMPTY"), "", "a value may be empty");
	is_str(exec_getenv(envp, "BARE"), NULL, "a word without = is no variable");
	is_str(exec_getenv(envp, "PAT"), NULL, "a name is not its beginning");
	is_str(exec_getenv(none, "PATH"), NULL, "an empty environment has none");

	is_num(exec_status(-ENOENT), 127, "not found is 127");
	is_num(exec_status(-EACCES), 126, "not allowed is 126");
	is_num(exec_status(-ENOEXEC), 126, "not a program is 126");
	is_num(exec_status(-ENOTDIR), 126, "anything else is 126");

	is_num(pid1_status(0), 0, "an exit of 0 is 0");
	is_num(pid1_status(7 << 8), 7, "an exit of 7 is 7");
	is_num(pid1_status(255 << 8), 255, "an exit of 255 is 255");
	is_num(pid1_status(SIGTERM), 143, "a death by TERM is 143");
	is_num(pid1_status(SIGSEGV | 0x80), 139, "a core dump does not matter");
	return finish();
}
