/* SPDX-License-Identifier: MIT */
/* What the reader can do about a failure. */
#include "sandbox.h"

const struct hint hints[] = {
	{"open_tree", ENOENT, "the source does not exist; the -try form of the option passes over it"},
	{"open_tree", EACCES, "the source lies behind a directory that you may not search"},
	{"open", ENOTDIR, "the destination, or something above it, is a file or a symlink and not a directory"},
	{"open", EISDIR, "the source is a file and the destination a directory"},
	{"open", ELOOP, "the destination is a symlink: name what it leads to"},
	{"mkdir", EROFS, "the destination does not exist below a read-only bind: make it on the host, or put a --tmpfs above it"},
	{"mkdir", EEXIST, "a symlink on the way leads to nothing inside the sandbox"},
	{"mknod", EROFS, "the destination does not exist below a read-only bind: make it on the host, or put a --tmpfs above it"},
	{"mkdir", EACCES, "the destination does not exist and you may not make it there"},
	{"mknod", EACCES, "the destination does not exist and you may not make it there"},
	{"mount_setattr", EINVAL, "it must be a mount of its own: bind it on itself first"},
	{"mount_setattr", ENOSYS, "the kernel is older than 5.12"},
	{"clone", EAGAIN, "a limit on processes is reached"},
	{"mount proc", EPERM, "is /proc partly covered, as in a container? that forbids a new one"},
	{"chdir", ENOENT, "the directory must exist inside the sandbox"},
	{"exec", ENOENT, "it must exist inside the sandbox, and so must its #! or ELF interpreter"},
	{"exec", EACCES, "is it executable, and on a file system that is not noexec?"},
	{"exec", ENOEXEC, "is it a program for another machine?"},
	{"sethostname", EINVAL, "a host name has at most 64 characters"},
	{"write", EPERM, "a user can map only their own uid and gid, and root's only with CAP_SETFCAP"},
	{"write", ENOENT, "/proc must be mounted"},
	{"find", ENOENT, "/proc must be mounted"},
	{0},
};

/* The number in a file of /proc/sys, or -1. */
static long setting(const char *path)
{
	char s[24];
	unsigned long n;

	if (fs_read(AT_FDCWD, path, s, sizeof s) < 0 || !fmt_number(s, 10, LONG_MAX, &n))
		return -1;
	return n;
}

const char *hints_clone(int err, unsigned flags)
{
	if (err == -ENOSYS)
		return "the kernel is older than 5.3, or a seccomp filter forbids clone3(2)";
	if (err == -EINVAL)
		return "this kernel lacks one of them; /proc/self/ns lists those it has";
	if (err == -EUSERS || err == -ENOSPC) {
		if (setting("/proc/sys/user/max_user_namespaces") == 0)
			return "user namespaces are forbidden: sysctl user.max_user_namespaces is 0";
		return "a limit is reached: namespaces nest at most 32 deep, and /proc/sys/user has their numbers";
	}
	if (err != -EPERM && err != -EACCES)
		return NULL;
	if (!(flags & CLONE_NEWUSER))
		return "only root may, except with a new user namespace: leave out --share-user";
	if (setting("/proc/sys/kernel/unprivileged_userns_clone") == 0)
		return "sysctl kernel.unprivileged_userns_clone is 0: set it to 1, or run as root";
	if (setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1)
		return "AppArmor forbids it: give the program a profile with `userns,`, or set sysctl "
		       "kernel.apparmor_restrict_unprivileged_userns to 0";
	return "user namespaces are refused here: in a chroot, or by a container's seccomp filter?";
}
