/* SPDX-License-Identifier: MIT */
/*
 * The one door to libc and to the kernel: no other file has an #include <>.
 *
 * Every call here is the kernel's own: it returns -errno on failure and keeps
 * no errno, so that nothing needs thread-local storage and a child made like
 * vfork's cannot disturb its parent.  From libc we take declarations and the
 * mem* and str* functions.  Nothing comes from <linux/...>, which musl-gcc does
 * not see; tests/abi.c compares our numbers where those headers exist.
 */
#ifndef SYS_H
#define SYS_H

#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#define countof(a) (sizeof(a) / sizeof *(a))

/*
 * A system call: the instruction, the registers for its number and its arguments,
 * what it spoils beside them, and where the result is, -errno on failure.
 */
#if defined(__x86_64__)
#define SYS_ENTER "syscall"
#define SYS_N "rax"
#define SYS_A "rdi"
#define SYS_B "rsi"
#define SYS_C "rdx"
#define SYS_D "r10"
#define SYS_E "r8"
#define SYS_F "r9"
#define SYS_SPOILS "rcx", "r11", "memory"
#define SYS_RESULT sys_n
#elif defined(__aarch64__)
#define SYS_ENTER "svc #0"
#define SYS_N "x8"
#define SYS_A "x0"
#define SYS_B "x1"
#define SYS_C "x2"
#define SYS_D "x3"
#define SYS_E "x4"
#define SYS_F "x5"
#define SYS_SPOILS "memory"
#define SYS_RESULT sys_a
#elif defined(__riscv)
#define SYS_ENTER "ecall"
#define SYS_N "a7"
#define SYS_A "a0"
#define SYS_B "a1"
#define SYS_C "a2"
#define SYS_D "a3"
#define SYS_E "a4"
#define SYS_F "a5"
#define SYS_SPOILS "memory"
#define SYS_RESULT sys_a
#elif defined(__arm__)
#define SYS_ENTER "svc #0"
#define SYS_N "r7"
#define SYS_A "r0"
#define SYS_B "r1"
#define SYS_C "r2"
#define SYS_D "r3"
#define SYS_E "r4"
#define SYS_F "r5"
#define SYS_SPOILS "memory"
#define SYS_RESULT sys_a
#endif

/* In line, since a function would spoil more registers than the kernel does. */
#define SYS_INLINE static inline __attribute__((always_inline)) long
#define SYS_IN(reg, value) register long sys_##value __asm__(reg) = value
#define SYS_DO(...)                                 \
	__asm__ volatile(SYS_ENTER                  \
			 : "+r"(sys_n), "+r"(sys_a) \
			 : __VA_ARGS__              \
			 : SYS_SPOILS);             \
	return SYS_RESULT

SYS_INLINE sys_1(long n, long a)
{
	SYS_IN(SYS_N, n);
	SYS_IN(SYS_A, a);

	SYS_DO();
}

SYS_INLINE sys_2(long n, long a, long b)
{
	SYS_IN(SYS_N, n);
	SYS_IN(SYS_A, a);
	SYS_IN(SYS_B, b);

	SYS_DO("r"(sys_b));
}

SYS_INLINE sys_3(long n, long a, long b, long c)
{
	SYS_IN(SYS_N, n);
	SYS_IN(SYS_A, a);
	SYS_IN(SYS_B, b);
	SYS_IN(SYS_C, c);

	SYS_DO("r"(sys_b), "r"(sys_c));
}

SYS_INLINE sys_4(long n, long a, long b, long c, long d)
{
	SYS_IN(SYS_N, n);
	SYS_IN(SYS_A, a);
	SYS_IN(SYS_B, b);
	SYS_IN(SYS_C, c);
	SYS_IN(SYS_D, d);

	SYS_DO("r"(sys_b), "r"(sys_c), "r"(sys_d));
}

SYS_INLINE sys_5(long n, long a, long b, long c, long d, long e)
{
	SYS_IN(SYS_N, n);
	SYS_IN(SYS_A, a);
	SYS_IN(SYS_B, b);
	SYS_IN(SYS_C, c);
	SYS_IN(SYS_D, d);
	SYS_IN(SYS_E, e);

	SYS_DO("r"(sys_b), "r"(sys_c), "r"(sys_d), "r"(sys_e));
}

