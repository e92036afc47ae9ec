/* SPDX-License-Identifier: MIT */
/* What the reader can do about a failure: a table, and questions to the kernel. */
#include "sandbox.h"

static const char hints[] =
#define HINT(call, err, code, text) call "\0" code "\0" text "\0"
#include "hints.def"
#undef HINT
	;

static const unsigned char errs[] = {
#define HINT(call, err, code, text) err,
#include "hints.def"
#undef HINT
	0,
};

/* The convention that a message begins with the call makes the table possible. */
const char *tip_for(const char *said, int err)
{
	const char *row = hints, *tip;
	size_t len;

	for (const unsigned char *e = errs; *e; e++) {
		len = strlen(row);
		tip = row + len + 1;
		if (*e == err && !strncmp(row, said, len) && (!len || strchr(" ", said[len])))
			return tip;
		row = tip + strlen(tip) + 1;
		row += strlen(row) + 1;
	}
	return "\0";
}

/* The number in a file of /proc/sys, or -1. */
static long setting(const char *path)
{
	char s[24];
	unsigned long n;

	if (fs_read(AT_FDCWD, path, s, sizeof s) < 0 || !fmt_number(s, 10, LONG_MAX, &n))
		return -1;
	return n;
}

const char *hints_clone(int err, unsigned flags)
{
	if (err == -EINVAL)
		return "NS_MISSING\0this kernel lacks one of them; /proc/self/ns lists those it has";
	if (err == -EUSERS || err == -ENOSPC) {
		if (setting("/proc/sys/user/max_user_namespaces") == 0)
			return "USERNS_OFF\0user namespaces are forbidden: sysctl user.max_user_namespaces is 0";
		return "NS_LIMIT\0a limit is reached: namespaces nest at most 32 deep, and /proc/sys/user has their numbers";
	}
	if (err != -EPERM && err != -EACCES)
		return NULL;
	if (!(flags & CLONE_NEWUSER))
		return "NOT_ROOT\0only root may without a new user namespace: leave out --share-user, or add user to --only";
	if (setting("/proc/sys/kernel/unprivileged_userns_clone") == 0)
		return "USERNS_OFF\0sysctl kernel.unprivileged_userns_clone is 0: set it to 1, or run as root";
	if (setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1)
		return "USERNS_APPARMOR\0AppArmor forbids it: give the program a profile with `userns,`, or set sysctl "
		       "kernel.apparmor_restrict_unprivileged_userns to 0";
	return "USERNS_DENIED\0user namespaces are refused here: in a chroot, or by a container's seccomp filter?";
}

void hints_die(int err, const char *tip, const char *msg, ...)
{
	va_list ap;

	va_start(ap, msg);
	vdie(err, tip, msg, ap);
}

/* Our machines have their least byte first. */
static uint32_t number(const char *s)
{
	uint32_t n;

	memcpy(&n, s, sizeof n);
	return n;
}

/* What the file that begins with head says the kernel shall load to run it, or NULL. */
static const char *interpreter(char *head, size_t n)
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
	static const char code[] = "NO_INTERPRETER\0it is there, but not what loads it: ";
	char head[PATH_MAX], tip[PATH_MAX];
	const char *file;
	long n;

	if (err == -ENOENT) {
		n = sys_read(open_program(name, env), head, sizeof head - 1);
		file = n < 64 ? NULL : interpreter(head, n);
		if (file && sys_faccessat(AT_FDCWD, file, F_OK) == -ENOENT) {
			memcpy(tip, code, sizeof code);
			fmt(tip + sizeof code - 1, NAME_MAX, "%s", file);
			hints_die(err, tip, "exec %s", name);
		}
	}
	die(err, "exec %s", name);
}
