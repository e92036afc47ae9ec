/* SPDX-License-Identifier: MIT */
/*
 * What must not work inside: one word says what is tried, the rest are its operands;
 * see the table at the end.  0: it was done, or is so; 1: it was refused, or is not;
 * 2: something else went wrong.  Nothing of it leaves anything behind.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DONE,
	REFUSED,
	WRONG };

static int outcome(bool done)
{
	return done ? DONE : REFUSED;
}

static int run(char **v)
{
	execvp(v[0], v);
	fprintf(stderr, "try: %s: %s\n", v[0], strerror(errno));
	return WRONG;
}

/* --- privileges --------------------------------------------------------------- */

static int privs(char **v)
{
	(void)v;
	return outcome(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0);
}

/* Is there a capability in one of the five sets? */
static int caps(char **v)
{
	static const char *const sets[] = {"CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:"};
	char line[256];
	FILE *f = fopen("/proc/self/status", "r");
	bool any = false;

	(void)v;
	if (!f)
		return WRONG;
	while (fgets(line, sizeof line, f))
		for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
			if (!strncmp(line, sets[i], 7))
				any |= strtoull(line + 7, NULL, 16) != 0;
	fclose(f);
	return outcome(any);
}

/* Would root be given capabilities by execve(2), or could it be changed? */
static int securebits(char **v)
{
	(void)v;
	return outcome((prctl(PR_GET_SECUREBITS, 0, 0, 0, 0) & 0xaf) != 0xaf);
}

static int groups(char **v)
{
	(void)v;
	return outcome(getgroups(0, NULL) > 0);
}

/* with-group GID ID COMMAND...: as user and group ID, with the group GID besides. */
static int with_group(char **v)
{
	gid_t group = atoi(v[0]), id = atoi(v[1]);

	if (setgroups(1, &group) < 0 || setresgid(id, id, id) < 0 || setresuid(id, id, id) < 0)
		return WRONG;
	return run(v + 2);
}

/* The key that with-key has in its session. */
static const char key_name[] = "thimble-confine";

static int key(char **v)
{
	(void)v;
	return outcome(syscall(SYS_keyctl, 10L, -3L, "user", key_name, 0L) >= 0);
}

static int with_key(char **v)
{
	if (syscall(SYS_keyctl, 1L, NULL) < 0 ||
		syscall(SYS_add_key, "user", key_name, "x", 1L, -3L) < 0)
		return WRONG;
	return run(v);
}

static int mask(char **v)
{
	return outcome(umask(0) == strtoul(v[0], NULL, 8));
}

static int variable(char **v)
{
	return outcome(getenv(v[0]) != NULL);
}

static int descriptor(char **v)
{
	return outcome(fcntl(atoi(v[0]), F_GETFD) >= 0);
}

/* Out of where we are by a directory that is open. */
static int way_out(char **v)
{
	return outcome(openat(atoi(v[0]), "..", O_PATH) >= 0);
}

/* limit NUMBER MOST: may it be raised beyond that? */
static int limit(char **v)
{
	struct rlimit l;

	if (getrlimit(atoi(v[0]), &l) < 0)
		return WRONG;
	return outcome(l.rlim_max > strtoul(v[1], NULL, 10));
}

/* with-limit NUMBER VALUE COMMAND... */
static int with_limit(char **v)
{
	const struct rlimit l = {atoi(v[1]), atoi(v[1])};

	return setrlimit(atoi(v[0]), &l) < 0 ? WRONG : run(v + 2);
}

static int session(char **v)
{
	(void)v;
	return outcome(getsid(0) == 0 || (getsid(0) != getpid() && getsid(0) != getppid()));
}

/* --- namespaces --------------------------------------------------------------- */

/* Is it the namespace KIND whose link reads ID? */
static int same(char **v)
{
	char path[64], link[64] = "";

	snprintf(path, sizeof path, "/proc/self/ns/%s", v[0]);
	if (readlink(path, link, sizeof link - 1) < 0)
		return WRONG;
	return outcome(!strcmp(link, v[1]));
}

static int new_user(char **v)
{
	(void)v;
	return outcome(unshare(CLONE_NEWUSER) >= 0);
}

static int mount_(char **v)
{
	return outcome(mount("none", v[0], "tmpfs", 0, NULL) >= 0);
}

static int unmount(char **v)
{
	return outcome(umount2(v[0], MNT_DETACH) >= 0);
}

