/* SPDX-License-Identifier: MIT */
/*
 * What a test can neither do nor see from the shell, where there may be nothing
 * but busybox.  One word says what, the rest are its operands; see the table at
 * the end.  What is seen goes to standard output, and a failure is a status of 1
 * and one line on standard error.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int fail(const char *what)
{
	fprintf(stderr, "probe: %s: %s\n", what, strerror(errno));
	return 1;
}

static int run(char **v)
{
	execvp(v[0], v);
	fail(v[0]);
	return errno == ENOENT ? 127 : 126;
}

/* --- processes ---------------------------------------------------------------- */

/* as ID COMMAND...: with that user and group id and no others. */
static int as(char **v)
{
	unsigned id = atoi(v[0]);

	if (setgroups(0, NULL) < 0 || setresgid(id, id, id) < 0 || setresuid(id, id, id) < 0)
		return fail("as");
	return run(v + 1);
}

/* The flag of clone(2) for a namespace, by its name below /proc/self/ns. */
static int flag(const char *name)
{
	static const struct {
		const char *name;
		int flag;
	} flags[] = {
		{"mnt", CLONE_NEWNS},
		{"pid", CLONE_NEWPID},
		{"net", CLONE_NEWNET},
		{"ipc", CLONE_NEWIPC},
		{"uts", CLONE_NEWUTS},
		{"user", CLONE_NEWUSER},
		{"cgroup", 0x02000000},
		{"time", 0x80},
	};

	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (!strcmp(flags[i].name, name))
			return flags[i].flag;
	return -1;
}

/* has root | NAMESPACE: may we make that namespace, within a new user namespace? */
static int has(char **v)
{
	bool root = !strcmp(v[0], "root");
	int f = root ? 0 : flag(v[0]), status;
	pid_t pid;

	if (f < 0)
		return fail("no such namespace");
	pid = fork();
	if (pid < 0)
		return fail("fork");
	if (pid == 0)
		_exit(unshare(root ? CLONE_NEWNS : CLONE_NEWUSER | f) < 0);
	if (waitpid(pid, &status, 0) < 0)
		return fail("waitpid");
	return status != 0;
}

/* with NAME=VALUE: the processes that have it in their environment. */
static int with(char **v)
{
	static char env[1 << 20];
	DIR *proc = opendir("/proc");
	struct dirent *d;

	if (!proc)
		return fail("/proc");
	while ((d = readdir(proc))) {
		char path[sizeof d->d_name + 16];
		ssize_t n;
		int fd;

		if (*d->d_name < '1' || *d->d_name > '9')
			continue;
		snprintf(path, sizeof path, "/proc/%s/environ", d->d_name);
		fd = open(path, O_RDONLY);
		n = read(fd, env, sizeof env - 1);
		close(fd);
		for (char *s = env; n > 0 && s < env + n; s += strlen(s) + 1)
			if (!strcmp(s, v[0]))
				puts(d->d_name);
		memset(env, 0, n > 0 ? n : 0);
	}
	closedir(proc);
	return 0;
}

/* children PID: theirs. */
static int children(char **v)
{
	DIR *proc = opendir("/proc");
	struct dirent *d;

	if (!proc)
		return fail("/proc");
	while ((d = readdir(proc))) {
		char path[sizeof d->d_name + 16], line[512], *s;
		int fd, parent;
		ssize_t n;

		if (*d->d_name < '1' || *d->d_name > '9')
			continue;
		snprintf(path, sizeof path, "/proc/%s/stat", d->d_name);
		fd = open(path, O_RDONLY);
		n = read(fd, line, sizeof line - 1);
		close(fd);
		line[n > 0 ? n : 0] = 0;
		s = strrchr(line, ')'); /* the name before it may be anything */
		if (s && sscanf(s, ") %*c %d", &parent) == 1 && parent == atoi(v[0]))
			puts(d->d_name);
	}
	closedir(proc);
	return 0;
}

/* orphans N: so many processes whose parent is gone, a hundred at a time, and which end at once. */
static int orphans(char **v)
{
	for (int n = atoi(v[0]); n > 0; n -= 100) {
		pid_t pid = fork();
		int status = 0;

		if (pid < 0)
			return fail("fork");
		if (pid == 0) {
			for (int i = 0; i < n && i < 100; i++) {
				pid = i < 99 ? vfork() : fork();
				if (pid <= 0)
					_exit(pid < 0);
			}
			_exit(0);
		}
		waitpid(pid, &status, 0);
		if (status)
			return 1;
	}
	return 0;
}

