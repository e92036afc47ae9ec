/* SPDX-License-Identifier: MIT */
/* What a fresh kernel lacks: file systems, links, host name, loopback. */
#include "init.h"

/* In this order: a place may lie on the one before.  A present one is fine. */
static const struct {
	const char *dest, *type, *options;
	unsigned long flags;
} mounts[] = {
	{"/proc", "proc", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC},
	{"/sys", "sysfs", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC},
	{"/dev", "devtmpfs", "mode=0755", MS_NOSUID},
	{"/dev/pts", "devpts", "mode=0620,gid=5,ptmxmode=0666", MS_NOSUID | MS_NOEXEC},
	{"/dev/shm", "tmpfs", "mode=1777", MS_NOSUID | MS_NODEV},
	{"/run", "tmpfs", "mode=0755", MS_NOSUID | MS_NODEV},
	{"/tmp", "tmpfs", "mode=1777", MS_NOSUID | MS_NODEV},
	{"/sys/fs/cgroup", "cgroup2", "nsdelegate", MS_NOSUID | MS_NODEV | MS_NOEXEC},
};

/* What shells and programs expect in /dev and the kernel does not make. */
static const struct {
	const char *target, *name;
} links[] = {
	{"/proc/self/fd", "/dev/fd"},
	{"fd/0", "/dev/stdin"},
	{"fd/1", "/dev/stdout"},
	{"fd/2", "/dev/stderr"},
};

static void mount_all(void)
{
	int err;

	for (size_t i = 0; i < countof(mounts); i++) {
		sys_mkdirat(AT_FDCWD, mounts[i].dest, 0755);
		err = sys_mount(mounts[i].type, mounts[i].dest, mounts[i].type,
			mounts[i].flags, mounts[i].options);
		if (err < 0 && err != -EBUSY)
			warn(err, "mount %s", mounts[i].dest);
	}
	for (size_t i = 0; i < countof(links); i++)
		sys_symlinkat(links[i].target, AT_FDCWD, links[i].name);
}

/* The word behind key in the kernel's command line, to its blank; its length. */
static size_t parameter(const char *cmdline, const char *key, const char **value)
{
	const char *s = cmdline;
	size_t len = strlen(key);

	while (*s) {
		while (*s == ' ' || *s == '\n')
			s++;
		if (!strncmp(s, "-- ", 3))
			break;
		if (!strncmp(s, key, len)) {
			*value = s + len;
			return fmt_until(s + len, " \n");
		}
		s += fmt_until(s, " \n");
	}
	return 0;
}

static void set_hostname(const char *cmdline)
{
	const char *name;
	size_t len = parameter(cmdline, "hostname=", &name);
	char file[HOST_NAME_MAX + 2];
	int err;

	if (!len && fs_read(AT_FDCWD, "/etc/hostname", file, sizeof file) > 0) {
		name = file;
		len = fmt_until(file, " \t\n");
	}
	err = len ? sys_sethostname(name, len) : 0;
	if (err < 0)
		warn(err, "sethostname");
}

int boot_words(const char *cmdline)
{
	const char *s = cmdline;
	bool quoted = false, counting = false;
	int n = 0;

	/* As next_arg() in lib/cmdline.c: blanks within "" do not end a word. */
	for (;;) {
		const char *word;

		while (*s && strchr(" \t\n", *s))
			s++;
		if (!*s)
			return n;
		for (word = s; *s && (quoted || !strchr(" \t\n", *s)); s++)
			quoted ^= *s == '"';
		if (counting)
			n++;
		else
			counting = s - word == 2 && !strncmp(word, "--", 2);
	}
}

const char *boot(char *buf, size_t size)
{
	char cmdline[4096];
	char *last;
	int err;

	mount_all();
	if (fs_read(AT_FDCWD, "/proc/cmdline", cmdline, sizeof cmdline) < 0)
		*cmdline = 0;
	set_hostname(cmdline);
	err = net_lo_up();
	if (err < 0)
		warn(err, "loopback");

	/* /dev/console cannot control a session everywhere; what is behind it can. */
	memcpy(buf, "/dev/", 5);
	if (fs_read(AT_FDCWD, "/sys/class/tty/console/active", buf + 5, size - 5) > 0) {
		buf[5 + fmt_until(buf + 5, "\n")] = 0;
		last = strrchr(buf + 5, ' ');
		if (last)
			memmove(buf + 5, last + 1, strlen(last));
		return buf;
	}
	return "/dev/console";
}
