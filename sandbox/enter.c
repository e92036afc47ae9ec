/* SPDX-License-Identifier: MIT */
/*
 * Into namespaces that are there: those of a process, by its pidfd, or others by files.
 *
 * Whoever is inside may wait for us.  So before the first setns(2) we are not dumpable,
 * and open is only what the command gets: our memory, what we have open and our file are
 * for nobody whose privilege is of another user namespace than we were executed in.
 * The child, the only one of us in their pid namespace, executes nothing but the command.
 * That may lead back to us, though, by a symlink or a #! to /proc/self/exe: see enter_seal.
 */
#include "sandbox.h"

/* Most of what can fail here fails for the target. */
static APART int must(const struct plan *p, int err, const char *what)
{
	if (err < 0)
		die(err, "%s %s", unpack_words(what), p->enter.target);
	return err;
}

/* The linker's: where our file is in memory, all of it as code and constants. */
extern const char __ehdr_start[];

/*
 * Go on in a copy of our memory, and have an empty file for that which we are.  The kernel
 * permits it to who may enter anything, before they do, if nothing of the old one is left.
 */
static bool leave_file(const struct plan *p, int fd)
{
	enum { SET_MM = 35,
		MAP = 14 };
	/* Of 64 bits or 32 what follows has the same order, but for the flags. */
	const unsigned long *segment = (const void *)(__ehdr_start + (sizeof(long) == 8 ? 64 : 52));
	const uint64_t at = (uintptr_t)__ehdr_start, size = segment[4];
	struct {
		uint64_t code, code_end, data, data_end, heap, heap_end, stack;
		uint64_t argv, argv_end, env, env_end;
		void *auxv;
		uint32_t auxv_size, exe;
	} mm = {at, at + size, at, at, at, at + size, at, .exe = fd};
	char **last = p->argv, *copy;

	if (p->my_uid || (uint32_t)*segment != PT_LOAD)
		return false;
	while (last[1])
		last++;
	mm.argv = (uintptr_t)*p->argv;
	mm.argv_end = mm.env = mm.env_end = (uintptr_t)*last + strlen(*last) + 1;
	copy = sys_map(size, MAP_PRIVATE | MAP_POPULATE);
	if ((uintptr_t)copy > -4096ul)
		return false;
	memcpy(copy, __ehdr_start, size);
	return sys_call(SYS_mprotect, copy, (long)size, (long)(PROT_READ | PROT_EXEC)) >= 0 &&
	       sys_call(SYS_mremap, copy, (long)size, (long)size,
		       (long)(MREMAP_MAYMOVE | MREMAP_FIXED), __ehdr_start) >= 0 &&
	       sys_call(SYS_prctl, (long)SET_MM, (long)MAP, &mm, sizeof mm, 0L) >= 0;
}

/*
 * Our file, executed inside, could be opened there as /proc/PID/exe, and written when it
 * has ended, which is CVE-2019-5736.  So before anything else we leave it, or go on as a
 * copy in memory that nobody can write.
 */
void enter_seal(const struct plan *p)
{
	enum { ADD_SEALS = 1033,
		GET_SEALS = 1034,
		NO_CHANGE = 15 };
	enum { CLOEXEC = 1,
		ALLOW_SEALING = 2,
		EXECUTABLE = 16 };
	int err, fd, self = sys_open("/proc/self/exe", O_RDONLY);
	int flags = CLOEXEC | ALLOW_SEALING | EXECUTABLE;

	for (; sys_fcntl(self, GET_SEALS, 0) != NO_CHANGE; flags ^= EXECUTABLE) {
		err = fd = self < 0 ? self : (int)sys_call(SYS_memfd_create, "sandbox", flags);
		/* Linux 6.3 has the last flag, and may insist on it. */
		if (fd == -EINVAL && flags & EXECUTABLE)
			continue;
		if (err >= 0 && leave_file(p, fd)) {
			sys_fcntl(fd, ADD_SEALS, NO_CHANGE);
			break;
		}
		if (err >= 0)
			err = sys_call(SYS_sendfile, fd, self, NULL, INT_MAX);
		if (err >= 0)
			err = sys_fcntl(fd, ADD_SEALS, NO_CHANGE);
		if (err >= 0)
			err = sys_call(SYS_execveat, fd, "", p->argv, p->envp, AT_EMPTY_PATH);
		die(err, "exec a copy of ourselves");
	}
	sys_close(self);
}