/* Those lines of a file that begin with a word, or all: without their first `skip' fields. */
static void put_file(const char *path, int skip, const char *const *words)
{
	char line[4096];
	FILE *f = fopen(path, "re");

	while (f && fgets(line, sizeof line, f)) {
		bool wanted = !words;
		char *s = line;

		for (int i = 0; words && words[i]; i++)
			wanted |= !strncmp(line, words[i], strlen(words[i]));
		for (int i = 0; i < skip; i++)
			s += strcspn(s, " ") + 1;
		/* The layers of an overlay go by numbers of descriptors. */
		if (strstr(s, " - overlay "))
			strcpy(strstr(s, " - overlay "), " overlay\n");
		if (wanted)
			fputs(s, stdout);
	}
	if (f)
		fclose(f);
	else
		printf("no %s\n", path);
}

static const char *const kinds[] = {"user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time"};

static char *link_of(const char *kind)
{
	static char path[64], to[64];
	ssize_t n;

	snprintf(path, sizeof path, "/proc/self/ns/%s", kind);
	n = readlink(path, to, sizeof to - 1);
	to[n > 0 ? n : 0] = 0;
	return to;
}

/* namespaces: ours, in one line. */
static int namespaces(char **v)
{
	(void)v;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		printf("%s ", link_of(kinds[i]));
	return 0;
}

