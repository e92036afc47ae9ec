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

void tty_mend(void)
{
	/* From VINTR to VLNEXT: ^C ^\ DEL ^U ^D, 0 and 1, none, ^Q ^S ^Z, none, ^R ^O ^W ^V. */
	static const char keys[] = "\3\34\177\25\4\0\1\0\21\23\32\0\22\17\27\26";
	struct {
		unsigned in, out, control, local;
		char line, keys[19];
	} t;

	if (sys_ioctl(0, TCGETS, &t) < 0)
		return;
	t.in = (t.in & 040000) | 02400; /* IUTF8 as it is; ICRNL, IXON */
	t.out = 05;                     /* OPOST, ONLCR */
	t.control |= 04200;             /* CREAD, CLOCAL */
	t.local = 0105073;              /* ISIG, ICANON, IEXTEN; ECHO with E, K, CTL, KE */
	t.line = 0;
	memcpy(t.keys, keys, sizeof keys - 1);
	sys_ioctl(0, TCSETS, &t);
}

int tty_group(void)
{
	int group, err = sys_ioctl(0, TIOCGPGRP, &group);

	/* Not one of our namespace: ours may be none, either.  Who is in the background, with
	 * SIGTTIN blocked, may not even read nothing (__tty_check_change()). */
	if (err >= 0 && !group)
		err = sys_read(0, &group, 0);
	return err < 0 ? err : group;
}

bool tty_give(int now, int owner, int group)
{
	/* Who was started in the background has no terminal to give, unless the
	 * session is its own. */
	if (now < 0 || (now != sys_getpgid(owner) && sys_getsid(owner) != owner))
		return false;
	return sys_ioctl(0, TIOCSPGRP, &group) == 0;
}