static int in_proc(const struct plan *p, const char *name, int flags)
{
	return must(p, above_stdio(sys_openat(p->enter.fds[ENTER_PROC], name, flags, 0)), name);
}

/* Never somebody who got the number meanwhile: who lives now had it all the time. */
static void take_process(struct plan *p, int pid, int pidfd)
{
	int *fds = p->enter.fds, err;
	char path[24];

	fmt(path, sizeof path, "/proc/%d", pid);
	fds[ENTER_PROCESS] = must(p, above_stdio(pidfd), WORDS("pidfd_open"));
	fds[ENTER_PROC] = must(p, above_stdio(sys_open(path, O_PATH | O_DIRECTORY)), WORDS("find process"));
	p->enter.caps = caps_permitted(pid);
	err = sys_pidfd_kill(pidfd, 0, NULL, 0);
	must(p, err == -EPERM ? 0 : err, WORDS("find process"));
}

/* As it was started, but for what was only for that one command. */
static void take_options(struct plan *p, int fd)
{
	p->enter.bare = p->same_root = false;
	p->enter.caps = ~(uint64_t)0;
	p->only = 0;
	args_file(p, p->enter.target, fd);
	p->name = p->argv0 = p->persist = p->pidfile = NULL;
	p->hold = p->detach = false;
	memset(p->joins, 0, sizeof p->joins);
	p->info_fd = p->json_fd = p->block_fd = p->userns_block_fd = NONE;
	who.told = NULL;
	for (struct op *op = p->ops; op < p->end; op++) {
		op->idmap = false;
		p->enter.filtered |= op->kind == OP_SECCOMP;
		if ((op->kind >= OP_LOCK_FILE && op->kind <= OP_KEEP_FD_UNSAFE) ||
			op->kind == OP_SECCOMP || op->kind == OP_MOUNT)
			op->kind = OP_KINDS;
	}
}

/* One of our sandboxes.  The process that we saw in it is still that, or was none. */
static void take_record(struct plan *p, const struct record *r)
{
	if (r->seen != r->pid && name_process(r) != r->seen)
		must(p, -ESRCH, WORDS("find process"));
	must(p, sys_pidfd_kill(r->pidfd, 0, NULL, 0), WORDS("find process"));
	if (p->enter.raw)
		return;
	p->cwd = r->cwd;
	take_options(p, r->file);
}

/* What --persist has kept. */
static void take_dir(struct plan *p, const char *dir)
{
	char path[PATH_MAX];
	int fd;

	for (int i = 0; i < NS_KINDS; i++) {
		fmt(path, sizeof path, "%s/%s", dir, ns_table[i].name);
		fd = sys_open(path, O_RDONLY | O_NONBLOCK);
		if (fd != -ENOENT)
			p->enter.fds[ENTER_FILES + i] = must(p, above_stdio(fd), "open");
	}
	fmt(path, sizeof path, "%s/options", dir);
	fd = must(p, sys_open(path, O_RDONLY), WORDS("open options of"));
	if (!p->enter.raw)
		take_options(p, fd);
}

void enter_process(struct plan *p, int pid)
{
	take_process(p, pid, sys_pidfd_open(pid));
}

int enter_open(const struct plan *p, const char *path, const char *name)
{
	int fd = NONE;

	if (path && *path) {
		fd = above_stdio(sys_open(path, O_RDONLY | O_NONBLOCK));
		if (fd < 0)
			die(fd, "open %s", path);
	} else if (path && name) {
		fd = in_proc(p, name, O_PATH | O_DIRECTORY);
	}
	return fd;
}

/* The environment it was executed with, but for the terminal, which is ours. */
void enter_env(struct plan *p)
{
	size_t len, n = 0;
	const char *term = exec_getenv(p->envp, "TERM");
	char *s = data_read("environ", in_proc(p, "environ", O_RDONLY), &len);
	char **env = data_room((len + 3) * sizeof *env);

	for (char *end = s + len; s < end; s += strlen(s) + 1)
		if (strncmp(s, "TERM=", 5))
			env[n++] = s;
	if (term)
		env[n++] = (char *)(uintptr_t)(term - 5);
	parse_room(p, n, env);
}