SYS_INLINE sys_6(long n, long a, long b, long c, long d, long e, long f)
{
	SYS_IN(SYS_N, n);
	SYS_IN(SYS_A, a);
	SYS_IN(SYS_B, b);
	SYS_IN(SYS_C, c);
	SYS_IN(SYS_D, d);
	SYS_IN(SYS_E, e);
	SYS_IN(SYS_F, f);

	SYS_DO("r"(sys_b), "r"(sys_c), "r"(sys_d), "r"(sys_e), "r"(sys_f));
}

/*
 * What a call does not take does it no harm.  Nor does what stands above an int in its
 * register, which the kernel cuts off: extending the sign would take an instruction.
 */
SYS_INLINE sys_as_it_is(int n)
{
	long wide;

	__asm__(""
		: "=r"(wide)
		: "0"(n));
	return wide;
}
#ifdef CHECKED /* by a tool that does not follow this */
#define SYS_ARG(a) ((long)(a))
#else
#define SYS_ARG(a)                                                                        \
	_Generic((a), int                                                                 \
		 : __builtin_constant_p(a) ? (long)(a) : sys_as_it_is((long)(a)), default \
		 : (long)(a))
#endif
#define SYS_0(n) sys_1(n, 0)
#define SYS_1(n, a) sys_1(n, SYS_ARG(a))
#define SYS_2(n, a, b) sys_2(n, SYS_ARG(a), SYS_ARG(b))
#define SYS_3(n, a, b, c) sys_3(n, SYS_ARG(a), SYS_ARG(b), SYS_ARG(c))
#define SYS_4(n, a, b, c, d) sys_4(n, SYS_ARG(a), SYS_ARG(b), SYS_ARG(c), SYS_ARG(d))
#define SYS_5(n, a, b, c, d, e) \
	sys_5(n, SYS_ARG(a), SYS_ARG(b), SYS_ARG(c), SYS_ARG(d), SYS_ARG(e))
#define SYS_6(n, a, b, c, d, e, f) \
	sys_6(n, SYS_ARG(a), SYS_ARG(b), SYS_ARG(c), SYS_ARG(d), SYS_ARG(e), SYS_ARG(f))
#define SYS_PICK(n, a, b, c, d, e, f, name, ...) name
#define sys_call(...)                                                            \
	SYS_PICK(__VA_ARGS__, SYS_6, SYS_5, SYS_4, SYS_3, SYS_2, SYS_1, SYS_0, ) \
	(__VA_ARGS__)

/* entry.S: clone(2) that returns twice on the stack that there is. */
long sys_twice(unsigned long flags, int *pidfd) __attribute__((returns_twice));

/* What musl 1.2 does not know, or glibc calls otherwise. */
enum {
	SYS_OPENAT2 = 437,
	SYS_CLONE3 = 435,
	SYS_CLOSE_RANGE = 436,
	SYS_OPEN_TREE = 428,
	SYS_MOVE_MOUNT = 429,
	SYS_FSOPEN = 430,
	SYS_FSCONFIG = 431,
	SYS_FSMOUNT = 432,
	SYS_MOUNT_SETATTR = 442,
	SYS_LISTMOUNT = 458,
	SYS_LISTNS = 470,
	SYS_PIDFD_SEND_SIGNAL = 424,
	SYS_PIDFD_OPEN = 434,
	SYS_PIDFD_GETFD = 438,

	SYS_CLOSE_RANGE_CLOEXEC = 4,
	SYS_RESOLVE_NO_MAGICLINKS = 0x02,
	SYS_RESOLVE_IN_ROOT = 0x10,

	SYS_OPEN_TREE_CLONE = 1,
	SYS_OPEN_TREE_NAMESPACE = 2, /* since 7.0 */
	SYS_AT_RECURSIVE = 0x8000,
	SYS_MOVE_F_EMPTY = 0x04,
	SYS_MOVE_T_EMPTY = 0x40,
	SYS_FSMOUNT_CLOEXEC = 1,
	SYS_FSOPEN_CLOEXEC = 1,
	SYS_FSCONFIG_FLAG = 0,
	SYS_FSCONFIG_STRING = 1,
	SYS_FSCONFIG_CREATE = 6,
	SYS_ATTR_RDONLY = 0x1,
	SYS_ATTR_NOSUID = 0x2,
	SYS_ATTR_NODEV = 0x4,
	SYS_ATTR_NOEXEC = 0x8,
	SYS_ATTR_ATIME = 0x70,
	SYS_ATTR_IDMAP = 0x100000,

	SYS_CLONE_NEWTIME = 0x80,
	SYS_CLONE_NEWCGROUP = 0x02000000,
	SYS_CLONE_PIDFD = 0x1000,
	SYS_FUTEX_WAIT = 0,
	SYS_FUTEX_WAKE = 1,

