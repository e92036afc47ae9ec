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

/* Apart, as who has a path needs no room for one. */
static __attribute__((noinline)) int search(const char *name, char **argv, char *const *envp)
{
	const char *path = exec_getenv(envp, "PATH"), *end;
	size_t len = strlen(name), n;
	int err, result = -ENOENT;
	char file[PATH_MAX];

	if (!len)
		return -ENOENT;
	if (len > NAME_MAX)
		return -ENAMETOOLONG;

	for (path = path ? path : "/usr/local/bin:/bin:/usr/bin"; path; path = *end ? end + 1 : NULL) {
		end = path + fmt_until(path, ":");
		n = end - path;
		if (n > sizeof file - len - 2)
			continue;
		/* An empty element is the current directory. */
		memcpy(file, path, n);
		if (n)
			file[n++] = '/';
		memcpy(file + n, name, len + 1);

		err = try(file, argv, envp);
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

int exec_search(const char *name, char **argv, char *const *envp)
{
	return strchr(name, '/') ? try(name, argv, envp) : search(name, argv, envp);
}

int exec_status(int err)
{
	return err == -ENOENT ? EXIT_NOTFOUND : EXIT_NOEXEC;
}
