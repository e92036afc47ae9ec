/* SPDX-License-Identifier: MIT */
/*
 * A terminal of the command's own.  A process beside the monitor passes on what is
 * typed and what is shown, and the size of the window.  It ends when nobody has the
 * inner terminal open any more, however the sandbox ended, and leaves the outer one
 * as it was.
 */
#include "sandbox.h"

/* What TCGETS has, where libc's is larger. */
struct mode {
	uint32_t input, output, control, local;
	uint8_t line, special[19];
};

enum {
	VMIN = 6, /* its place in special */
	END = 4,  /* the character that ends a line or the input */
	IN = 1,   /* of poll(2) */
	OUT = 4,
};

static void copy_size(int to)
{
	struct winsize size;

	if (sys_ioctl(0, TIOCGWINSZ, &size) >= 0)
		sys_ioctl(to, TIOCSWINSZ, &size);
}

void pty_open(struct plan *p)
{
	int unlock = 0, err;
	struct mode mode;

	err = p->master = above_stdio(sys_open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK));
	if (err >= 0)
		err = sys_ioctl(p->master, TIOCSPTLCK, &unlock);
	if (err >= 0)
		err = sys_call(SYS_ioctl, p->master, 0x5441L /* TIOCGPTPEER */,
			(long)(O_RDWR | O_NOCTTY | O_CLOEXEC));
	p->slave = above_stdio(err);
	if (p->slave < 0)
		die(p->slave, "open /dev/ptmx");
	if (sys_ioctl(0, TCGETS, &mode) >= 0)
		sys_ioctl(p->slave, TCSETS, &mode);
	copy_size(p->slave);
}

static void check_taken(int err)
{
	if (err < 0)
		die(err, "take the new terminal");
}

void pty_take(int slave)
{
	check_taken(sys_dup3(slave, 0, 0));
	check_taken(sys_dup3(slave, 1, 0));
}

void pty_control(void)
{
	check_taken(sys_ioctl(0, TIOCSCTTY, NULL));
	check_taken(sys_dup3(0, 2, 0));
}

static bool display(const char *s, long n)
{
	long done;

	for (; n > 0; s += done, n -= done) {
		done = sys_write(1, s, n);
		if (done == -EAGAIN)
			done = 0;
		if (done < 0)
			return false;
	}
	return true;
}

static void relay(int master, int sizes)
{
	struct sys_pollfd p[] = {{0, IN, 0}, {master, IN, 0}, {sizes, IN, 0}};
	char typed[1024], shown[4096], *next = typed;
	bool ended = false;
	long n, left = 0;

	while (sys_poll(p, countof(p), NULL) >= 0) {
		if (p[2].revents) {
			sys_read(sizes, shown, sizeof shown);
			copy_size(master);
		}
		if (p[1].revents & OUT) {
			n = sys_write(master, next, left);
			if (n > 0)
				next += n, left -= n;
		}
		if (p[1].revents & ~OUT) {
			n = sys_read(master, shown, sizeof shown);
			if (n <= 0 && n != -EAGAIN)
				return; /* EIO: nobody has it open any more */
			if (!display(shown, n))
				return;
		}
		/* With something to be taken by the command nothing more is read for it. */
		if (p[0].revents) {
			next = typed;
			left = sys_read(0, typed, sizeof typed);
			if (left <= 0) {
				ended = true;
				left = 2;
				memset(typed, END, left);
			}
		}
		p[0].fd = left || ended ? NONE : 0;
		p[1].events = left ? IN | OUT : IN;
	}
}

int pty_start(struct plan *p)
{
	const sys_sigset winch = SYS_SIGBIT(SIGWINCH);
	struct mode mode, raw;
	bool ours;
	int err;

	p->relay = sys_fork();
	if (p->relay) {
		sys_close(p->slave);
		sys_close(p->master);
		return p->relay;
	}
	/* Only what is needed: others wait for the end of what we have inherited. */
	err = p->master == 3 ? 0 : sys_dup3(p->master, 3, 0);
	if (err >= 0)
		err = sys_close_range(4, ~0u, 0);
	/* The command then says that it has no terminal. */
	if (err < 0)
		sys_exit(who.status);
	/* Who is in the background must leave the terminal alone. */
	ours = sys_ioctl(0, TCGETS, &mode) >= 0 && tty_group() == sys_getpgid(0);
	raw = mode;
	raw.input = raw.output = raw.local = 0;
	raw.special[VMIN] = 1;
	if (ours)
		sys_ioctl(0, TCSETS, &raw);
	relay(3, sys_call(SYS_signalfd4, -1L, &winch, sizeof winch, (long)O_NONBLOCK));
	if (ours)
		sys_ioctl(0, TCSETSW, &mode);
	sys_exit(0);
}