static int remount(char **v)
{
	unsigned long flags = MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV;

	return outcome(mount(NULL, v[0], NULL, flags, NULL) >= 0);
}

/* Does what is mounted elsewhere arrive here? */
static int propagates(char **v)
{
	char line[4096];
	FILE *f = fopen("/proc/self/mountinfo", "r");
	bool any = false;

	(void)v;
	if (!f)
		return WRONG;
	while (fgets(line, sizeof line, f))
		any |= strstr(line, " shared:") || strstr(line, " master:");
	fclose(f);
	return outcome(any);
}

/* --- our parent, who inside is PID 1 ------------------------------------------ */

static void parents(char *path, size_t size, const char *name)
{
	snprintf(path, size, "/proc/%d/%s", getppid(), name);
}

static int parent_read(char **v)
{
	char path[64], c;
	int fd;

	parents(path, sizeof path, v[0]);
	fd = open(path, O_RDONLY);
	return outcome(fd >= 0 && (!strcmp(v[0], "mem") || read(fd, &c, 1) == 1));
}

static int parent_link(char **v)
{
	char path[64], c;

	parents(path, sizeof path, v[0]);
	return outcome(readlink(path, &c, 1) == 1);
}

static int parent_cmdline(char **v)
{
	char path[64], words[65536];
	ssize_t n;
	int fd;

	parents(path, sizeof path, "cmdline");
	fd = open(path, O_RDONLY);
	n = read(fd, words, sizeof words);
	return outcome(n > 0 && memmem(words, n, v[0], strlen(v[0])));
}

static int parent_signal(char **v)
{
	(void)v;
	return outcome(kill(getppid(), 0) >= 0);
}

/* --- files -------------------------------------------------------------------- */

/* Is PATH there, and its mount not FLAG? */
static int not_mounted(const char *path, unsigned long flag)
{
	struct statvfs st;

	return outcome(statvfs(path, &st) >= 0 && !(st.f_flag & flag));
}

static int writable(char **v)
{
	return not_mounted(v[0], ST_RDONLY);
}

static int suid(char **v)
{
	return not_mounted(v[0], ST_NOSUID);
}

static int device(char **v)
{
	return not_mounted(v[0], ST_NODEV);
}

/* Can PATH be opened, and is it the kernel's own? */
static int genuine(char **v)
{
	struct statfs fs;
	int fd = open(v[0], O_RDONLY | O_NONBLOCK);

	if (fd < 0 || fstatfs(fd, &fs) < 0)
		return REFUSED;
	return outcome(fs.f_type == 0x9fa0 || fs.f_type == 0x62656572);
}

static int entries(char **v)
{
	DIR *dir = opendir(v[0]);
	struct dirent *d;
	bool any = false;

	while (dir && (d = readdir(dir)))
		any |= strcmp(d->d_name, ".") && strcmp(d->d_name, "..");
	return outcome(any);
}

static bool opens(const char *path, int flags)
{
	return open(path, flags, 0600) >= 0;
}

static int exists(char **v)
{
	return outcome(access(v[0], F_OK) >= 0);
}

static int open_read(char **v)
{
	return outcome(opens(v[0], O_RDONLY));
}

static int open_write(char **v)
{
	return outcome(opens(v[0], O_WRONLY));
}

static int create(char **v)
{
	bool done = opens(v[0], O_CREAT | O_EXCL | O_WRONLY);

	if (done)
		unlink(v[0]);
	return outcome(done);
}

/* devices NAME...: is there a device in /dev that is none of these? */
static int devices(char **v)
{
	DIR *dir = opendir("/dev");
	struct dirent *d;
	struct stat st;
	bool any = false;
	char **name;

	while (dir && (d = readdir(dir))) {
		if (fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
			!(S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode)))
			continue;
		for (name = v; *name && strcmp(*name, d->d_name); name++)
			;
		any |= !*name;
	}
	return outcome(any);
}

/* A copy of this program in DIR. */
/* A copy of us, as to or as the file that has this name. */
static int exec_copy(int to, const char *path)
{
	char buf[65536];
	int status = -1, from = open("/proc/self/exe", O_RDONLY);
	ssize_t n;
	pid_t pid;

	while ((n = read(from, buf, sizeof buf)) > 0)
		if (write(to, buf, n) != n)
			return WRONG;
	if (from < 0 || to < 0)
		return WRONG;
	if (path)
		close(to);
	pid = fork();
	if (pid == 0) {
		static const char *const argv[] = {"try", "nothing", NULL};

		syscall(SYS_execveat, to, path ? path : "", argv, environ, path ? 0 : AT_EMPTY_PATH);
		_exit(1);
	}
	waitpid(pid, &status, 0);
	return outcome(status == 0);
}

