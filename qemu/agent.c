/* SPDX-License-Identifier: MIT */
/*
 * The guest's end of qemu/run: run one command, hand its streams and its status
 * to the host, and ask PID 1 to go down.
 *
 * It is init's one program.  What it needs lies in the initramfs:
 *
 *	/qemu/modules/aliases	kernel modules, by the names they are asked for
 *	/qemu/modules/nodes	devices that are made before their drivers come
 *	/qemu/mounts		tag, place and ro or rw of each 9p share
 *	/qemu/env		NAME=VALUE strings
 *	/qemu/cmd		the working directory, then argv
 *	/qemu/tty		rows and columns: the command is to have the console
 *
 * with a NUL behind each string.  The streams are virtio-serial ports, known by
 * name: q.in, q.out and q.err carry bytes as they are, q.ctl lines to the host:
 * `up SECONDS`, then `exit N`, `signal N` or `error WHY`.  On a machine without
 * such ports the console has to do, with a mark before each line.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	UEVENT = 15,     /* NETLINK_KOBJECT_UEVENT, of a header musl-gcc does not see */
	PATIENCE = 5000, /* ms for the host's ports to come, and for PID 1 to go down */
};

/* The four ports, as an array of descriptors has them. */
enum {
	CTL,
	IN,
	OUT,
	ERR,
	PORTS,
};
static const char *const names[PORTS] = {"q.ctl", "q.in", "q.out", "q.err"};

/* --- words ------------------------------------------------------------------ */

/* Decimal digits of n before end, width of them at least; the first of them. */
static char *digits(char *end, unsigned long n, int width)
{
	do
		*--end = '0' + n % 10;
	while (n /= 10, --width > 0 || n);
	return end;
}

static unsigned number(const char *s)
{
	unsigned n = 0;

	while (s && *s >= '0' && *s <= '9')
		n = n * 10 + *s++ - '0';
	return n;
}

static bool put(int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t done = write(fd, s, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		s += done;
		n -= done;
	}
	return true;
}

/* One line on the console, or wherever init's messages go. */
static void warn(const char *call, const char *object)
{
	const char *part[] = {"agent: ", call, " ", object, ": ", strerror(errno), "\n"};
	char s[512];
	size_t n = 0;

	for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
		size_t len = strlen(part[i]);

		if (len > sizeof s - n)
			len = sizeof s - n;
		memcpy(s + n, part[i], len);
		n += len;
	}
	put(2, s, n);
}

/* A line to the host: a word and what belongs to it. */
static void report(int ctl, const char *word, const char *rest)
{
	char s[128] = "\n@@agent ";
	size_t mark = strlen(s), n = mark;

	for (; *word && n < sizeof s - 2; word++)
		s[n++] = *word;
	s[n++] = ' ';
	for (; *rest && n < sizeof s - 1; rest++)
		s[n++] = *rest;
	s[n++] = '\n';
	if (ctl < 0 || !put(ctl, s + mark, n - mark))
		put(2, s, n);
}

/* --- files of the initramfs ------------------------------------------------- */

struct text {
	char *start, *end;
};

/* A file as a whole; empty if it is not there.  A private copy: it may be cut up. */
static struct text text(const char *path)
{
	struct text t = {NULL, NULL};
	struct stat st;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return t;
	if (fstat(fd, &st) == 0 && st.st_size > 0) {
		t.start = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
		if (t.start == MAP_FAILED)
			t.start = NULL;
		else
			t.end = t.start + st.st_size;
	}
	close(fd);
	return t;
}

/* The next string that ends with the given byte, which becomes its NUL. */
static char *next(struct text *t, char stop)
{
	char *s = t->start, *end;

	if (s == t->end)
		return NULL;
	end = memchr(s, stop, t->end - s);
	if (!end)
		return NULL;
	*end = 0;
	t->start = end + 1;
	return s;
}

/* All the strings of it, as a vector that begins with those of first. */
static char **vector(struct text t, char *const *first)
{
	size_t n = 1, i = 0;
	char **v, *s;

	for (char *p = t.start; p < t.end; p++)
		n += !*p;
	while (first && first[i])
		i++;
	v = mmap(NULL, (n + i) * sizeof *v, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (v == MAP_FAILED)
		return NULL;
	if (first)
		memcpy(v, first, i * sizeof *v);
	while ((s = next(&t, 0)))
		v[i++] = s;
	return v;
}

/* --- the machine ------------------------------------------------------------ */

/* What a file of sysfs says, without its newline. */
static bool attribute(int dir, const char *entry, const char *file, char *buf, size_t size)
{
	int place, fd = -1;
	ssize_t n = 0;

	place = openat(dir, entry, O_PATH | O_CLOEXEC);
	if (place >= 0) {
		fd = openat(place, file, O_RDONLY | O_CLOEXEC);
		close(place);
	}
	if (fd >= 0) {
		n = read(fd, buf, size - 1);
		close(fd);
	}
	if (n <= 0)
		return false;
	buf[n - (buf[n - 1] == '\n')] = 0;
	return true;
}

static void load(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST))
		warn("finit_module", path);
	if (fd >= 0)
		close(fd);
}