void enter_find(struct plan *p, const char *target, bool raw)
{
	unsigned long pid;
	const char *end = fmt_int(target, &pid);
	struct record *r;
	uint64_t caps;

	p->enter = (struct enter){.target = target, .raw = raw, .bare = true};
	enter_seal(p);
	for (int i = 0; i < ENTER_FDS; i++)
		p->enter.fds[i] = NONE;
	/* Of a process that is none of ours we know no options: nothing is implied. */
	p->same_root = true;
	p->only = CLONE_NEWNS;
	if (end && !*end) {
		enter_process(p, pid);
		caps = p->enter.caps;
		r = raw ? NULL : name_around(p, p->enter.fds[ENTER_PROC]);
		if (r)
			take_record(p, r);
		else if (!raw)
			enter_env(p);
		/* Within a sandbox it may have less than that. */
		p->enter.caps = caps;
		return;
	}
	if (!strncmp(target, "net:", 4))
		p->enter.fds[ENTER_FILES + 3] = must(p, keep_open(p, target + 4, 3), "open");
	else if (strchr(target, '/'))
		take_dir(p, target);
	else {
		r = name_find(p, target);
		r->seen = name_process(r);
		enter_process(p, r->seen);
		take_record(p, r);
	}
}

void enter_check(struct plan *p)
{
	/* Nothing is new. */
	p->ns = 0;
	p->boottime = p->monotonic = NULL;
	if (p->enter.bare) {
		/* Those are the sandbox's; of one with a name they came with its options. */
		if (cgroup_asked(p) || p->user || p->groups)
			die(0, "--enter excludes control groups, --user and --groups");
	}
	p->caps &= p->enter.caps;
	p->init = p->lingers = p->map_all = p->ranges = p->by_sources = p->relative = false;
}

/* Is that what we have?  What this kernel does not have nobody has. */
static bool ours(int self, const char *kind, int dir, const char *name)
{
	struct sys_statx a = {.ino = 0}, b = {.ino = 0};
	int err = sys_statx(self, kind, 0, &a);

	if (err < 0 && err != -ENOENT)
		die(err, "statx %s", kind);
	sys_statx(dir, name, AT_EMPTY_PATH, &b);
	return a.ino == b.ino;
}

int enter_self(void)
{
	return above_stdio(sys_open("/proc/self", O_PATH | O_DIRECTORY));
}

/*
 * A sandbox of two levels has its namespaces from the outer one, into which we go if it
 * has to be.  By a pidfd the kernel itself looks at all of them before it goes anywhere.
 */
int enter_join(int self, int fd, int kind)
{
	enum { NS_GET_USERNS = 0xb701 };
	int owner, err;

	if (fd < 0 || (!kind && ours(self, "ns/user", fd, "")))
		return fd < 0 ? fd : 0;
	err = sys_setns(fd, ns_table[kind].flag);
	if (err != -EPERM)
		return err;
	owner = sys_ioctl(fd, NS_GET_USERNS, NULL);
	if (owner >= 0 && sys_setns(owner, CLONE_NEWUSER) >= 0)
		err = sys_setns(fd, ns_table[kind].flag);
	sys_close(owner);
	return err;
}

/* The user namespace comes last. */
unsigned enter_all(const struct plan *p)
{
	const struct enter *e = &p->enter;
	const int *files = e->fds + ENTER_FILES;
	const int self = enter_self();
	unsigned flags = 0;
	char path[16];

	for (int i = 0; i < NS_KINDS && e->fds[ENTER_PROCESS] != NONE; i++)
		flags |= files[i] == NONE ? e->kinds & ns_table[i].flag : 0;
	/* What is ours already is in the way, or without it all could be had. */
	if (flags && sys_setns(e->fds[ENTER_PROCESS], flags) < 0) {
		for (int i = 0; i < NS_KINDS; i++) {
			fmt(path, sizeof path, "ns/%s", ns_table[i].name);
			if (flags & ns_table[i].flag && ours(self, path, e->fds[ENTER_PROC], path))
				flags &= ~ns_table[i].flag;
		}
		if (flags)
			must(p, sys_setns(e->fds[ENTER_PROCESS], flags), "setns");
	}
	for (int i = NS_KINDS; i--;)
		if (files[i] != NONE && e->kinds & ns_table[i].flag) {
			must(p, enter_join(self, files[i], i), "setns");
			flags |= ns_table[i].flag;
		}
	return flags;
}

