/* SPDX-License-Identifier: MIT */
/* Small files, such as those below /proc. */
#include "init.h"

long fs_read(int dir, const char *path, char *buf, size_t size)
{
	int fd = sys_openat(dir, path, O_RDONLY, 0);
	size_t n = 0;
	long r;

	if (fd < 0)
		return fd;
	do {
		r = sys_read(fd, buf + n, size - 1 - n);
		if (r > 0)
			n += r;
	} while (r > 0 || r == -EINTR);
	sys_close(fd);
	buf[n] = 0;
	return r < 0 ? r : (long)n;
}

int fs_write(int dir, const char *path, const char *s, size_t n)
{
	int fd = sys_openat(dir, path, O_WRONLY, 0);
	long r;

	if (fd < 0)
		return fd;
	r = sys_write(fd, s, n);
	sys_close(fd);
	return r < 0 ? r : 0;
}

bool fs_each(int fd, bool (*f)(void *arg, int fd, const char *name), void *arg)
{
	char buf[1024] __attribute__((aligned(8)));
	const struct sys_dirent *d;
	long n;

	while ((n = sys_getdents(fd, buf, sizeof buf)) > 0)
		for (long i = 0; i < n; i += d->len) {
			d = (const void *)(buf + i);
			if (strcmp(d->name, ".") != 0 && strcmp(d->name, "..") != 0 &&
				f(arg, fd, d->name))
				return true;
		}
	return false;
}

void fs_link(char link[32], int fd)
{
	fmt(link, 32, "/proc/self/fd/%d", fd);
}

int fs_find(const char *path)
{
	return sys_faccessat(AT_FDCWD, path, F_OK);
}
