/* SPDX-License-Identifier: MIT */
/* From a name to a running program, as execvp(3) of glibc does it. */
#include "init.h"

const char *exec_getenv(char *const *envp, const char *name)
{
	size_t len = strlen(name);

	for (; *envp; envp++)
		if (!strncmp(*envp, name, len) && (*envp)[len] == '=')
			return *envp + len + 1;
	return NULL;
}

/* A shell would choke on a program for another machine. */
static bool is_elf(const char *path)
{
	char magic[5];

	return fs_read(AT_FDCWD, path, magic, sizeof magic) == 4 && !strncmp(magic, ELFMAG, 4);
}

static int try(const char *path, char **argv, char *const *envp)
{
	char *name = argv[0], *before = argv[-1];
	int err = sys_execve(path, argv, envp);

	if (err == -ENOEXEC && !is_elf(path)) {
		argv[-1] = (char *)(uintptr_t) "sh";
		argv[0] = (char *)(uintptr_t)path;
		sys_execve("/bin/sh", argv - 1, envp);
		argv[-1] = before;
		argv[0] = name;
	}
	return err;
}

enum { NEAR = 256 }; /* bytes of a path, as nearly all are */

static int try_in(char *file, const char *dir, size_t n, const char *name, char **argv,
	char *const *envp)
{
	memcpy(file, dir, n);
	/* An empty element is the current directory. */
	if (n)
		file[n++] = '/';
	memcpy(file + n, name, strlen(name) + 1);
	return try(file, argv, envp);
}

/* Apart, since the room for it would be two more pages of everybody's stack. */
static COLD APART int try_far(const char *dir, size_t n, const char *name,
	char **argv, char *const *envp)
{
	char file[PATH_MAX];

	if (n + strlen(name) > sizeof file - 2)
		return -ENOENT;
	return try_in(file, dir, n, name, argv, envp);
}

int exec_search(const char *name, char **argv, char *const *envp)
{
	const char *path = exec_getenv(envp, "PATH"), *end;
	size_t len = strlen(name), n;
	int err, result = -ENOENT;
	char file[NEAR];

	if (!len)
		return -ENOENT;
	if (strchr(name, '/'))
		return try(name, argv, envp);
	if (len > NAME_MAX)
		return -ENAMETOOLONG;

	for (path = path ? path : "/usr/local/bin:/bin:/usr/bin"; path; path = *end ? end + 1 : NULL) {
		end = path + fmt_until(path, ":");
		n = end - path;
		if (n + len > sizeof file - 2)
			err = try_far(path, n, name, argv, envp);
		else
			err = try_in(file, path, n, name, argv, envp);
		switch (err) {
		case -EACCES:
			result = err;
			break;
		case -ENOENT:
		case -ENOTDIR:
		case -ESTALE:
		case -ENODEV:
		case -ETIMEDOUT:
			break;
		default:
			return err;
		}
	}
	return result;
}

int exec_status(int err)
{
	return err == -ENOENT ? EXIT_NOTFOUND : EXIT_NOEXEC;
}