	SYS_PIDFD_WHOLE_GROUP = 4,
	SYS_PIDFD_INFO_EXIT = 8,
	SYS_PIDFD_INFO_COREDUMP = 16,
	SYS_NSIG = 64,
	SYS_SA_NOCLDWAIT = 2,

	SYS_LAST_CAP = 63,
	SYS_NSFS_ROOT = -10003,
	SYS_FILEID_NSFS = 0xf1,
	SYS_SIOCGIFFLAGS = 0x8913,
	SYS_SIOCSIFFLAGS = 0x8914,
	SYS_SIOCGIFINDEX = 0x8933,
	SYS_UMOUNT_NOFOLLOW = 8,
	SYS_NLMSG_ERROR = 2,
	SYS_NLM_F_REQUEST = 1,
	SYS_NLM_F_ACK = 4,
	SYS_NLM_F_EXCL = 0x200,
	SYS_NLM_F_DUMP = 0x300,
	SYS_NLM_F_CREATE = 0x400,
	SYS_RTM_NEWLINK = 16,
	SYS_RTM_DELLINK = 17,
	SYS_RTM_GETLINK = 18,
	SYS_RTM_NEWADDR = 20,
	SYS_RTM_GETADDR = 22,
	SYS_RTM_NEWROUTE = 24,
	SYS_IFLA_ADDRESS = 1,
	SYS_IFLA_IFNAME = 3,
	SYS_IFLA_MTU = 4,
	SYS_IFLA_LINK = 5,
	SYS_IFLA_MASTER = 10,
	SYS_IFLA_LINKINFO = 18,
	SYS_IFLA_NET_NS_PID = 19,
	SYS_IFLA_GROUP = 27,
	SYS_IFLA_NET_NS_FD = 28,
	SYS_IFLA_INFO_KIND = 1,
	SYS_IFLA_INFO_DATA = 2,
	SYS_IFLA_MACVLAN_MODE = 1,
	SYS_VETH_INFO_PEER = 1,
	SYS_IFA_F_NODAD = 2,
	SYS_RT_TABLE_MAIN = 254,
	SYS_RTPROT_STATIC = 4,
	SYS_RTN_UNICAST = 1,
	SYS_IFA_ADDRESS = 1,
	SYS_IFA_LOCAL = 2,
	SYS_RTA_DST = 1,
	SYS_RTA_OIF = 4,
	SYS_RTA_GATEWAY = 5,
	SYS_AT_SECURE = 23,
};

/* Too large for an enum. */
#define SYS_CLONE_INTO_CGROUP 0x200000000ULL

struct sys_open_how {
	uint64_t flags, mode, resolve;
};

struct sys_mount_attr {
	uint64_t set, clear, propagation, userns;
};

struct sys_mount_list {
	uint32_t size, fd;
	uint64_t mount, last;
};

struct sys_clone_args {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	uint64_t set_tid, set_tid_size, cgroup;
};

/* The 64-bit form, which 32-bit machines have under a number of its own. */
struct sys_time {
	int64_t sec, nsec;
};

