/* SPDX-License-Identifier: MIT */
/*
 * Ranges of user and group ids, and who the command is among them.  They are
 * written from outside: by ourselves where we may, else by newuidmap(1) and
 * newgidmap(1), which know from subuid(5) what a user may have.  What is wrong with
 * them those know, or the kernel.
 */
#include "sandbox.h"

enum { ROOM = 4096 }; /* for the lines of a map: less than a page is taken */

/* Each at one of these, or NONE: uid and gid. */
static const char *const names[][3] = {
	{"uid_map", "newuidmap", "/etc/subuid"},
	{"gid_map", "newgidmap", "/etc/subgid"},
};

static void add(struct plan *p, int kind, uint32_t in, uint32_t out, uint32_t n)
{
	char *s = p->maps[kind];
	size_t len = strlen(s);

	if (n)
		fmt(s + len, ROOM - len, "%u %u %u\n", in, out, n);
}

/* The numbers of a line; what is behind it, NULL if that is none. */
static const char *triple(const char *s, unsigned long v[3], char end)
{
	for (int i = 0; i < 3 && s; i++) {
		while (*s == ' ' || *s == ',' || *s == ':')
			s++;
		s = fmt_number(s, UINT32_MAX, &v[i]);
	}
	return s && *s == end ? s + 1 : NULL;
}

/* Is id, of the outside, mapped? */
static bool is_mapped(const char *map, unsigned long id)
{
	bool found = false;
	unsigned long v[3];

	while (*map) {
		map = triple(map, v, '\n');
		if (!map)
			die(0, "a map of ids is three numbers");
		found |= id - v[1] < v[2];
	}
	return found;
}

/* Two numbers of word's line in a file of accounts, behind so many other fields. */
static bool find(const char *path, const char *word, int others, unsigned long v[2])
{
	char key[PATH_MAX];
	const char *s;

	fmt(key, sizeof key, "%s:", word);
	for (s = fmt_line(data_text(path), key); --others;)
		s += fmt_until(s, ":\n"), s += !!*s;
	s = fmt_number(s, UINT32_MAX, &v[0]);
	return s && *s == ':' && fmt_number(s + 1, UINT32_MAX, &v[1]);
}

/* By number or by name. */
static void grant(const struct plan *p, int kind, unsigned long v[2])
{
	const char *path = names[kind][2];
	char me[16], name[LIST_NAME];

	fmt(me, sizeof me, "%u", (unsigned)p->my_uid);
	list_user(data_text("/etc/passwd"), p->my_uid, name);
	if (!find(path, me, 1, v) && !find(path, name, 1, v))
		die(-ENOENT, "grant %s: user %s", path, name);
}

/* So many from in and out on, but for those of one that is mapped by itself. */
static APART void add_around(struct plan *p, int kind, uint32_t in, uint32_t out, uint32_t n,
	uint32_t inside, uint32_t outside)
{
	uint32_t part;

	for (; n; in += part, out += part, n -= part) {
		in += in == inside;
		out += out == outside;
		part = n;
		if (part > inside - in)
			part = inside - in;
		if (part > outside - out)
			part = outside - out;
		add(p, kind, in, out, part);
	}
}

/* From what is granted, with a gap for us, who are `inside' there. */
static void fill(struct plan *p, int kind, uint32_t inside, uint32_t outside)
{
	unsigned long v[2];

	if (p->map_auto || p->map_subids) {
		grant(p, kind, v);
		add_around(p, kind, p->map_auto ? 0 : v[0], v[0], v[1], inside, outside);
	} else if (*p->maps[kind])
		return;
	add(p, kind, inside, outside, 1);
}

void idmap_words(struct plan *p, int kind, const char *words, int inside, int outside)
{
	const bool old = strchr(words, ',');
	unsigned long v[3];

	p->ranges = true;
	p->maps[kind] = data_room(ROOM);
	if (*words == 'a' || *words == 's') {
		grant(p, kind, v + 1);
		v[0] = *words == 'a' ? 0 : v[1];
	} else if (!triple(words, v, 0))
		die(0, "a map of ids is three numbers");
	if (inside == NONE) {
		add(p, kind, v[old], v[!old], v[2]);
		return;
	}
	add(p, kind, inside, outside, 1);
	/* The gap is at the cost of the last one. */
	v[2] -= inside - v[old] <= v[2] || outside - v[!old] <= v[2];
	add_around(p, kind, v[old], v[!old], v[2], inside, outside);
}

