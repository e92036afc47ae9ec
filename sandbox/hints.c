/* SPDX-License-Identifier: MIT */
/* What the reader can do about a failure: a table, and questions to the kernel. */
#include "sandbox.h"
#include "packed.h"

#define CAUSE(name, code, text) HINT(name, ASKED, code, text)

/* No errno: what hints_clone has found out. */
enum { ASKED = 255 };

static const unsigned char errs[] = {
#define HINT(call, err, code, text) err,
	HINTS
#undef HINT
	0,
};

/* The convention that a message begins with the call makes the table possible. */
const char *tip_for(const char *said, int err)
{
	const char *row = fmt_nth(unpack()->text, FIRST_HINT);
	size_t len;

	for (const unsigned char *e = errs; *e; e++, row = fmt_nth(row, 3)) {
		len = strlen(row);
		if (*e == err && !strncmp(row, said, len) && (!len || strchr(" ", said[len])))
			return row + len + 1;
	}
	return "\0";
}

/* The number in a file of /proc/sys, whose name is among the words; or -1. */
static long setting(const char *path)
{
	char s[24];
	unsigned long n;

	path = unpack_words(path);
	if (fs_read(AT_FDCWD, path, s, sizeof s) < 0 || !fmt_number(s, LONG_MAX, &n))
		return -1;
	return n;
}

/* What the row for it in hints.def begins with; one that there is not if it is none of these. */
static IN_LINE const char *cause(int err, unsigned flags)
{
	if (err == -EINVAL)
		return "lacks";
	if (err == -EUSERS || err == -ENOSPC)
		return setting(WORDS("/proc/sys/user/max_user_namespaces")) == 0 ? "none" : "limit";
	if (err != -EPERM && err != -EACCES)
		return "";
	if (!(flags & CLONE_NEWUSER))
		return "root";
	if (setting(WORDS("/proc/sys/kernel/unprivileged_userns_clone")) == 0)
		return "off";
	if (setting(WORDS("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")) == 1)
		return "apparmor";
	return "denied";
}

const char *hints_why(int err, unsigned flags)
{
	const char *why = cause(err, flags);

	return *why ? tip_for(why, ASKED) : NULL;
}

void hints_clone(int err, unsigned flags, const char *msg, const char *names)
{
	vdie(err, hints_why(err, flags), msg, (const uintptr_t[]){(uintptr_t)names});
}

/* Our machines have their least byte first. */
static uint32_t number(const char *s)
{
	uint32_t n;

	memcpy(&n, s, sizeof n);
	return n;
}

/* What the file that begins with head says the kernel shall load to run it, or NULL. */
static APART const char *interpreter(char *head, size_t n)
{
	/* Where the files of each class have what: elf(5). */
	bool wide = head[EI_CLASS] == ELFCLASS64;
	size_t at = number(head + (wide ? 32 : 28));

	head[n] = 0;
	if (head[0] == '#' && head[1] == '!') {
		head += 2 + (head[2] == ' ');
		head[fmt_until(head, " \t\n")] = 0;
		return head;
	}
	for (; number(head) == 0x464c457f && at < n - 64; at += wide ? 56 : 32)
		if (number(head + at) == PT_INTERP) {
			at = number(head + at + (wide ? 8 : 4));
			return at < n ? head + at : NULL;
		}
	return NULL;
}

/* The file that exec_search has found. */
static int open_program(const char *name, char *const *env)
{
	const char *path = exec_getenv(env, "PATH");
	char file[PATH_MAX];
	int fd = sys_open(name, O_RDONLY);
	size_t n;

	for (; fd < 0 && path && *path && !strchr(name, '/'); path += n + !!path[n]) {
		n = fmt_until(path, ":");
		fmt(file, sizeof file, "%s", path);
		fmt(file + (n < NAME_MAX ? n : 0), NAME_MAX, "/%s", name);
		fd = sys_open(file, O_RDONLY);
	}
	return fd;
}

/* The kernel says ENOENT for the program and for its interpreter. */
void hints_exec(int err, const char *name, char *const *env)
{
	static const char code[] WORDS_SECTION =
		"NO_INTERPRETER\0it is there, but not what loads it: ";
	char head[PATH_MAX], tip[PATH_MAX];
	const char *file;
	long n;

	if (err == -ENOENT) {
		n = sys_read(open_program(name, env), head, sizeof head - 1);
		file = n < 64 ? NULL : interpreter(head, n);
		if (file && fs_find(file) == -ENOENT) {
			memcpy(tip, unpack_words(code), sizeof code);
			fmt(tip + sizeof code - 1, NAME_MAX, "%s", file);
			vdie(err, tip, WORDS("exec %s"), (const uintptr_t[]){(uintptr_t)name});
		}
	}
	die(err, "exec %s", name);
}