/* Load what goes by that name: /qemu/modules/aliases has patterns and files. */
static bool modprobe(const char *name)
{
	struct text aliases = text("/qemu/modules/aliases");
	char *pattern, *line, *path;
	bool found = false;

	while ((pattern = next(&aliases, '\t')) && (line = next(&aliases, '\n'))) {
		struct text files = {line, aliases.start};

		if (fnmatch(pattern, name, 0))
			continue;
		found = true;
		while ((path = next(&files, ' ')))
			load(path);
	}
	return found;
}

/* The drivers of the devices that are on a bus by now. */
static void plug(const char *devices)
{
	char name[256];
	struct dirent *e;
	DIR *d;

	d = opendir(devices);
	while (d && (e = readdir(d)))
		if (e->d_name[0] != '.' &&
			attribute(dirfd(d), e->d_name, "modalias", name, sizeof name))
			modprobe(name);
	if (d)
		closedir(d);
}

/* Devices whose driver comes when somebody opens them. */
static void make_nodes(void)
{
	struct text nodes = text("/qemu/modules/nodes");
	char *path, *major, *minor;

	mkdir("/dev/net", 0755);
	while ((path = next(&nodes, ' ')) && (major = next(&nodes, ' ')) &&
		(minor = next(&nodes, '\n')))
		mknod(path, S_IFCHR | 0600, makedev(number(major), number(minor)));
}

static void mount_shares(void)
{
	struct text mounts = text("/qemu/mounts");
	char *tag, *place, *mode;

	while ((tag = next(&mounts, 0)) && (place = next(&mounts, 0)) && (mode = next(&mounts, 0)))
		if (mount(tag, place, "9p", strcmp(mode, "ro") ? 0 : MS_RDONLY,
			    "trans=virtio,version=9p2000.L,msize=512000"))
			warn("mount", place);
}

/* Open those of our ports that are there by now; how many we have. */
static int look_for_ports(int port[PORTS])
{
	char name[32];
	struct dirent *e;
	int dev, have = 0;
	DIR *d;

	dev = open("/dev", O_PATH | O_CLOEXEC);
	d = opendir("/sys/class/virtio-ports");
	while (d && (e = readdir(d))) {
		if (e->d_name[0] == '.' ||
			!attribute(dirfd(d), e->d_name, "name", name, sizeof name))
			continue;
		for (int i = 0; i < PORTS; i++)
			if (port[i] < 0 && !strcmp(name, names[i]))
				port[i] = openat(dev, e->d_name, O_RDWR | O_CLOEXEC);
	}
	if (d)
		closedir(d);
	close(dev);
	for (int i = 0; i < PORTS; i++)
		have += port[i] >= 0;
	return have;
}

/*
 * The host tells of its ports one by one, some time after the driver has come,
 * and each time the kernel sends an event.  So: listen, look, wait, look again.
 */
static void open_ports(int events, int port[PORTS])
{
	struct pollfd p = {events, POLLIN, 0};
	char event[4096];

	for (int i = 0; i < PORTS; i++)
		port[i] = -1;
	if (access("/sys/bus/virtio/drivers/virtio_console", F_OK))
		return;
	while (look_for_ports(port) < PORTS && poll(&p, 1, PATIENCE) > 0)
		if (recv(events, event, sizeof event, 0) < 0 && errno != ENOBUFS)
			return;
}

static int listen_to_kernel(void)
{
	struct {
		unsigned short family, pad;
		unsigned pid, groups;
	} kernel = {AF_NETLINK, 0, 0, 1};
	int fd;

	fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, UEVENT);
	if (fd >= 0 && bind(fd, (void *)&kernel, sizeof kernel))
		warn("bind", "uevents");
	return fd;
}

/* --- the command ------------------------------------------------------------ */

/* Pass on what can be read now, but no more than so much; how much it was. */
static ssize_t pass(int from, int to, size_t most)
{
	static char s[65536];
	ssize_t n = read(from, s, most < sizeof s ? most : sizeof s);

	return n > 0 && put(to, s, n) ? n : 0;
}

/*
 * Pass bytes on until there are no more.  Once the process behind ended has come
 * to its end, what is in the pipe by then is passed on, but nobody waits for those
 * it left behind with the pipe in their hands.
 */
static void pump(int from, int to, int ended)
{
	struct pollfd p[2] = {{from, POLLIN, 0}, {ended, POLLIN, 0}};
	int left = 0;
	ssize_t n;

	while (poll(p, 2, -1) > 0 && !p[1].revents)
		if (!pass(from, to, SIZE_MAX))
			return;
	ioctl(from, FIONREAD, &left);
	while (left > 0 && (n = pass(from, to, left)))
		left -= n;
}