/* Its group in version 2 of the hierarchy, if that is another than ours. */
void enter_group(const struct plan *p)
{
	enum { CGROUP2 = 0x63677270 };
	static const char top[] = "/sys/fs/cgroup";
	char path[PATH_MAX], theirs[PATH_MAX], *s;

	if (sys_fs_magic(top) != CGROUP2)
		return;
	must(p, fs_read(AT_FDCWD, "/proc/self/cgroup", path, sizeof path), "cgroup");
	must(p, fs_read(p->enter.fds[ENTER_PROC], "cgroup", theirs, sizeof theirs), "cgroup");
	if (!strcmp(path, theirs))
		return;
	s = fmt_line(theirs, "0::");
	s[fmt_end(s)] = 0;
	fmt(path, sizeof path, "%s%s/cgroup.procs", top, s);
	must(p, fs_write(AT_FDCWD, path, "0", 1), WORDS("join the control group of"));
}

static void drop_groups(const struct plan *p)
{
	int err = sys_setgroups(0, NULL);

	must(p, err == -EPERM ? 0 : err, "setgroups");
}

int enter_clone(struct plan *p, const struct inner *in)
{
	const struct sys_clone_args args = {
		.flags = CLONE_VM,
		.exit_signal = SIGCHLD,
		.stack = (uintptr_t)in->stack,
		.stack_size = STACK,
	};
	struct enter *e = &p->enter;

	if (!e->kinds)
		e->kinds = NS_ALL;
	if (e->fds[ENTER_PROCESS] != NONE) {
		if (e->kinds & CLONE_NEWNS)
			e->fds[ENTER_ROOT] = in_proc(p, "root", O_PATH | O_DIRECTORY);
		if (!e->raw)
			enter_group(p);
	}
	must(p, sys_prctl(PR_SET_DUMPABLE, 0), WORDS("prctl not dumpable for"));
	/* Inside it may be forbidden. */
	if (!e->raw)
		drop_groups(p);
	e->kinds = enter_all(p);
	/* ENOMEM: the first process of their pid namespace has ended. */
	return must(p, sys_apart(&args, sizeof args, in->run, in->arg), WORDS("clone into"));
}

void enter_settle(struct plan *p)
{
	struct enter *e = &p->enter;
	unsigned long id, mine;
	char status[4096];

	if (e->fds[ENTER_ROOT] != NONE) {
		must(p, sys_fchdir(e->fds[ENTER_ROOT]), WORDS("chdir to root of"));
		must(p, sys_chroot("."), WORDS("chroot to that of"));
	}
	if (e->raw)
		return;
	/* Opened here, ids in it are those of our user namespace now. */
	*status = 0;
	if (e->fds[ENTER_PROCESS] != NONE)
		must(p, fs_read(e->fds[ENTER_PROC], "status", status, sizeof status), "status");
	for (int i = 0; i < 2; i++) {
		id = mine = sys_call(i ? SYS_getgid : SYS_getuid);
		if (*status)
			fmt_number(fmt_line(status, i ? "Gid:\t" : "Uid:\t"), UINT32_MAX, &id);
		/* All that have no number there look alike: who is one of them cannot become it. */
		p->as[i] = id == mine && !(e->kinds & CLONE_NEWUSER) ? NONE : (int)id;
	}
	drop_groups(p);
	if (!*status)
		return;
	/* Of the filters of others we can only know that they are there; one is ours, as a rule. */
	if (e->caps + 1)
		e->filtered |= *fmt_line(status, "Seccomp:\t") == '2' &&
			       (!p->filter || strncmp(fmt_line(status, "Seccomp_filters:\t"), "1\n", 2));
	for (const struct op *op = p->ops; op < p->end; op++)
		if (op->kind == OP_SECCOMP)
			return;
	if (e->filtered)
		die(0, "%s has a system call filter of its own: give one as well, or --raw", e->target);
}
