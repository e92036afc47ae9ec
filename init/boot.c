/* SPDX-License-Identifier: MIT */
/* What a fresh kernel lacks: file systems, nodes, links, host name, loopback, a voice. */
#include "machine.h"

/*
 * In this order, as a place may lie on the one before: the flags beside nosuid, the
 * type, where, and the options; then links that programs expect in /dev and the
 * kernel does not make.  Strings in a row, as pointers would be a third of it.
 */
#define NODEV "\004"
#define NOEXEC "\010"
#define NODEV_NOEXEC "\014"
#define ANY "\040" /* of MS_SYNCHRONOUS's kind, and masked: a string may not begin with NUL */
#define MOUNT(flags, type, dest, options) flags type "\0" dest "\0" options "\0"

/* clang-format off */
static const char mounts[] =
	MOUNT(NODEV_NOEXEC, "proc", "/proc", "")
	MOUNT(NODEV_NOEXEC, "sysfs", "/sys", "")
	MOUNT(ANY, "devtmpfs", "/dev", "mode=0755")
	MOUNT(NOEXEC, "devpts", "/dev/pts", "mode=0620,gid=5,ptmxmode=0666")
	MOUNT(NODEV, "tmpfs", "/dev/shm", "mode=1777")
	MOUNT(NODEV, "tmpfs", "/run", "mode=0755")
	MOUNT(NODEV, "tmpfs", "/tmp", "mode=1777")
	MOUNT(NODEV_NOEXEC, "cgroup2", "/sys/fs/cgroup", "nsdelegate,memory_recursiveprot");

static const char links[] =
	"/proc/self/fd\0/dev/fd\0"
	"fd/0\0/dev/stdin\0"
	"fd/1\0/dev/stdout\0"
	"fd/2\0/dev/stderr\0";
/* clang-format on */

bool boot_mounted(const char *path)
{
	/* As it is at boot anyway; only mounts have it (do_change_type() of fs/namespace.c). */
	return sys_mount(NULL, path, NULL, MS_PRIVATE, NULL) >= 0;
}

bool boot_in_memory(void)
{
	uint32_t magic = sys_fs_magic("/");

	return magic == SYS_FS_RAMFS || magic == SYS_FS_TMPFS;
}

/* A node for number, which is MAJOR:MINOR, as /sys/dev has it. */
static COLD bool make_node(void *arg, int fd, const char *number)
{
	const unsigned *type = arg;
	unsigned long major, minor, mode = 0600;
	char path[64], text[512], *name, *s;

	fmt(path, sizeof path, "%s/uevent", number);
	number = fmt_number(number, 4095, &major);
	if (!number || fs_read(fd, path, text, sizeof text) < 0 ||
		!fmt_number(number + 1, 0xfffff, &minor))
		return false;
	s = fmt_line(text, "DEVMODE=");
	if (*s)
		fmt_based(s, 8, 07777, &mode);
	name = fmt_line(text, "DEVNAME=");
	if (!*name)
		return false;
	name[fmt_end(name)] = 0;
	fmt(path, sizeof path, "/dev/%s", name);
	for (s = path + 5; (s = strchr(s, '/')); *s++ = '/') {
		*s = 0;
		sys_mkdirat(AT_FDCWD, path, 0755);
	}
	sys_mknodat(AT_FDCWD, path, *type | mode,
		(minor & 0xff) | major << 8 | (minor & ~0xfful) << 12);
	return false;
}

/* Some kernels have no devtmpfs; sysfs knows the devices all the same. */
static void make_nodes(const char *dir, unsigned type)
{
	int fd = sys_open(dir, O_RDONLY | O_DIRECTORY);

	fs_each(fd, make_node, &type);
	sys_close(fd);
}

/* To the kernel's log, which goes to the console and never makes us wait for it. */
static void speak_up(void)
{
	int fd;

	tty_open("/dev/null"); /* so that no descriptor is mistaken */
	fd = sys_open("/dev/kmsg", O_WRONLY);
	if (fd < 0)
		fd = sys_open("/dev/console", O_WRONLY | O_NOCTTY);
	else
		who.prefix = "<3>init: "; /* shown though the kernel is told to be quiet */
	/* All of it, and not only ten lines in five seconds. */
	fs_write(AT_FDCWD, "/proc/sys/kernel/printk_devkmsg", "on\n", 3);
	sys_dup3(fd, 2, 0);
	sys_close(fd);
}

static int mount_one(int flags, const char *type, const char *dest, const char *options)
{
	int err;

	flags = (flags & 0xf) | MS_NOSUID;
	sys_mkdirat(AT_FDCWD, dest, 0755);
	if (boot_mounted(dest))
		return 0;
	err = sys_mount(type, dest, type, flags, options);
	/* Older kernels do not know all the options, */
	if (err == -EINVAL)
		err = sys_mount(type, dest, type, flags, NULL);
	/* and some not the file system. */
	if (err == -ENODEV && type[3] == 't' && type[0] == 'd') {
		unsigned mask = sys_umask(0);

		err = sys_mount("dev", dest, "tmpfs", flags, options);
		make_nodes("/sys/dev/char", S_IFCHR);
		make_nodes("/sys/dev/block", S_IFBLK);
		sys_umask(mask);
	}
	return err;
}

static void mount_all(struct machine *m)
{
	const char *s, *dest, *options;

	for (s = mounts; *s; s = options + strlen(options) + 1) {
		int err;

		dest = s + strlen(s) + 1;
		options = dest + strlen(dest) + 1;
		err = mount_one(*s, s + 1, dest, options);
		if (s == mounts)
			m->real = !pid1_contained();
		if (dest[1] == 'd' && !dest[4] && m->real)
			speak_up();
		if (err < 0 && err != -EBUSY && m->real)
			warn(err, "mount %s", dest);
	}
	for (s = links; *s; s = dest + strlen(dest) + 1) {
		dest = s + strlen(s) + 1;
		sys_symlinkat(s, AT_FDCWD, dest);
	}
}

static void set_hostname(const char *name)
{
	char file[HOST_NAME_MAX + 2];
	int err;

	if (!name && fs_read(AT_FDCWD, "/etc/hostname", file, sizeof file) > 0)
		name = file;
	err = name ? sys_sethostname(name, fmt_until(name, " \t\n")) : 0;
	if (err < 0)
		warn(err, "sethostname");
}

/* What is behind /dev/console, which itself cannot control a session everywhere. */
static void find_console(char *path, size_t size)
{
	char active[64] = "", *last;

	fs_read(AT_FDCWD, "/sys/class/tty/console/active", active, sizeof active);
	active[fmt_end(active)] = 0;
	last = strrchr(active, ' ');
	fmt(path, size, "/dev/%s", last ? last + 1 : *active ? active
							     : "console");
}

void boot(struct machine *m)
{
	const char *root;
	int err;

	mount_all(m);
	find_console(m->console, sizeof m->console);
	if (!m->real)
		return;
	if (fs_read(AT_FDCWD, "/proc/cmdline", m->cmdline, sizeof m->cmdline) > 0)
		param_read(&m->param, m->cmdline);
	fs_write(AT_FDCWD, "/proc/self/oom_score_adj", "-1000", 5);
	set_hostname(m->param.value[HOSTNAME]);
	err = net_lo_up();
	if (err < 0)
		warn(err, "loopback");
	sys_reboot(0); /* so that Ctrl-Alt-Del sends us SIGINT */
	root = m->param.value[ROOT];
	/* /dev/ram was an initramfs when that was none. */
	m->has_root = root && strncmp(root, "/dev/ram", 8) != 0 && boot_in_memory();
}
