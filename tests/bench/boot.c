/* SPDX-License-Identifier: MIT */
/*
 * Two programs in one, by its name: `bare`, the least that an init can be, which
 * becomes `first`; and `first`, which tells the kernel's log that it has begun, and
 * how many microseconds after the kernel ran PID 1 that was, by the same clock.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static long when(const char *record)
{
	const char *s = strchr(record, ',');

	s = s ? strchr(s + 1, ',') : NULL;
	return s ? atol(s + 1) : 0;
}

int main(int argc, char **argv)
{
	char *first[] = {"/bin/first", NULL}, record[8192], result[64];
	long from = 0, to = 0;
	ssize_t n;
	int fd;

	(void)argc;
	if (strstr(argv[0], "bare")) {
		execv(first[0], first);
		return 1;
	}
	fd = open("/dev/kmsg", O_RDWR);
	if (fd < 0) { /* nobody mounted anything: it is in the initramfs as well */
		mknod("/kmsg", S_IFCHR | 0600, makedev(1, 11));
		fd = open("/kmsg", O_RDWR);
	}
	write(fd, "@begun\n", 7);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	while ((n = read(fd, record, sizeof record - 1)) > 0) {
		record[n] = 0;
		if (strstr(record, ";Run ") && strstr(record, " as init process"))
			from = when(record);
		if (strstr(record, ";@begun"))
			to = when(record);
	}
	n = snprintf(result, sizeof result, "<3>@took %ld us\n", to - from);
	write(fd, result, n);
	reboot(RB_AUTOBOOT);
	return 0;
}