/* confined NAMESPACES: all that confines us; and which namespaces are not those. */
static int confined(char **v)
{
	static const char *const words[] = {"Cap", "NoNewPrivs", "Seccomp:", "Uid", "Gid", "Groups", NULL};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		printf("%s is %s\n", kinds[i], strstr(v[0], link_of(kinds[i])) ? "the host's" : "new");
	put_file("/proc/self/status", 0, words);
	put_file("/proc/self/mountinfo", 3, NULL);
	put_file("/proc/self/uid_map", 0, NULL);
	put_file("/proc/self/gid_map", 0, NULL);
	put_file("/proc/self/setgroups", 0, NULL);
	put_file("/proc/self/limits", 0, NULL);
	put_file("/proc/self/oom_score_adj", 0, NULL);
	put_file("/proc/sys/user/max_user_namespaces", 0, NULL);
	put_file("/proc/sys/kernel/hostname", 0, NULL);
	for (int fd = 0; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			printf("descriptor %d\n", fd);
	printf("pid %s\n", getpid() < 3 ? "of few" : "of many");
	return 0;
}

/* fds: the open descriptors. */
static int fds(char **v)
{
	(void)v;
	for (int fd = 0; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			printf("%d\n", fd);
	return 0;
}

/*
 * tty COMMAND...: on a terminal of its own, to which our input is typed and whose
 * output is ours; it echoes nothing and leaves line ends alone.
 */
static int tty(char **v)
{
	int status, master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct pollfd fds[] = {{.fd = 0, .events = POLLIN}, {.fd = master, .events = POLLIN}};
	struct termios mode;
	char buf[4096];
	ssize_t n;
	pid_t pid;

	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 ||
		tcgetattr(master, &mode) < 0)
		return fail("posix_openpt");
	mode.c_lflag &= ~ECHO;
	mode.c_oflag &= ~OPOST;
	tcsetattr(master, TCSANOW, &mode);
	pid = fork();
	if (pid < 0)
		return fail("fork");
	if (pid == 0) {
		int fd;

		setsid();
		fd = open(ptsname(master), O_RDWR);
		if (fd < 0)
			return fail("terminal");
		for (int to = 0; to < 3; to++)
			dup2(fd, to);
		if (fd > 2)
			close(fd);
		return run(v);
	}
	for (;;) {
		poll(fds, 2, -1);
		if (fds[1].revents) {
			n = read(master, buf, sizeof buf);
			if (n <= 0)
				break; /* EIO: nobody has it open any more */
			if (write(1, buf, n) < n)
				return fail("write");
		}
		if (fds[0].revents) {
			n = read(0, buf, sizeof buf);
			if (n <= 0)
				fds[0].fd = -1;
			else if (write(master, buf, n) < n)
				return fail("write");
		}
	}
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* new NAMESPACE,... COMMAND...: in new ones; of user, as its uid and gid 0. */
static int new (char **v)
{
	unsigned uid = getuid(), gid = getgid();
	char line[32], *name;
	int flags = 0;

	for (name = strtok(v[0], ","); name; name = strtok(NULL, ","))
		flags |= flag(name);
	if (unshare(flags) < 0)
		return fail("unshare");
	if (flags & CLONE_NEWUSER) {
		int group = open("/proc/self/setgroups", O_WRONLY | O_CLOEXEC);
		int u = open("/proc/self/uid_map", O_WRONLY | O_CLOEXEC);
		int g = open("/proc/self/gid_map", O_WRONLY | O_CLOEXEC);

		if (write(group, "deny", 4) < 0)
			return fail("setgroups");
		snprintf(line, sizeof line, "0 %u 1", uid);
		if (write(u, line, strlen(line)) < 0)
			return fail("uid_map");
		snprintf(line, sizeof line, "0 %u 1", gid);
		if (write(g, line, strlen(line)) < 0)
			return fail("gid_map");
	}
	/* As unshare(1): what is mounted from here on is not to reach where we were. */
	if ((flags & CLONE_NEWNS) && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return fail("private");
	return run(v + 1);
}

/* --- mounts ------------------------------------------------------------------- */

/* Of DIR: mount a tmpfs, umount, make it writable, share it with later copies. */
static int mount_(char **v)
{
	return mount("probe", v[0], "tmpfs", 0, NULL) < 0 ? fail("mount") : 0;
}

static int umount_(char **v)
{
	return umount2(v[0], MNT_DETACH) < 0 ? fail("umount") : 0;
}

static int writable(char **v)
{
	return mount(NULL, v[0], NULL, MS_REMOUNT | MS_BIND, NULL) < 0 ? fail("remount") : 0;
}

static int share(char **v)
{
	return mount(NULL, v[0], NULL, MS_SHARED, NULL) < 0 ? fail("share") : 0;
}

/*
 * nodevtmpfs COMMAND...: as a kernel without it.  A filter cannot read strings, so it
 * is mount(2) with only MS_NOSUID and one string as source and type that fails.
 */
static int nodevtmpfs(char **v)
{
	/* As <linux/filter.h> has it, which a libc may lack; words of struct seccomp_data. */
	enum { LOAD = 0x20,
		KEEP = 0x07,
		EQUAL = 0x15,
		SAME = 0x1d,
		RETURN = 0x06,
		CALL = 0,
		SOURCE = 16,
		TYPE = 32,
		FLAGS = 40,
		FAIL = 0x50000,
		ALLOW = 0x7fff0000 };
	struct {
		unsigned short code;
		unsigned char then, otherwise;
		unsigned k;
	} filter[] = {
		{LOAD, 0, 0, CALL},
		{EQUAL, 0, 6, SYS_mount},
		{LOAD, 0, 0, FLAGS},
		{EQUAL, 0, 4, MS_NOSUID},
		{LOAD, 0, 0, SOURCE},
		{KEEP, 0, 0, 0},
		{LOAD, 0, 0, TYPE},
		{SAME, 1, 0, 0},
		{RETURN, 0, 0, ALLOW},
		{RETURN, 0, 0, FAIL | ENODEV},
	};
	struct {
		unsigned short n;
		void *filter;
	} prog = {sizeof filter / sizeof *filter, filter};

	if (prctl(PR_SET_SECCOMP, 2, &prog) < 0)
		return fail("seccomp");
	return run(v);
}

/* list DIR: the names in it, sorted. */
static int list(char **v)
{
	struct dirent **names;
	int n = scandir(v[0], &names, NULL, alphasort);

	if (n < 0)
		return fail(v[0]);
	for (int i = 0; i < n; i++)
		if (strcmp(names[i]->d_name, ".") && strcmp(names[i]->d_name, ".."))
			puts(names[i]->d_name);
	return 0;
}

/* --- System V and POSIX objects ----------------------------------------------- */

/* The object of that kind and key: 0 found, made or removed, or the error. */
static int object(const char *kind, key_t key, int flags, bool remove)
{
	int id = !strcmp(kind, "msg")   ? msgget(key, flags)
		 : !strcmp(kind, "sem") ? semget(key, 1, flags)
					: shmget(key, 4096, flags);

	if (id < 0)
		return fail(kind);
	if (!remove)
		return 0;
	if (!strcmp(kind, "msg"))
		msgctl(id, IPC_RMID, NULL);
	else if (!strcmp(kind, "sem"))
		semctl(id, 0, IPC_RMID);
	else
		shmctl(id, IPC_RMID, NULL);
	return 0;
}

/* make, find or remove, and msg, sem or shm with a KEY, or mq with a /NAME. */
static int make(char **v)
{
	if (strcmp(v[0], "mq"))
		return object(v[0], atoi(v[1]), IPC_CREAT | IPC_EXCL | 0600, false);
	return mq_open(v[1], O_CREAT | O_EXCL | O_RDWR, 0600, NULL) < 0 ? fail("mq") : 0;
}

static int find(char **v)
{
	if (strcmp(v[0], "mq"))
		return object(v[0], atoi(v[1]), 0, false);
	return mq_open(v[1], O_RDWR) < 0 ? fail("mq") : 0;
}

static int remove_(char **v)
{
	if (strcmp(v[0], "mq"))
		return object(v[0], atoi(v[1]), 0, true);
	return mq_unlink(v[1]) < 0 ? fail("mq") : 0;
}

/* --- sockets ------------------------------------------------------------------ */

static union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_un un;
} address;

/* A port of 127.0.0.1, ADDRESS,PORT, or an @NAME without a file. */
static socklen_t set_address(const char *s)
{
	const char *comma = strchr(s, ',');
	char host[64];

	if (*s == '@') {
		address.un.sun_family = AF_UNIX;
		memcpy(address.un.sun_path + 1, s + 1, strlen(s + 1));
		return offsetof(struct sockaddr_un, sun_path) + strlen(s);
	}
	address.in.sin_family = AF_INET;
	address.in.sin_port = htons(atoi(comma ? comma + 1 : s));
	address.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (!comma)
		return sizeof address.in;
	snprintf(host, sizeof host, "%.*s", (int)(comma - s), s);
	if (inet_pton(AF_INET, host, &address.in.sin_addr) == 1)
		return sizeof address.in;
	address.in6.sin6_family = AF_INET6; /* its port is at the same place */
	inet_pton(AF_INET6, host, &address.in6.sin6_addr);
	return sizeof address.in6;
}

/* Listen there, or on any port if it is 0; which one goes to PORT. */
static int listen_on(const char *where)
{
	socklen_t len = set_address(where);
	int fd = socket(address.any.sa_family, SOCK_STREAM, 0);
	char port[8];

	if (fd < 0 || bind(fd, &address.any, len) < 0 || listen(fd, 8) < 0)
		return -1;
	if (*where != '@') {
		len = sizeof address;
		getsockname(fd, &address.any, &len);
		snprintf(port, sizeof port, "%d", ntohs(address.in.sin_port));
		setenv("PORT", port, 1);
	}
	return fd;
}

/* listen PORT|ADDRESS,PORT|@NAME COMMAND...: while it runs, and with $PORT. */
static int listen_(char **v)
{
	return listen_on(v[0]) < 0 ? fail("listen") : run(v + 1);
}

/* hold PORT|@NAME: the port, while a process in the background listens. */
static int hold(char **v)
{
	pid_t pid;

	if (listen_on(v[0]) < 0)
		return fail("listen");
	pid = fork();
	if (pid < 0)
		return fail("fork");
	if (pid > 0) {
		puts(*v[0] == '@' ? v[0] : getenv("PORT"));
		return 0;
	}
	for (int fd = 0; fd < 3; fd++)
		close(fd);
	for (;;)
		pause();
}

/* connect PORT|@NAME */
static int connect_(char **v)
{
	socklen_t len = set_address(v[0]);
	int fd = socket(address.any.sa_family, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, &address.any, len) < 0)
		return fail("connect");
	puts("connected");
	return 0;
}

/* --- names and clocks --------------------------------------------------------- */

static int sethostname_(char **v)
{
	return sethostname(v[0], strlen(v[0])) < 0 ? fail("sethostname") : 0;
}

/* clock ID: whole seconds of clock_gettime(2). */
static int clock_(char **v)
{
	struct timespec t;

	if (clock_gettime(atoi(v[0]), &t) < 0)
		return fail("clock_gettime");
	printf("%lld\n", (long long)t.tv_sec);
	return 0;
}

/* setclock: set the time of day to what it is. */
static int setclock(char **v)
{
	struct timespec t;

	(void)v;
	clock_gettime(CLOCK_REALTIME, &t);
	return clock_settime(CLOCK_REALTIME, &t) < 0 ? fail("clock_settime") : 0;
}

/* --- system calls ------------------------------------------------------------- */

#define CALL(name)                \
	{                         \
#name, SYS_##name \
	}

/* All that a sandbox refuses, whatever the arguments; with 1 for each none does harm but one. */
static const struct {
	const char *name;
	long nr;
} calls[] = {
	CALL(mount),
	CALL(umount2),
	CALL(pivot_root),
	CALL(chroot),
	CALL(unshare),
	CALL(setns),
	CALL(init_module),
	CALL(finit_module),
	CALL(delete_module),
	CALL(reboot),
	CALL(swapon),
	CALL(swapoff),
	CALL(acct),
	CALL(quotactl),
	CALL(sethostname),
	CALL(setdomainname),
	CALL(syslog),
	CALL(vhangup),
	CALL(bpf),
	CALL(perf_event_open),
	CALL(fanotify_init),
	CALL(open_by_handle_at),
	CALL(kcmp),
	CALL(move_pages),
	CALL(migrate_pages),
	CALL(add_key),
	CALL(request_key),
	CALL(keyctl),
	CALL(userfaultfd),
	CALL(kexec_load),
#ifdef SYS_clock_settime
	CALL(clock_settime),
	CALL(settimeofday),
#else
	{"clock_settime64", 404},
#endif
#ifdef SYS_kexec_file_load
	CALL(kexec_file_load),
#endif
#ifdef SYS_lookup_dcookie
	CALL(lookup_dcookie),
#endif
#ifdef SYS_iopl
	CALL(iopl),
	CALL(ioperm),
#endif
#ifdef SYS_uselib
	CALL(uselib),
#endif
#ifdef __x86_64__
	CALL(nfsservctl),
#endif
	{"io_uring_setup", 425},
	{"io_uring_enter", 426},
	{"io_uring_register", 427},
	{"open_tree", 428},
	{"move_mount", 429},
	{"fsopen", 430},
	{"fsconfig", 431},
	{"fsmount", 432},
	{"fspick", 433},
	{"clone3", 435},
	{"pidfd_getfd", 438},
	{"process_madvise", 440},
	{"mount_setattr", 442},
	{"quotactl_fd", 443},
	{"lsm_set_self_attr", 460},
	{"open_tree_attr", 467},
	{"listns", 470},
};

/* calls safe|all: a line for each, with the errno; vhangup(2) is not safe. */
static int calls_(char **v)
{
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		if (!strcmp(v[0], "safe") && calls[i].nr == SYS_vhangup)
			continue;
		errno = 0;
		syscall(calls[i].nr, 1L, 1L, 1L, 1L, 1L, 1L);
		printf("%s %d\n", calls[i].name, errno);
	}
	return 0;
}

