/* SPDX-License-Identifier: MIT */
/* The loopback interface, which a new network namespace has, but down. */
#include "init.h"

/* struct ifreq as netdevice(7) has it.  Flags are the lower half of value. */
struct request {
	char name[16];
	int value;
	char rest[20];
};

int net_device(int fd, unsigned long what, const char *name, int value)
{
	struct request r = {.value = value};
	int err;

	memcpy(r.name, name, strlen(name));
	err = sys_ioctl(fd, what, &r);
	return err < 0 ? err : r.value;
}

int net_lo_up(void)
{
	/* Any socket will do, and a UNIX one needs no IPv4 in the kernel. */
	int err, fd = sys_socket(AF_UNIX, SOCK_DGRAM, 0);

	if (fd < 0)
		return fd;
	err = net_device(fd, SYS_SIOCSIFFLAGS, "lo", 1);
	sys_close(fd);
	return err;
}
