/* SPDX-License-Identifier: MIT */
/*
 * The guest's end of qemu/run: run one command, hand its streams and its status
 * to the host, and ask PID 1 to go down.
 *
 * It is init's one program, on init's library.  What it needs lies in the initramfs:
 *
 *	/qemu/modules/aliases	kernel modules, by the names they are asked for
 *	/qemu/modules/nodes	devices that are made before their drivers come
 *	/qemu/mounts		type, tag, place and ro or rw of each share; or file or
 *				dir, what is to be bound to a place, that, and rw
 *	/qemu/env		NAME=VALUE strings
 *	/qemu/cmd		the working directory, then argv
 *	/qemu/tty		rows and columns: the command is to have the console
 *
 * with a NUL behind each string.  The streams are virtio-serial ports, known by
 * name: q.in, q.out and q.err carry bytes as they are, q.ctl lines to the host:
 * `up MILLISECONDS', then `exit N', `signal N' or `error WHY'.  With a console, q.in
 * has a line of rows and columns whenever they change.  On a machine without such
 * ports the console has to do, with a mark before each line.
 */
#include "init.h"

struct who who = {.prefix = "agent: ", .status = EXIT_OURS};

const char *tip_for(const char *said, int err)
{
	(void)said, (void)err;
	return "\0";
}

enum {
	UEVENT = 15,  /* NETLINK_KOBJECT_UEVENT, of a header musl-gcc does not see */
	PATIENCE = 5, /* seconds for the host's ports to come, and for PID 1 to go down */
	REBOOT = 0x01234567,
	POLLIN = 1,
};

/* The four ports, as an array of descriptors has them. */
enum {
	CTL,
	IN,
	OUT,
	ERR,
	PORTS,
};
static const char *const names[PORTS] = {"q.ctl\n", "q.in\n", "q.out\n", "q.err\n"};

/* --- words ------------------------------------------------------------------ */

static bool put(int fd, const char *s, size_t n)
{
	while (n) {
		long done = sys_write(fd, s, n);

		if (done == -EINTR)
			continue;
		if (done <= 0)
			return false;
		s += done;
		n -= done;
	}
	return true;
}

/* A line to the host. */
static void report_args(int ctl, const char *f, uintptr_t a, uintptr_t b, uintptr_t c)
{
	static const char mark[] = "\n@@agent ";
	char s[256];
	size_t n = fmt(s, sizeof s, "%s", mark);

	n += fmt_said(s + n, sizeof s - n, f, a, b, c);
	s[n++] = '\n'; /* where the NUL was */
	if (ctl < 0 || !put(ctl, s + strlen(mark), n - strlen(mark)))
		put(2, s, n);
}

#define report(ctl, ...) ((void)sizeof words_fit(__VA_ARGS__), report_args(ctl, ARGS(__VA_ARGS__)))

/* --- files of the initramfs --------------------------------------------------- */

struct text {
	char *start, *end;
};

static void *room(size_t size)
{
	void *p = sys_map(size, MAP_PRIVATE);

	return (uintptr_t)p > -4096ul ? NULL : p;
}

/* A file as a whole, to be cut up; empty if it is not there. */
static struct text text(const char *path)
{
	struct text t = {NULL, NULL};
	struct sys_statx st;
	long n;

	if (sys_statx(AT_FDCWD, path, 0, &st) < 0 || !st.size)
		return t;
	t.start = room(st.size + 1);
	n = t.start ? fs_read(AT_FDCWD, path, t.start, st.size + 1) : 0;
	t.end = t.start + (n > 0 ? n : 0);
	return t;
}

/* The next string that ends with the given byte, which becomes its NUL. */
static char *next(struct text *t, char stop)
{
	char *s = t->start;

	for (char *end = s; end < t->end; end++)
		if (*end == stop) {
			*end = 0;
			t->start = end + 1;
			return s;
		}
	return NULL;
}

static unsigned number(const char *s)
{
	unsigned long n = 0;

	if (s)
		fmt_number(s, UINT_MAX, &n);
	return n;
}

/* Where a string goes: in place of the one of its name, or behind the n there are. */
static size_t place_of(const char *s, char *const *v, size_t n)
{
	const size_t name = fmt_until(s, "=") + 1;
	size_t i = 0;

	while (i < n && strncmp(v[i], s, name))
		i++;
	return i;
}

/*
 * All the strings of it, as a vector that begins with those of first.  Of those that
 * are NAME=VALUE the last counts: some look for the first of a name, others not.
 */