/* NAME, UID or UID:GID, the former of our own /etc/passwd. */
static void read_user(struct plan *p)
{
	unsigned long v[2];
	const char *end;

	if (!find("/etc/passwd", p->user, 2, v)) {
		end = fmt_int(p->user, &v[0]);
		v[1] = v[0];
		if (end && *end == ':')
			end = fmt_int(end + 1, &v[1]);
		if (!end || *end)
			die(0, "--user %s: no such user, and no UID:GID", p->user);
	}
	p->as[0] = v[0];
	p->as[1] = v[1];
}

void idmap_check(struct plan *p)
{
	p->as[0] = p->as[1] = p->setup[0] = p->setup[1] = NONE;
	p->ranges = p->map_auto || p->map_subids;
	for (const struct op *op = p->ops; op < p->end; op++)
		p->ranges |= op->kind == OP_ID_MAP;
	if (p->user)
		read_user(p);
	if (!p->ranges && (p->user || p->groups || p->setgroups) && !caps_setid()) {
		if (p->groups || (p->setgroups && *p->setgroups == 'a'))
			die(0, "to have groups needs a --gid-map");
		if (p->user) {
			p->uid = p->as[0];
			p->gid = p->as[1];
			p->as[0] = p->as[1] = NONE;
		}
	}
	if (!p->ranges)
		return;
	for (int i = 0; i < 2; i++) {
		int asked = i ? p->gid : p->uid, me = i ? p->my_gid : p->my_uid;
		char *s = p->maps[i] = data_room(ROOM);

		*s = 0;
		for (const struct op *op = p->ops; op < p->end; op++)
			if (op->kind == OP_ID_MAP && op->attr == (unsigned)i)
				s += fmt(s, p->maps[i] + ROOM - s, "%s %s %s\n", op->src, op->dest, op->work);
		fill(p, i, asked == NONE ? me : asked, me);
		if (p->as[i] == NONE)
			p->as[i] = asked;
		/* Who is not there cannot make a file; root is there as a rule. */
		if (!is_mapped(p->maps[i], me))
			p->setup[i] = 0;
	}
}

/* Not in line: see try_userns. */
static APART int run(char **argv)
{
	char *none[] = {NULL};

	sys_exit(exec_status(exec_search(argv[0], argv, none)));
}

static APART int spawn(char **argv)
{
	int pid = sys_twice(CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);

	return pid ? pid : run(argv);
}

/* newuidmap PID IN OUT N... */
static int ask(const char *program, int pid, char *words)
{
	char *argv[ROOM / 2 + 4], number[16];
	int n = 1, status = 0;

	argv[n++] = (char *)(uintptr_t)program;
	fmt(number, sizeof number, "%d", pid);
	argv[n++] = number;
	while (*words) {
		argv[n++] = words;
		words += fmt_until(words, " \n");
		*words++ = 0;
	}
	argv[n] = NULL;
	pid = spawn(argv + 1);
	if (pid > 0)
		pid = sys_wait4(pid, &status, 0);
	if (pid < 0)
		return pid;
	return status >= EXIT_NOEXEC << 8 ? -ENOENT : status ? -EPERM
							     : 0;
}

/* Our own map, each id as it is here. */
static int identity(int kind, char *lines)
{
	char path[32], ours[ROOM];
	const char *s = ours;
	unsigned long v[3];
	size_t n = 0;
	int err;

	fmt(path, sizeof path, "/proc/self/%s", names[kind][0]);
	err = fs_read(AT_FDCWD, path, ours, sizeof ours);
	while (err >= 0 && *s) {
		s = triple(s, v, '\n');
		if (!s)
			return -EINVAL;
		n += fmt(lines + n, ROOM - n, "%zu %zu %zu\n", (size_t)v[0], (size_t)v[0], (size_t)v[2]);
	}
	return err;
}

