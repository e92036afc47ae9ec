/* SPDX-License-Identifier: MIT */
/* Bytes from descriptors. */
#include "sandbox.h"

static void *map(size_t size, long whose)
{
	void *room = sys_map(size, whose);

	if ((uintptr_t)room > -4096UL)
		die((int)(intptr_t)room, "mmap");
	return room;
}

void *data_room(size_t size)
{
	return map(size, MAP_PRIVATE);
}

void *data_shared(size_t size)
{
	return map(size, MAP_SHARED);
}

char *data_read(const char *who_for, int fd, size_t *len)
{
	size_t size = 16384, n = 0;
	char *buf = data_room(size), *more;
	long r;

	do {
		if (size - n < 2) {
			more = data_room(size * 4);
			memcpy(more, buf, n);
			buf = more;
			size *= 4;
		}
		r = sys_read(fd, buf + n, size - n - 1);
		if (r > 0)
			n += r;
	} while (r > 0 || r == -EINTR);
	if (r < 0 && *who_for == '-')
		die(r, "read %s %d", who_for, fd);
	if (r < 0)
		die(r, "read %s", who_for);
	buf[n] = 0;
	*len = n;
	return buf;
}

const char *data_text(const char *path)
{
	int fd = sys_open(path, O_RDONLY);
	const char *text = fd < 0 ? "" : data_read(path, fd, &(size_t){0});

	sys_close(fd);
	return text;
}

void data_write(int to, const char *buf, long n, const char *dest)
{
	for (long r, done = 0; done < n; done += r) {
		r = sys_write(to, buf + done, n - done);
		if (r < 0)
			die(r, "write %s", dest);
	}
}

void data_copy(int from, int to, const char *dest)
{
	char buf[4096];
	long n;

	while ((n = sys_read(from, buf, sizeof buf)) > 0 || n == -EINTR)
		data_write(to, buf, n, dest);
	if (n < 0)
		die(n, "read descriptor %d for %s", from, dest);
}