static char **vector(struct text t, char *const *first, bool named)
{
	size_t n = 1, i = 0, at;
	char **v, *s;

	for (char *p = t.start; p < t.end; p++)
		n += !*p;
	while (first[i])
		i++;
	v = room((n + i) * sizeof *v);
	if (!v)
		return NULL;
	memcpy(v, first, i * sizeof *v);
	while ((s = next(&t, 0))) {
		at = named ? place_of(s, v, i) : i;
		v[at] = s;
		i += at == i;
	}
	return v;
}

/* --- the machine -------------------------------------------------------------- */

/* Call f with each name in a directory, and with what its file says, if it is there. */
static void each(const char *path, const char *file,
	void (*f)(const char *name, const char *says, void *arg), void *arg)
{
	_Alignas(struct sys_dirent) char entries[2048];
	char inner[NAME_MAX + 16], says[256];
	int dir = sys_open(path, O_RDONLY | O_DIRECTORY);
	long n;

	if (dir < 0)
		return;
	while ((n = sys_getdents(dir, entries, sizeof entries)) > 0)
		for (long at = 0; at < n;) {
			const struct sys_dirent *e = (void *)(entries + at);

			at += e->len;
			fmt(inner, sizeof inner, "%s/%s", e->name, file);
			if (e->name[0] != '.' && fs_read(dir, inner, says, sizeof says) > 0)
				f(e->name, says, arg);
		}
	sys_close(dir);
}

/* Only * is special, as in the aliases of modules; the end of a line ends s. */
static bool matches(const char *pattern, const char *s)
{
	const char *star = NULL, *from = NULL;

	for (;;) {
		const bool end = !*s || *s == '\n';

		if (*pattern == '*') {
			star = ++pattern;
			from = s;
		} else if (end && !*pattern) {
			return true;
		} else if (!end && *pattern == *s) {
			pattern++;
			s++;
		} else if (star && !end) {
			pattern = star;
			s = ++from;
		} else {
			return false;
		}
	}
}

static void load(const char *path)
{
	int err, fd = sys_open(path, O_RDONLY);

	err = fd < 0 ? fd : sys_call(SYS_finit_module, fd, "", 0);
	if (err < 0 && err != -EEXIST)
		warn(err, "finit_module %s", path);
	if (fd >= 0)
		sys_close(fd);
}

/* Load what goes by that name: /qemu/modules/aliases has patterns and files. */
static bool modprobe(const char *name)
{
	struct text aliases = text("/qemu/modules/aliases");
	char *pattern, *line, *path;
	bool found = false;

	while ((pattern = next(&aliases, '\t')) && (line = next(&aliases, '\n'))) {
		struct text files = {line, aliases.start};

		if (!matches(pattern, name))
			continue;
		found = true;
		while ((path = next(&files, ' ')))
			load(path);
	}
	return found;
}

/* The driver of a device that is on a bus by now. */
static void plug(const char *name, const char *alias, void *arg)
{
	(void)name, (void)arg;
	modprobe(alias);
}

/* Devices whose driver comes when somebody opens them. */
static void make_nodes(void)
{
	struct text nodes = text("/qemu/modules/nodes");
	char *path, *major, *minor;

	sys_mkdirat(AT_FDCWD, "/dev/net", 0755);
	while ((path = next(&nodes, ' ')) && (major = next(&nodes, ' ')) &&
		(minor = next(&nodes, '\n')))
		sys_mknodat(AT_FDCWD, path, S_IFCHR | 0600, number(major) << 8 | number(minor));
}

/* What init mounted on may have had the place, and what leads there. */
static void make_place(char *place, bool file)
{
	for (char *s = place + 1; *s; s++)
		if (*s == '/') {
			*s = 0;
			sys_mkdirat(AT_FDCWD, place, 0755);
			*s = '/';
		}
	if (file)
		sys_mknodat(AT_FDCWD, place, S_IFREG | 0644, 0);
	else
		sys_mkdirat(AT_FDCWD, place, 0755);
}

/* The place of the first share that could not be mounted, or NULL, and why. */
static const char *mount_shares(int *err)
{
	struct text mounts = text("/qemu/mounts");
	char *type, *tag, *place, *mode;

	while ((type = next(&mounts, 0)) && (tag = next(&mounts, 0)) &&
		(place = next(&mounts, 0)) && (mode = next(&mounts, 0))) {
		make_place(place, *type == 'f');
		*err = sys_mount(tag, place, type,
			*tag == '/' ? MS_BIND : strcmp(mode, "ro") ? 0
								   : MS_RDONLY,
			*type == '9' ? "trans=virtio,version=9p2000.L,msize=512000" : NULL);
		if (*err < 0)
			return place;
	}
	return NULL;
}