/* call NUMBER ARGUMENT...: up to six; the errno. */
static int call(char **v)
{
	unsigned long a[7] = {0};

	for (int i = 0; i < 7 && v[i]; i++)
		a[i] = strtoull(v[i], NULL, 0);
	errno = 0;
	syscall(a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
	printf("%d\n", errno);
	return 0;
}

/* number NAME: of the calls that depend on their arguments, and a few more. */
static int number(char **v)
{
	static const struct {
		const char *name;
		long nr;
	} some[] = {
		CALL(socket),
		CALL(socketpair),
		CALL(ioctl),
		CALL(personality),
		CALL(clone),
		CALL(ptrace),
		CALL(getpid),
		CALL(keyctl),
		CALL(prctl),
		CALL(unshare),
	};

	for (size_t i = 0; i < sizeof some / sizeof *some; i++)
		if (!strcmp(some[i].name, v[0]))
			printf("%ld\n", some[i].nr);
	return 0;
}

/* int80 NUMBER: as a 32-bit program calls; the result. */
static int int80(char **v)
{
#ifdef __x86_64__
	long r = atoi(v[0]);

	__asm__ volatile("int $0x80"
			 : "+a"(r)
			 : "b"(0L), "c"(0L), "d"(0L)
			 : "memory", "r8", "r9", "r10", "r11");
	printf("%ld\n", r);
	return 0;
#else
	(void)v;
	return 2;
#endif
}

static const struct {
	const char *name;
	int operands; /* at least */
	int (*act)(char **);
} acts[] = {
	{"as", 2, as},
	{"has", 1, has},
	{"with", 1, with},
	{"children", 1, children},
	{"orphans", 1, orphans},
	{"namespaces", 0, namespaces},
	{"confined", 1, confined},
	{"fds", 0, fds},
	{"tty", 1, tty},
	{"new", 2, new},
	{"mount", 1, mount_},
	{"umount", 1, umount_},
	{"writable", 1, writable},
	{"share", 1, share},
	{"nodevtmpfs", 1, nodevtmpfs},
	{"list", 1, list},
	{"make", 2, make},
	{"find", 2, find},
	{"remove", 2, remove_},
	{"listen", 2, listen_},
	{"hold", 1, hold},
	{"connect", 1, connect_},
	{"sethostname", 1, sethostname_},
	{"clock", 1, clock_},
	{"setclock", 0, setclock},
	{"calls", 1, calls_},
	{"call", 1, call},
	{"number", 1, number},
	{"int80", 1, int80},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof acts / sizeof *acts; i++)
		if (!strcmp(acts[i].name, argv[1]) && argc - 2 >= acts[i].operands)
			return acts[i].act(argv + 2);
	fprintf(stderr, "usage: probe WORD OPERAND...; see tests/probe.c\n");
	return 2;
}