/* -errno, and in *what which could not be written. */
static IN_LINE int write_maps(const struct plan *p, int pid, int proc, const char **what)
{
	bool direct = p->map_all || caps_setid();
	char lines[ROOM], *map;
	int err = 0;

	*what = "setgroups";
	if (p->setgroups && *p->setgroups == 'd')
		err = fs_write(proc, *what, "deny", 4);
	for (int i = 0; err >= 0 && i < 2; i++) {
		*what = names[i][!direct];
		map = p->ranges ? p->maps[i] : lines;
		if (!map)
			continue;
		if (!p->ranges)
			err = identity(i, lines);
		if (!direct)
			err = ask(*what, pid, map);
		else if (err >= 0)
			err = fs_write(proc, *what, map, strlen(map));
	}
	return err;
}

/* The trees that idmap_open has got, now that there are ids. */
static int map_mounts(const struct plan *p, int proc, const char **what)
{
	struct sys_mount_attr set = {.propagation = MS_PRIVATE};
	int err = 0;

	for (const struct op *op = p->ops; err >= 0 && op < p->end; op++) {
		if (!op->idmap)
			continue;
		if (!set.userns)
			set.userns = sys_openat(proc, "ns/user", O_RDONLY, 0);
		set.set = op->attr | SYS_ATTR_IDMAP;
		*what = op->src;
		err = sys_mount_setattr(op->fd, "", SYS_AT_RECURSIVE, &set);
	}
	return err;
}

int idmap_maps(const struct plan *p, int pid, const char **what)
{
	char dir[24];
	int err, proc;

	*what = "/proc";
	fmt(dir, sizeof dir, "/proc/%d", pid);
	err = proc = sys_open(dir, O_PATH | O_DIRECTORY);
	if (err >= 0)
		err = write_maps(p, pid, proc, what);
	if (err >= 0)
		err = map_mounts(p, proc, what);
	sys_close(proc);
	return err;
}

void idmap_write(struct plan *p, int pid)
{
	const char *what;
	int err = idmap_maps(p, pid, &what);

	if (err < 0)
		ns_abandon(p, pid, err, "idmap", what);
}

void idmap_become(const int id[2])
{
	enum { NO_SETUID_FIXUP = 4 }; /* capabilities outlast the change of ids */
	int err;

	if (id[0] == NONE && id[1] == NONE)
		return;
	err = sys_prctl(PR_SET_SECUREBITS, NO_SETUID_FIXUP);
	if (err >= 0)
		err = sys_setresgid(id[1], id[1], id[1]);
	if (err >= 0)
		err = sys_setresuid(id[0], id[0], id[0]);
	if (err >= 0)
		err = sys_prctl(PR_SET_SECUREBITS, 0);
	if (err < 0)
		die(err, "setresuid %d %d", (int)id[0], (int)id[1]);
}

void idmap_finish(const struct plan *p)
{
	unsigned long id;
	uint32_t groups[64];
	size_t n = 0;
	int err = 0;

	for (const char *s = p->groups; s && *s; s += *s == ',') {
		s = fmt_int(s, &id);
		if (!s || (*s && *s != ',') || n == countof(groups))
			die(0, "--groups %s: group ids with commas are needed", p->groups);
		groups[n++] = id;
	}
	if (p->groups || p->user)
		err = sys_setgroups(n, groups);
	/* EPERM: denied by us, or by whoever made our own user namespace; then there is no way. */
	if (err < 0 && (n || err != -EPERM))
		die(err, "setgroups %s", p->groups);
	idmap_become(p->as);
}

void idmap_open(struct plan *p)
{
	for (struct op *op = p->ops; op < p->end; op++) {
		if (op->kind == OP_MOUNT)
			root_mount(op);
		if (!op->idmap)
			continue;
		op->fd = sys_open_tree(AT_FDCWD, op->src, SYS_OPEN_TREE_CLONE | SYS_AT_RECURSIVE);
		op->fd = above_stdio(op->fd);
		if (op->fd < 0)
			die(op->fd, "open_tree %s", op->src);
	}
}