static int exec_in(char **v)
{
	char path[4096];
	int result;

	snprintf(path, sizeof path, "%s/try-here", v[0]);
	result = exec_copy(open(path, O_CREAT | O_EXCL | O_WRONLY, 0755), path);
	unlink(path);
	return result;
}

static int exec_memory(char **v)
{
	int to = syscall(SYS_memfd_create, "try", 0);

	(void)v;
	return to < 0 ? outcome(false) : exec_copy(to, NULL);
}

static int nothing(char **v)
{
	(void)v;
	return DONE;
}

/* --- abstract sockets --------------------------------------------------------- */

static int abstract(const char *name, bool listens)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	socklen_t len = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name);

	if (strlen(name) + 2 > sizeof a.sun_path)
		return -1;
	memcpy(a.sun_path + 1, name, strlen(name));
	if (listens)
		return bind(s, (void *)&a, len) < 0 || listen(s, 8) < 0 ? -1 : s;
	return connect(s, (void *)&a, len);
}

static int reach(char **v)
{
	return outcome(abstract(v[0], false) >= 0);
}

/* with-socket NAME COMMAND...: while somebody listens. */
static int with_socket(char **v)
{
	int status;
	pid_t pid;

	if (abstract(v[0], true) < 0)
		return WRONG;
	pid = fork();
	if (pid == 0)
		_exit(run(v + 1));
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : WRONG;
}

/* --- system calls ------------------------------------------------------------- */

/* call NUMBER ARGUMENT...: does it get as far as the kernel's own answer? */
static int call(char **v)
{
	unsigned long a[7] = {0};

	for (int i = 0; i < 7 && v[i]; i++)
		a[i] = strtoull(v[i], NULL, 0);
	errno = 0;
	syscall(a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
	return outcome(errno != EPERM && errno != ENOSYS && errno != EAFNOSUPPORT);
}

/* Put a letter into the input of a terminal: one of our own, which nobody reads. */
static int stuff(char **v)
{
	int master = open("/dev/ptmx", O_RDWR | O_NOCTTY), slave;

	(void)v;
	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
		return REFUSED;
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	setsid();
	if (slave < 0 || ioctl(slave, TIOCSCTTY, 0) < 0)
		return REFUSED;
	return outcome(ioctl(slave, TIOCSTI, "x") == 0);
}

static const struct {
	const char *name;
	int operands; /* at least */
	int (*act)(char **);
} acts[] = {
	{"privs", 0, privs},
	{"call", 1, call},
	{"stuff", 0, stuff},
	{"caps", 0, caps},
	{"securebits", 0, securebits},
	{"groups", 0, groups},
	{"with-group", 3, with_group},
	{"key", 0, key},
	{"with-key", 1, with_key},
	{"mask", 1, mask},
	{"variable", 1, variable},
	{"descriptor", 1, descriptor},
	{"way-out", 1, way_out},
	{"limit", 2, limit},
	{"with-limit", 3, with_limit},
	{"session", 0, session},
	{"same", 2, same},
	{"new-user", 0, new_user},
	{"mount", 1, mount_},
	{"unmount", 1, unmount},
	{"remount", 1, remount},
	{"propagates", 0, propagates},
	{"parent-read", 1, parent_read},
	{"parent-link", 1, parent_link},
	{"parent-cmdline", 1, parent_cmdline},
	{"parent-signal", 0, parent_signal},
	{"writable", 1, writable},
	{"suid", 1, suid},
	{"device", 1, device},
	{"genuine", 1, genuine},
	{"entries", 1, entries},
	{"exists", 1, exists},
	{"read", 1, open_read},
	{"write", 1, open_write},
	{"create", 1, create},
	{"devices", 0, devices},
	{"exec-in", 1, exec_in},
	{"exec-memory", 0, exec_memory},
	{"nothing", 0, nothing},
	{"reach", 1, reach},
	{"with-socket", 2, with_socket},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof acts / sizeof *acts; i++)
		if (!strcmp(acts[i].name, argv[1]) && argc - 2 >= acts[i].operands)
			return acts[i].act(argv + 2);
	fprintf(stderr, "usage: try WORD OPERAND...; see tests/confine/try.c\n");
	return WRONG;
}