/* Open a port that is one of ours. */
static void open_port(const char *entry, const char *name, void *arg)
{
	char path[NAME_MAX + 8];
	int *port = arg;

	fmt(path, sizeof path, "/dev/%s", entry);
	for (int i = 0; i < PORTS; i++)
		if (port[i] < 0 && !strcmp(name, names[i]))
			port[i] = sys_open(path, O_RDWR);
}

/* Does it have something to be read, within PATIENCE? */
static bool wait_for(int fd)
{
	struct sys_pollfd p = {fd, POLLIN, 0};
	long limit[2] = {PATIENCE, 0};

	return sys_call(SYS_ppoll, &p, 1, limit, 0L, 0L) > 0;
}

/*
 * The host tells of its ports one by one, some time after the driver has come,
 * and each time the kernel sends an event.  So: listen, look, wait, look again.
 */
static void open_ports(int events, int port[PORTS])
{
	char event[4096];

	for (int i = 0; i < PORTS; i++)
		port[i] = -1;
	if (sys_faccessat(AT_FDCWD, "/sys/bus/virtio/drivers/virtio_console", F_OK) < 0)
		return;
	for (;;) {
		int have = 0;
		long n;

		each("/sys/class/virtio-ports", "name", open_port, port);
		for (int i = 0; i < PORTS; i++)
			have += port[i] >= 0;
		if (have == PORTS || !wait_for(events))
			return;
		n = sys_read(events, event, sizeof event);
		if (n < 0 && n != -ENOBUFS)
			return;
	}
}

static int listen_to_kernel(void)
{
	struct {
		unsigned short family, pad;
		unsigned pid, groups;
	} kernel = {AF_NETLINK, 0, 0, 1};
	int err, fd = sys_socket(AF_NETLINK, SOCK_DGRAM, UEVENT);

	err = fd < 0 ? fd : sys_call(SYS_bind, fd, &kernel, sizeof kernel);
	if (err < 0)
		warn(err, "bind uevents");
	return fd;
}

/* --- the command -------------------------------------------------------------- */

/* Pass on what can be read now, but no more than so much; how much it was. */
static long pass(int from, int to, size_t most)
{
	static char s[65536];
	long n = sys_read(from, s, most < sizeof s ? most : sizeof s);

	return n > 0 && put(to, s, n) ? n : 0;
}

/*
 * Pass bytes on until there are no more.  Once the process behind ended has come
 * to its end, what is in the pipe by then is passed on, but nobody waits for those
 * it left behind with the pipe in their hands.
 */
static void pump(int from, int to, int ended)
{
	struct sys_pollfd p[2] = {{from, POLLIN, 0}, {ended, POLLIN, 0}};
	int left = 0;
	long n;

	while (sys_poll(p, 2, NULL) > 0 && !p[1].revents)
		if (!pass(from, to, SIZE_MAX))
			return;
	sys_ioctl(from, FIONREAD, &left);
	while (left > 0 && (n = pass(from, to, left)))
		left -= n;
}

/* A child with memory of its own, unlike pid1_spawn's. */
static int split(void)
{
	return sys_call(SYS_clone, SIGCHLD, 0L, 0L, 0L, 0L);
}

/* By a process of its own for each, as any of them may have to wait for the host. */
static int start_pump(int from, int to, int ended)
{
	int pid = split();

	if (!pid) {
		pump(from, to, ended);
		sys_exit(0);
	}
	return pid;
}

/* Its streams are in their places: become the command. */
static _Noreturn void become(char **words, char **env)
{
	int err = sys_chdir(words[0]);

	if (err < 0)
		die(err, "chdir %s", words[0]);
	err = exec_search(words[1], words + 1, env);
	warn(err, "exec %s", words[1]);
	sys_exit(exec_status(err));
}

/* Give the console the size that each line has. */
static void resize(struct text lines)
{
	char *rows, *columns;

	while ((rows = next(&lines, ' ')) && (columns = next(&lines, '\n'))) {
		struct winsize w = {.ws_row = number(rows), .ws_col = number(columns)};

		if (w.ws_row)
			sys_ioctl(0, TIOCSWINSZ, &w);
	}
}

