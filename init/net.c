/* SPDX-License-Identifier: MIT */
/* The loopback interface, which a new network namespace has, but down. */
#include "init.h"

/* struct ifreq as SIOCSIFFLAGS of netdevice(7) reads it. */
struct request {
	char name[16];
	short flags;
	char rest[22];
};

enum {
	SIOCSIFFLAGS_ = 0x8914,
	IFF_UP_ = 1,
};

int net_lo_up(void)
{
	/* Any socket will do, and a UNIX one needs no IPv4 in the kernel. */
	struct request r = {.name = "lo", .flags = IFF_UP_};
	int err, fd = sys_socket(AF_UNIX, SOCK_DGRAM, 0);

	if (fd < 0)
		return fd;
	err = sys_ioctl(fd, SIOCSIFFLAGS_, &r);
	sys_close(fd);
	return err;
}