/* What sigaction(2) takes; on riscv64 the mask stands in restorer's place. */
struct sys_sigaction {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

struct sys_statx {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid;
	uint16_t mode, pad;
	uint64_t ino, size, blocks, attributes_mask;
	uint64_t time[8];
	uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
	uint64_t mnt_id, spare[13];
};

struct sys_cap_header {
	uint32_t version;
	int pid;
};

struct sys_cap_data {
	uint32_t effective, permitted, inheritable;
};

/* As the first kernel with PIDFD_GET_INFO has it, which is all that we look at. */
struct sys_pidfd_info {
	uint64_t mask, cgroup;
	uint32_t pid, tgid, ppid, ids[8];
	int32_t exit_code;
};

struct sys_dirent {
	uint64_t ino, off;
	uint16_t len;
	uint8_t type;
	char name[];
};

/* What a seccomp filter sees. */
struct sys_seccomp_data {
	int32_t nr;
	uint32_t arch;
	uint64_t ip, args[6];
};

struct sys_pollfd {
	int fd;
	short events, revents;
};

/* All sixty-four signals; libc's own functions leave out two or three. */
typedef uint64_t sys_sigset;
#define SYS_SIGBIT(n) ((sys_sigset)1 << ((n)-1))

/* Files. */
static inline int sys_openat(int dir, const char *path, int flags, unsigned mode)
{
	return sys_call(SYS_openat, dir, path, flags | O_CLOEXEC, mode);
}

static inline int sys_open(const char *path, int flags)
{
	return sys_openat(AT_FDCWD, path, flags, 0);
}

/* In the tree below root, whose / and .. it cannot leave, and no magic links. */
static inline int sys_open_in(int root, const char *path, int flags)
{
	struct sys_open_how how = {
		.flags = flags | O_CLOEXEC,
		.resolve = SYS_RESOLVE_IN_ROOT | SYS_RESOLVE_NO_MAGICLINKS,
	};

	return sys_call(SYS_OPENAT2, root, path, &how, sizeof how);
}

static inline int sys_close(int fd)
{
	return sys_call(SYS_close, fd);
}

static inline int sys_close_range(unsigned first, unsigned last, unsigned flags)
{
	return sys_call(SYS_CLOSE_RANGE, first, last, flags);
}

static inline long sys_read(int fd, void *buf, size_t n)
{
	return sys_call(SYS_read, fd, buf, n);
}

static inline long sys_write(int fd, const void *buf, size_t n)
{
	return sys_call(SYS_write, fd, buf, n);
}

static inline int sys_pipe(int fd[2])
{
	return sys_call(SYS_pipe2, fd, O_CLOEXEC);
}

static inline int sys_dup3(int fd, int to, int flags)
{
	return sys_call(SYS_dup3, fd, to, flags);
}

static inline int sys_fcntl(int fd, int cmd, long arg)
{
#ifdef SYS_fcntl64
	return sys_call(SYS_fcntl64, fd, cmd, arg);
#else
	return sys_call(SYS_fcntl, fd, cmd, arg);
#endif
}

static inline int sys_ioctl(int fd, unsigned long cmd, void *arg)
{
	return sys_call(SYS_ioctl, fd, cmd, arg);
}

#define SYS_WDIOC_SETTIMEOUT 0xc0045706ul

static inline long sys_lseek(int fd, long to, int from)
{
	return sys_call(SYS_lseek, fd, to, from);
}

static inline long sys_getdents(int fd, void *buf, size_t size)
{
	return sys_call(SYS_getdents64, fd, buf, size);
}

/* limit: NULL for none; 0 when it is over. */
static inline int sys_poll(struct sys_pollfd *p, unsigned n, const struct sys_time *limit)
{
#ifdef SYS_ppoll_time64
	return sys_call(SYS_ppoll_time64, p, n, limit, 0L, sizeof(uint64_t));
#else
	return sys_call(SYS_ppoll, p, n, limit, 0L, sizeof(uint64_t));
#endif
}

static inline int sys_mkdirat(int dir, const char *path, unsigned mode)
{
	return sys_call(SYS_mkdirat, dir, path, mode);
}

static inline int sys_mknodat(int dir, const char *path, unsigned mode, unsigned dev)
{
	return sys_call(SYS_mknodat, dir, path, mode, dev);
}

static inline int sys_unlinkat(int dir, const char *path, int flags)
{
	return sys_call(SYS_unlinkat, dir, path, flags);
}

static inline int sys_symlinkat(const char *target, int dir, const char *path)
{
	return sys_call(SYS_symlinkat, target, dir, path);
}

static inline long sys_readlinkat(int dir, const char *path, char *buf, size_t size)
{
	return sys_call(SYS_readlinkat, dir, path, buf, size);
}

static inline int sys_fchmodat(int dir, const char *path, unsigned mode)
{
	return sys_call(SYS_fchmodat, dir, path, mode);
}

static inline int sys_statx(int dir, const char *path, int flags, struct sys_statx *st)
{
	return sys_call(SYS_statx, dir, path, flags, 0x17ff, st); /* all, and mnt_id */
}

static inline int sys_fstatx(int fd, struct sys_statx *st)
{
	return sys_statx(fd, "", AT_EMPTY_PATH, st);
}

/* What kind of file system it is: statfs(2)'s first number. */
#define SYS_FS_RAMFS 0x858458f6u
#define SYS_FS_TMPFS 0x01021994u
static inline uint32_t sys_fs_magic(const char *path)
{
	unsigned long st[32] = {0};

	sys_call(SYS_statfs, path, st);
	return st[0];
}

static inline int sys_faccessat(int dir, const char *path, int mode)
{
	return sys_call(SYS_faccessat, dir, path, mode);
}

static inline int sys_chdir(const char *path)
{
	return sys_call(SYS_chdir, path);
}

static inline int sys_fchdir(int fd)
{
	return sys_call(SYS_fchdir, fd);
}

static inline int sys_chroot(const char *path)
{
	return sys_call(SYS_chroot, path);
}

/* The length, its NUL counted. */
static inline long sys_getcwd(char *buf, size_t size)
{
	return sys_call(SYS_getcwd, buf, size);
}

static inline unsigned sys_umask(unsigned mask)
{
	return sys_call(SYS_umask, mask);
}

/* Empty memory: MAP_PRIVATE, or MAP_SHARED with whoever is cloned from us. */
static inline void *sys_map(size_t size, long whose)
{
#ifdef SYS_mmap2
	return (void *)sys_call(SYS_mmap2, 0L, size, 3L, whose | MAP_ANONYMOUS, -1L, 0L);
#else
	return (void *)sys_call(SYS_mmap, 0L, size, 3L, whose | MAP_ANONYMOUS, -1L, 0L);
#endif
}

/* Mounts. */
static inline int sys_mount(const char *src, const char *dest, const char *type,
	unsigned long flags, const char *data)
{
	return sys_call(SYS_mount, src, dest, type, flags, data);
}

static inline int sys_umount(const char *path, int flags)
{
	return sys_call(SYS_umount2, path, flags);
}

static inline int sys_open_tree(int dir, const char *path, unsigned flags)
{
	return sys_call(SYS_OPEN_TREE, dir, path, flags | O_CLOEXEC);
}

static inline int sys_move_mount(int tree, int dir, const char *path)
{
	return sys_call(SYS_MOVE_MOUNT, tree, "", dir, path,
		SYS_MOVE_F_EMPTY | (*path ? 0 : SYS_MOVE_T_EMPTY));
}

static inline int sys_mount_setattr(int dir, const char *path, unsigned flags,
	const struct sys_mount_attr *attr)
{
	return sys_call(SYS_MOUNT_SETATTR, dir, path, flags | (*path ? 0 : AT_EMPTY_PATH),
		attr, sizeof *attr);
}

/* Of all mounts that we see, the ids of the first n: how many they are. */
static inline long sys_listmount(uint64_t *ids, size_t n)
{
	struct sys_mount_list list = {.size = sizeof list, .mount = ~(uint64_t)0};

	return sys_call(SYS_LISTMOUNT, &list, ids, n, 0L);
}

static inline int sys_fsopen(const char *type)
{
	return sys_call(SYS_FSOPEN, type, SYS_FSOPEN_CLOEXEC);
}

static inline int sys_fsconfig(int fs, unsigned cmd, const char *key, const char *value)
{
	return sys_call(SYS_FSCONFIG, fs, cmd, key, value, 0);
}

static inline int sys_fsmount(int fs, unsigned attr)
{
	return sys_call(SYS_FSMOUNT, fs, SYS_FSMOUNT_CLOEXEC, attr);
}

static inline int sys_swapoff(const char *path)
{
	return sys_call(SYS_swapoff, path);
}

static inline int sys_pivot_root(const char *new, const char *old)
{
	return sys_call(SYS_pivot_root, new, old);
}

/* Processes. */
long sys_apart(const struct sys_clone_args *args, size_t size, void (*child)(void *),
	void *arg); /* entry.S */

static inline long sys_clone3(const struct sys_clone_args *args)
{
	return sys_call(SYS_CLONE3, args, sizeof *args);
}

/* A process of its own, with a copy of our memory: for what may take its time. */
static inline int sys_fork(void)
{
	return sys_call(SYS_clone, (long)SIGCHLD, 0L, 0L, 0L, 0L);
}

/* Sleep while *word is value, or wake as many of those who do. */
static inline int sys_futex(const int *word, int what, int value)
{
	return sys_call(SYS_futex, word, what, value, NULL);
}

static inline int sys_unshare(unsigned long flags)
{
	return sys_call(SYS_unshare, flags);
}

static inline int sys_pidfd_open(int pid)
{
	return sys_call(SYS_PIDFD_OPEN, pid, 0);
}

static inline int sys_setns(int fd, int type)
{
	return sys_call(SYS_setns, fd, type);
}

static inline int sys_execve(const char *path, char *const *argv, char *const *envp)
{
	return sys_call(SYS_execve, path, argv, envp);
}

_Noreturn void sys_exit(int status); /* entry.S */

static inline long sys_wait4(long pid, int *status, int flags)
{
	return sys_call(SYS_wait4, pid, status, flags, 0L);
}

static inline int sys_waitid(int pid, siginfo_t *info, int flags)
{
	return sys_call(SYS_waitid, P_PID, pid, info, flags, 0L);
}

static inline int sys_kill(long pid, int sig)
{
	return sys_call(SYS_kill, pid, sig);
}

static inline int sys_sigqueue(long pid, int sig, const siginfo_t *info)
{
	return sys_call(SYS_rt_sigqueueinfo, pid, sig, info);
}

/* info: NULL for one as of kill(2). */
static inline int sys_pidfd_kill(int pidfd, int sig, const siginfo_t *info, unsigned flags)
{
	return sys_call(SYS_PIDFD_SEND_SIGNAL, pidfd, sig, info, flags);
}

/* What info->mask asks for; it says in the end what was known. */
static inline int sys_pidfd_info(int pidfd, struct sys_pidfd_info *info)
{
	return sys_call(SYS_ioctl, pidfd, 0xc040ff0bUL, info);
}

static inline int sys_getpid(void)
{
	return sys_call(SYS_getpid);
}

static inline int sys_getppid(void)
{
	return sys_call(SYS_getppid);
}

static inline int sys_setpgid(long pid, long group)
{
	return sys_call(SYS_setpgid, pid, group);
}

static inline int sys_getpgid(long pid)
{
	return sys_call(SYS_getpgid, pid);
}

static inline int sys_getsid(long pid)
{
	return sys_call(SYS_getsid, pid);
}

static inline int sys_setsid(void)
{
	return sys_call(SYS_setsid);
}

static inline int sys_prctl(int op, unsigned long arg)
{
	return sys_call(SYS_prctl, op, arg, 0L, 0L, 0L);
}

static inline int sys_capset(const struct sys_cap_header *h, const struct sys_cap_data *d)
{
	return sys_call(SYS_capset, h, d);
}

static inline int sys_capget(struct sys_cap_header *h, struct sys_cap_data *d)
{
	return sys_call(SYS_capget, h, d);
}

static inline int sys_setresuid(unsigned r, unsigned e, unsigned s)
{
#ifdef SYS_setresuid32
	return sys_call(SYS_setresuid32, r, e, s);
#else
	return sys_call(SYS_setresuid, r, e, s);
#endif
}

static inline int sys_setresgid(unsigned r, unsigned e, unsigned s)
{
#ifdef SYS_setresgid32
	return sys_call(SYS_setresgid32, r, e, s);
#else
	return sys_call(SYS_setresgid, r, e, s);
#endif
}

static inline int sys_setgroups(size_t n, const uint32_t *groups)
{
#ifdef SYS_setgroups32
	return sys_call(SYS_setgroups32, n, groups);
#else
	return sys_call(SYS_setgroups, n, groups);
#endif
}

static inline int sys_sethostname(const char *name, size_t len)
{
	return sys_call(SYS_sethostname, name, len);
}

static inline int sys_socket(int domain, int type, int protocol)
{
	return sys_call(SYS_socket, domain, type | SOCK_CLOEXEC, protocol);
}

static inline int sys_reboot(unsigned cmd)
{
	return sys_call(SYS_reboot, 0xfee1deadL, 0x28121969L, cmd, 0L);
}

static inline void sys_sync(void)
{
	sys_call(SYS_sync);
}

/* Signals. */
static inline int sys_sigprocmask(int how, const sys_sigset *set, sys_sigset *old)
{
	return sys_call(SYS_rt_sigprocmask, how, set, old, sizeof *set);
}

static inline int sys_sigaction(int sig, const struct sys_sigaction *act, struct sys_sigaction *old)
{
	return sys_call(SYS_rt_sigaction, sig, act, old, sizeof(sys_sigset));
}

/* limit: NULL for none; -EAGAIN when it is over. */
static inline int sys_sigtimedwait(const sys_sigset *set, siginfo_t *info,
	const struct sys_time *limit)
{
#ifdef SYS_rt_sigtimedwait_time64
	return sys_call(SYS_rt_sigtimedwait_time64, set, info, limit, sizeof *set);
#else
	return sys_call(SYS_rt_sigtimedwait, set, info, limit, sizeof *set);
#endif
}

static inline int sys_clock_gettime(int clock, struct sys_time *t)
{
#ifdef SYS_clock_gettime64
	return sys_call(SYS_clock_gettime64, clock, t);
#else
	return sys_call(SYS_clock_gettime, clock, t);
#endif
}

#endif