/* The command with the console as its terminal; its wait status. */
static int run_on_console(int sizes, struct text size, char **words, char **env)
{
	struct sys_pollfd p[2] = {{sizes, POLLIN, 0}, {-1, POLLIN, 0}};
	int pid, status = EXIT_OURS << 8; /* if there can be no process */
	char line[256];
	long n;

	resize(size);
	pid = split();
	if (!pid) {
		sys_setsid();
		sys_ioctl(0, TIOCSCTTY, (void *)1);
		become(words, env);
	}
	p[1].fd = sys_pidfd_open(pid);
	while (p[1].fd >= 0 && sys_poll(p, 2, NULL) > 0 && !p[1].revents) {
		n = sys_read(sizes, line, sizeof line);
		if (n <= 0)
			break;
		resize((struct text){line, line + n});
	}
	sys_wait4(pid, &status, 0);
	return status;
}

/* The command on the host's streams; its wait status, all output being out. */
static int run_on_ports(const int port[PORTS], char **words, char **env)
{
	int in[2], out[2], err[2], ended, pid, pump_out, pump_err, status = EXIT_OURS << 8;

	if (sys_pipe(in) < 0 || sys_pipe(out) < 0 || sys_pipe(err) < 0)
		warn(0, "no pipes for the command");
	pid = split();
	if (!pid) {
		sys_setsid();
		sys_dup3(in[0], 0, 0);
		sys_dup3(out[1], 1, 0);
		sys_dup3(err[1], 2, 0);
		become(words, env);
	}
	sys_close(in[0]);
	sys_close(out[1]);
	sys_close(err[1]);
	/* Nobody but this pump may hold in[1], or the command never sees an end. */
	if (port[IN] >= 0)
		start_pump(port[IN], in[1], -1);
	sys_close(in[1]);
	ended = sys_pidfd_open(pid);
	pump_out = start_pump(out[0], port[OUT] >= 0 ? port[OUT] : 2, ended);
	pump_err = start_pump(err[0], port[ERR] >= 0 ? port[ERR] : 2, ended);

	sys_wait4(pid, &status, 0);
	sys_wait4(pump_out, NULL, 0);
	sys_wait4(pump_err, NULL, 0);
	return status;
}

static void report_up(int ctl)
{
	struct sys_time now;

	sys_clock_gettime(CLOCK_MONOTONIC, &now);
	report(ctl, "up %u", (unsigned)now.sec * 1000 + (unsigned)now.nsec / 1000000);
}

static void report_end(int ctl, int status)
{
	if (WIFSIGNALED(status))
		report(ctl, "signal %d", WTERMSIG(status));
	else
		report(ctl, "exit %d", WEXITSTATUS(status));
}

static void go_down(void)
{
	sys_sync();
	if (sys_getpid() != 1 && sys_kill(1, SIGTERM) == 0)
		sys_sigtimedwait(&(sys_sigset){0}, NULL, &(struct sys_time){PATIENCE, 0});
	sys_reboot(REBOOT);
}

int main(int argc, char **argv, char **envp)
{
	char path[] = "PATH=/bin:/sbin:/usr/bin:/usr/sbin", home[] = "HOME=/root";
	char *basic[] = {path, home, NULL}, *none[] = {NULL}, **words, **env;
	int events, err, port[PORTS];
	const char *place;
	struct text tty;

	(void)envp;
	/* The kernel asks for a module by `PROGRAM -q -- NAME'. */
	if (argc == 4 && !strcmp(argv[1], "-q"))
		return !modprobe(argv[3]);

	events = listen_to_kernel();
	each("/sys/bus/pci/devices", "modalias", plug, NULL);
	each("/sys/bus/virtio/devices", "modalias", plug, NULL);
	make_nodes();
	fs_write(AT_FDCWD, "/proc/sys/kernel/modprobe", argv[0], strlen(argv[0]));
	open_ports(events, port);
	place = mount_shares(&err);
	words = vector(text("/qemu/cmd"), none, false);
	env = vector(text("/qemu/env"), basic, true);
	tty = text("/qemu/tty");

	/*
	 * A write waits until the host has opened the port as well, and only
	 * then does an empty read mean the end of what the host has to say.
	 */
	if (port[IN] >= 0)
		put(port[IN], "\n", 1);
	report_up(port[CTL]);
	if (place)
		report(port[CTL], "error %s could not be mounted: errno %d", place, -err);
	else if (!words || !env || !words[0] || !words[1])
		report(port[CTL], "error there is no command in /qemu/cmd");
	else if (tty.start)
		report_end(port[CTL], run_on_console(port[IN], tty, words, env));
	else
		report_end(port[CTL], run_on_ports(port, words, env));
	go_down();
	return 0;
}