static pid_t start_pump(int from, int to, int ended)
{
	pid_t pid = fork();

	if (!pid) {
		pump(from, to, ended);
		_exit(0);
	}
	return pid;
}

/* Its streams are in their places: become the command. */
static _Noreturn void become(char **words, char **env)
{
	int err;

	if (chdir(words[0])) {
		warn("chdir", words[0]);
		_exit(125);
	}
	environ = env;
	execvp(words[1], words + 1);
	err = errno;
	warn("execvp", words[1]);
	_exit(err == ENOENT ? 127 : 126);
}

/* The command with the console as its terminal; its wait status. */
static int run_on_console(struct text size, char **words, char **env)
{
	struct winsize w = {0};
	int status = 125 << 8; /* if there can be no process */
	pid_t pid;

	w.ws_row = number(next(&size, 0));
	w.ws_col = number(next(&size, 0));
	pid = fork();
	if (!pid) {
		setsid();
		ioctl(0, TIOCSCTTY, 1);
		if (w.ws_row)
			ioctl(0, TIOCSWINSZ, &w);
		become(words, env);
	}
	waitpid(pid, &status, 0);
	return status;
}

/* The command on the host's streams; its wait status, all output being out. */
static int run_on_ports(const int port[PORTS], char **words, char **env)
{
	int in[2], out[2], err[2], ended, status = 125 << 8;
	pid_t pid, pump_out, pump_err;

	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		warn("pipe2", "for the command");
	pid = fork();
	if (!pid) {
		setsid();
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(err[1], 2);
		become(words, env);
	}
	close(in[0]);
	close(out[1]);
	close(err[1]);
	/* Nobody but this pump may hold in[1], or the command never sees an end. */
	if (port[IN] >= 0)
		start_pump(port[IN], in[1], -1);
	close(in[1]);
	ended = syscall(SYS_pidfd_open, pid, 0);
	pump_out = start_pump(out[0], port[OUT] >= 0 ? port[OUT] : 2, ended);
	pump_err = start_pump(err[0], port[ERR] >= 0 ? port[ERR] : 2, ended);

	waitpid(pid, &status, 0);
	waitpid(pump_out, NULL, 0);
	waitpid(pump_err, NULL, 0);
	return status;
}

static void go_down(void)
{
	struct timespec t = {PATIENCE / 1000, 0};

	sync();
	if (getpid() != 1 && kill(1, SIGTERM) == 0)
		nanosleep(&t, NULL);
	reboot(RB_AUTOBOOT);
}

/*
 * The kernel asks for a module by `PROGRAM -q -- NAME`, PROGRAM being what we
 * have written to its setting.
 */
static void serve_modprobe(const char *self)
{
	int fd = open("/proc/sys/kernel/modprobe", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return; /* it knows no modules */
	put(fd, self, strlen(self));
	close(fd);
}

static void report_up(int ctl)
{
	char buf[32], *end = buf + sizeof buf - 1, *s;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	*end = 0;
	s = digits(end, now.tv_nsec / 1000000, 3);
	*--s = '.';
	report(ctl, "up", digits(s, now.tv_sec, 1));
}

static void report_end(int ctl, int status)
{
	char buf[32], *end = buf + sizeof buf - 1;

	*end = 0;
	if (WIFSIGNALED(status))
		report(ctl, "signal", digits(end, WTERMSIG(status), 1));
	else
		report(ctl, "exit", digits(end, WEXITSTATUS(status), 1));
}

int main(int argc, char **argv)
{
	char path[] = "PATH=/bin:/sbin:/usr/bin:/usr/sbin", home[] = "HOME=/root";
	char *basic[] = {path, home, NULL}, **words, **env;
	int events, port[PORTS];
	struct text tty;

	if (argc == 4 && !strcmp(argv[1], "-q"))
		return !modprobe(argv[3]);

	events = listen_to_kernel();
	plug("/sys/bus/pci/devices");
	plug("/sys/bus/virtio/devices");
	make_nodes();
	serve_modprobe(argv[0]);
	open_ports(events, port);
	mount_shares();
	words = vector(text("/qemu/cmd"), NULL);
	env = vector(text("/qemu/env"), basic);
	tty = text("/qemu/tty");

	/*
	 * A write waits until the host has opened the port as well, and only
	 * then does an empty read mean the end of what the host has to say.
	 */
	if (port[IN] >= 0 && !tty.start)
		put(port[IN], "\n", 1);
	report_up(port[CTL]);
	if (!words || !env || !words[0] || !words[1])
		report(port[CTL], "error", "no command in /qemu/cmd");
	else if (tty.start)
		report_end(port[CTL], run_on_console(tty, words, env));
	else
		report_end(port[CTL], run_on_ports(port, words, env));
	go_down();
	return 0;
}
