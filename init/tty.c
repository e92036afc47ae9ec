/* SPDX-License-Identifier: MIT */
/* Consoles, sessions, and who has the terminal. */
#include "init.h"

int tty_open(const char *path)
{
	int fd = sys_open(path, O_RDWR | O_NOCTTY);

	if (fd < 0)
		return fd;
	for (int to = 0; to < 3; to++)
		if (fd == to)
			sys_fcntl(fd, F_SETFD, 0);
		else
			sys_dup3(fd, to, 0);
	if (fd > 2)
		sys_close(fd);
	return 0;
}

void tty_control(void)
{
	sys_ioctl(0, TIOCSCTTY, NULL);
}

int tty_group(void)
{
	int group, err = sys_ioctl(0, TIOCGPGRP, &group);

	return err < 0 ? err : group;
}

bool tty_give(int owner, int group)
{
	int now = tty_group();

	/* Who was started in the background has no terminal to give, unless the
	 * session is its own. */
	if (now < 0 || (now != sys_getpgid(owner) && sys_getsid(owner) != owner))
		return false;
	return sys_ioctl(0, TIOCSPGRP, &group) == 0;
}
