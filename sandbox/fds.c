/* SPDX-License-Identifier: MIT */
/* Descriptors: which of them the command gets, and which nobody keeps. */
#include "sandbox.h"

/*
 * A closed descriptor 0, 1 or 2 must not become the number of something else.
 * open(2) gives the lowest that is free, so the first that we get shows it:
 * then it moves up, and /dev/null takes the places.
 */
int above_stdio(int fd)
{
	/* bubblewrap's commands have them closed. */
	const int also = who.status == EXIT_OURS ? 0 : O_CLOEXEC;
	int null, moved;

	if (fd < 0 || fd > 2)
		return fd;
	moved = sys_fcntl(fd, F_DUPFD_CLOEXEC, 3);
	sys_close(fd);
	do
		null = sys_call(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR | also, 0);
	while (null >= 0 && null < 3);
	sys_close(null);
	return moved;
}

/* Who has a directory of the host, or a namespace, is not confined any more. */
static void refuse_directory(int fd)
{
	enum { NSFS = 0x6e736673 };
	struct sys_statx st;

	int err = sys_fstatx(fd, &st);

	if (err == -EBADF)
		return;
	if (err < 0)
		die(err, "statx descriptor %d", fd);
	if (S_ISDIR(st.mode) || root_fstype(fd) == NSFS)
		die(0, "descriptor %d is no file: only --keep-fd-unsafe passes it on", fd);
}

static bool unsafe(const struct plan *p, int fd)
{
	for (const struct op *op = p->ops; op < p->end; op++)
		if (op->kind == OP_KEEP_FD_UNSAFE && op->fd == fd)
			return true;
	return false;
}

/* Descriptors that are not for the command go when it is executed. */
void fds_on_exec(const struct plan *p)
{
	/* This is between monitor and caller; the other is for our last words, too. */
	if (p->info_fd != NONE)
		sys_close(p->info_fd);
	if (p->json_fd != NONE)
		sys_fcntl(p->json_fd, F_SETFD, FD_CLOEXEC);
	if (!p->compat || p->close_fds) {
		int err = sys_close_range(3, ~0u, SYS_CLOSE_RANGE_CLOEXEC);

		/* Linux 5.11 has the flag. */
		if (err == -EINVAL || err == -ENOSYS)
			for (int fd = 3; fd < 1 << 16; fd++)
				sys_fcntl(fd, F_SETFD, FD_CLOEXEC);
		else if (err < 0)
			die(err, "close_range");
	}
	for (int fd = 0; p->safe && fd < 3; fd++)
		if (!unsafe(p, fd))
			refuse_directory(fd);
	for (const struct op *op = p->ops; op < p->end; op++) {
		int err = 0;

		if (op->kind == OP_KEEP_FD)
			refuse_directory(op->fd);
		if (op->kind == OP_KEEP_FD || op->kind == OP_KEEP_FD_UNSAFE)
			err = sys_fcntl(op->fd, F_SETFD, 0);
		else if (op->kind == OP_SYNC_FD || op->kind == OP_BIND_FD)
			err = sys_fcntl(op->fd, F_SETFD, FD_CLOEXEC);
		if (err < 0)
			die(err, "fcntl descriptor %d", op->fd);
	}
}

/*
 * The lowest descriptor from `from' on that is needed; at first by the command, too, and
 * before we enter what there is, by all that follows.
 */
static unsigned needed(const struct launch *l, unsigned from, bool first)
{
	const struct plan *p = l->plan;
	const bool before = !l->held;
	const int fds[] = {
		l->ran,
		first ? l->landlock : NONE,
		first ? p->json_fd : NONE,
		before ? p->info_fd : NONE,
		before ? p->block_fd : NONE,
	};
	const enum op_kind last = first ? OP_KEEP_FD_UNSAFE : OP_SYNC_FD;
	unsigned lowest = ~0u;

	for (size_t i = 0; i < countof(fds); i++)
		if ((unsigned)fds[i] >= from && (unsigned)fds[i] < lowest)
			lowest = fds[i];
	for (size_t i = 0; before && i < countof(p->enter.fds); i++)
		if ((unsigned)p->enter.fds[i] >= from && (unsigned)p->enter.fds[i] < lowest)
			lowest = p->enter.fds[i];
	for (const struct op *op = p->ops; op < p->end; op++)
		if (((op->kind >= OP_LOCK_FILE && op->kind <= last) ||
			    (before && op->kind == OP_SECCOMP)) &&
			(unsigned)op->fd >= from && (unsigned)op->fd < lowest)
			lowest = op->fd;
	return lowest;
}

/*
 * What comes to be inside finds nothing of the host's open here, and whoever waits
 * for the end of what was the caller's, or has served, may have it.
 */
void fds_close(const struct launch *l, bool first)
{
	int err = 0;

	for (unsigned from = 3, next; from; from = next + 1) {
		next = needed(l, from, first);
		if (next > from)
			err = sys_close_range(from, next - (next < ~0u), 0);
		if (err < 0 && first)
			die(err, "close_range");
	}
}
