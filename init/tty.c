/* SPDX-License-Identifier: MIT */
/* Consoles and sessions. */
#include "init.h"

int tty_take(const char *path)
{
	int fd = sys_open(path, O_RDWR | O_NOCTTY);

	if (fd < 0)
		return fd;
	/* Job control needs a session of its own, and a terminal that controls it. */
	sys_setsid();
	sys_ioctl(fd, TIOCSCTTY, (void *)1);
	for (int to = 0; to < 3; to++)
		if (fd == to)
			sys_fcntl(fd, F_SETFD, 0);
		else
			sys_dup3(fd, to, 0);
	if (fd > 2)
		sys_close(fd);
	return 0;
}
