/* SPDX-License-Identifier: MIT */
/*
 * --list: the namespaces that can be seen, as lsns(8) of util-linux shows them; or the
 * sandboxes that have names, with their processes.
 *
 * Their inode numbers tell them apart.  The kernel gives out the lowest that is
 * free from LOWEST on, so they index the table, which is then in order.
 */
#include "sandbox.h"

#define LOWEST 0xefffff00u
enum { MOST = 1 << 19,
	MNT = 1 }; /* in ns_table */

enum { NS,
	TYPE,
	PATH,
	NAME,
	AGE,
	NPROCS,
	MEMORY,
	LIMITS,
	PID,
	PPID,
	UID,
	USER,
	NETNSID,
	NSFS,
	COMMAND,
	PNS,
	ONS,
	COLUMNS,
};

/* Sets of them. */
#define HAS(col) (1u << (col))
enum {
	USUAL = HAS(NS) | HAS(TYPE) | HAS(NPROCS) | HAS(PID) | HAS(USER) | HAS(COMMAND),
	OF_NET = USUAL | HAS(NETNSID) | HAS(NSFS),
	OF_PERSISTENT = HAS(NS) | HAS(TYPE) | HAS(PATH),
	OF_PROCESSES = HAS(PID) | HAS(PPID) | HAS(USER) | HAS(COMMAND),
	OF_BOXES = HAS(NAME) | HAS(AGE) | HAS(NPROCS) | HAS(MEMORY) | HAS(LIMITS) | HAS(PID) |
		   HAS(USER) | HAS(COMMAND),
	ALL = (HAS(COLUMNS) - 1) & ~(HAS(NAME) | HAS(AGE) | HAS(MEMORY) | HAS(LIMITS)),
	NEED_PID = OF_PROCESSES | HAS(UID),
	NUMBERS = HAS(NS) | HAS(NPROCS) | HAS(PID) | HAS(PPID) | HAS(UID) | HAS(PNS) | HAS(ONS) |
		  HAS(AGE) | HAS(MEMORY),
};

/* A namespace, or a process in the only one that was asked for. */
struct row {
	union {
		struct {
			uint32_t id;
			uint32_t kind; /* 1 + its place in ns_table; 0: no row */
			uint32_t up;   /* this, next and first: the tree, by index; 0: none */
			uint32_t next;
			uint32_t age; /* seconds */
			uint32_t nprocs;
			uint32_t memory; /* kilobytes, of all below it; rss is its own */
			uint32_t first;
			uint32_t pid; /* the lowest; 0: none */
			uint32_t ppid, uid;
			uint32_t of_task; /* --task is in it */
			uint32_t rss, unused[2];
			uint32_t parent, owner; /* ids; 0: none, or none for us to see */
		};
		uint32_t of[COLUMNS]; /* those that are numbers */
	};
	const char *path; /* where it can be opened without a process; or NULL */
	/* Of a sandbox its name and limits, or NULL. */
	const char *text[2];
};

enum tree {
	PARENT = 1, /* of[PNS - 1 + tree] */
	OWNER,
	PROCESS,
};
static const char trees[] = "parent\0owner\0process\0";

/* Options, by letter. */
#define ON(c) (1u << ((c)&31))
enum { JSON = ON('J'),
	PERSISTENT = ON('P'),
	RAW = ON('r'),
	BOXES = ON('S'),
	DRY = ON('d'), /* not said: only the widths are wanted */
};

struct list {
	struct row *rows; /* by id - LOWEST; the one with index 0 is the tree's root */
	uint32_t end;
	unsigned on;
	unsigned tree;
	unsigned branch;     /* the column where it grows */
	unsigned has;        /* columns, */
	unsigned ncols;      /* and in which order: col */
	unsigned kinds;      /* CLONE_NEW*: what to show */
	uint32_t task, only; /* --task PID, NS; 0: any */
	uint32_t highest;    /* PID */
	uint32_t depth;      /* in the tree */
	uint32_t cells;      /* of a line: written, */
	uint32_t most;       /* and what a terminal has */
	uint32_t n;          /* bytes in out */
	long err;            /* of follow */
	unsigned deep;       /* look at descriptors and at others' mounts, too */
	const char *pid;     /* that we are at */
	struct row *kthreadd[NS_KINDS];
	const struct plan *plan;
	const char *passwd;
	uint32_t *last;     /* by PID: the row of it that came last; or NULL */
	uint64_t req[4];    /* listns(2): its size, the last one seen, which kinds and owner: any */
	uint64_t handle[3]; /* open_by_handle_at(2): its size and type, the namespace */
	unsigned char col[32];
	int width[32];
	bool more[256]; /* for each level: does another follow? */
	char line[8192], out[32768];
};

const char *list_skip(const char *s, int n, const char *set)
{
	while (n--) {
		s += fmt_until(s, set);
		s += *s != 0;
	}
	return s;
}

static struct row *row(struct list *l, uint32_t i)
{
	if (i >= MOST)
		opts_refuse("/proc");
	if (i >= l->end)
		l->end = i + 1;
	return l->rows + i;
}

/*
 * Parent and owner of what fd is; in a tree of such they have rows.  The kernel has
 * no more than 32 levels of them.
 */
static void relate(struct list *l, struct row *r, int fd)
{
	enum { GET_PARENT = 0xb702 }; /* ioctl_nsfs(2); GET_USERNS is one less */
	struct sys_statx st;
	struct row *kin;
	int to;

	for (unsigned tree = OWNER; tree; tree--) {
		to = sys_ioctl(fd, GET_PARENT + PARENT - tree, NULL);
		if (sys_fstatx(to, &st) < 0)
			continue;
		r->of[PNS - 1 + tree] = st.ino;
		if (tree == l->tree) {
			kin = row(l, (uint32_t)st.ino - LOWEST);
			if (!kin->kind) {
				kin->id = st.ino;
				kin->kind = tree == OWNER ? 1 : r->kind;
				relate(l, kin, to);
			}
		}
		sys_close(to);
	}
}

/* The number that s begins with; UINT32_MAX if there is none. */
static uint32_t value(const char *s)
{
	unsigned long n;

	return fmt_number(s, UINT32_MAX, &n) ? n : UINT32_MAX;
}

/*
 * The row for what a link or mountinfo calls net:[4026531833], and can be opened at
 * path of dir, which will last or not; NULL if it is none.
 */
static struct row *note(struct list *l, const char *link, int dir, const char *path, bool lasting)
{
	struct row *r;
	uint32_t id;
	size_t n;
	int fd;

	for (int k = 0; k < NS_KINDS; k++) {
		n = strlen(ns_table[k].name);
		if (strncmp(link, ns_table[k].name, n) || link[n] != ':')
			continue;
		id = value(link + n + 2);
		if (l->only && id != l->only)
			break;
		r = row(l, l->only ? l->end : id - LOWEST);
		if (!r->kind) {
			r->id = id;
			r->kind = k + 1;
			if (l->has & (HAS(PNS) | HAS(ONS))) {
				fd = sys_openat(dir, path, O_NONBLOCK, 0);
				relate(l, r, fd);
				sys_close(fd);
			}
		}
		n = strlen(path) + 1;
		if (lasting && !r->path)
			r->path = memcpy(data_room(n), path, n);
		return r;
	}
	return NULL;
}

/* The same for the link at path. */
static struct row *follow(struct list *l, int dir, const char *path, bool lasting)
{
	char link[64];

	l->err = sys_readlinkat(dir, path, link, sizeof link - 1);
	if (l->err < 0)
		return NULL;
	link[l->err] = 0;
	return note(l, link, dir, path, lasting);
}

static bool see_fd(void *arg, int dir, const char *name)
{
	struct list *l = arg;
	char path[64];

	(void)dir;
	fmt(path, sizeof path, "/proc/%s/fd/%s", l->pid, name);
	follow(l, AT_FDCWD, path, true);
	return false;
}

/* Namespaces that are mounted, as a process sees it. */
static void see_mounts(struct list *l, const char *pid)
{
	char *path = l->line;
	const char *s, *at;
	size_t n, len;
	int fd;

	fmt(path, sizeof l->line, "%s/mountinfo", pid);
	fd = sys_open(path, O_RDONLY);
	if (fd < 0)
		return;
	s = data_read(path, fd, &n);
	sys_close(fd);
	n = fmt(path, sizeof l->line, "/proc/%s/root", pid);
	for (; *s; s = list_skip(s, 1, "\n")) {
		s = list_skip(s, 3, " ");
		at = list_skip(s, 1, " ");
		len = fmt_until(at, " ");
		/* Mount points may be longer than any path. */
		if (*s == '/' || !len || len >= sizeof l->line - n)
			continue;
		fmt(path + n, len + 1, "%s", at);
		note(l, s, AT_FDCWD, *pid == 's' ? path + n : path, true);
	}
}

static bool see_process(void *arg, int dir, const char *name)
{
	struct list *l = arg;
	struct row *r;
	uint32_t pid = value(name);
	char path[64];
	bool kernel = false;
	int ns, k;

	(void)dir;
	if (pid == UINT32_MAX)
		return false;
	l->pid = name;
	l->highest = pid;
	if (l->on & BOXES) {
		r = row(l, l->end);
		r->pid = pid;
		r->kind = 1;
		return false;
	}
	fmt(path, sizeof path, "%s/ns", name);
	ns = sys_open(path, O_PATH);
	/*
	 * Mount namespaces are first: who shares kthreadd's and has no program is one
	 * of the kernel's own threads, which share the others, too.
	 */
	for (int i = MNT; i < MNT + NS_KINDS; i++) {
		k = i % NS_KINDS;
		if (!((l->kinds | l->deep) & ns_table[k].flag))
			continue;
		r = kernel ? l->kthreadd[k] : follow(l, ns, ns_table[k].name, false);
		/* What is not ours to see is so of all kinds; of a zombie some are left. */
		if (l->err == -EACCES)
			break;
		if (!r)
			continue;
		if (k == MNT && r == l->kthreadd[MNT])
			kernel = sys_readlinkat(ns, "../exe", path, 1) == -ENOENT;
		if (pid == 2)
			l->kthreadd[k] = r;
		r->of_task |= pid == l->task;
		if (r->nprocs++)
			continue;
		r->pid = pid;
		if (l->deep & ns_table[k].flag & CLONE_NEWNS)
			see_mounts(l, name);
	}
	sys_close(ns);
	if (l->deep) {
		fmt(path, sizeof path, "%s/fd", name);
		ns = sys_open(path, O_RDONLY);
		fs_each(ns, see_fd, l);
		sys_close(ns);
	}
	return false;
}

/*
 * Every namespace there is, if this kernel tells and lets us open them: listns(2) of
 * Linux 6.19.  Past the last there is ENOENT.  Who is not root hears of few.
 */
static IN_LINE bool see_all(struct list *l)
{
	bool known = false;
	uint64_t ids[256];
	char path[32];
	long n;
	int fd;

	l->req[0] = sizeof l->req;
	l->handle[0] = 16 | (uint64_t)SYS_FILEID_NSFS << 32;
	while ((n = sys_call(SYS_LISTNS, l->req, ids, countof(ids), 0L)) > 0)
		for (long i = 0; i < n; i++) {
			l->handle[1] = l->req[1] = ids[i];
			fd = sys_call(SYS_open_by_handle_at, (long)SYS_NSFS_ROOT, l->handle,
				O_CLOEXEC);
			known = fd >= 0;
			if (!known)
				return false;
			fmt(path, sizeof path, "self/fd/%d", fd);
			follow(l, AT_FDCWD, path, false);
			sys_close(fd);
		}
	return known;
}

/* Of a process, in l->line: a file of /proc; its length. */
static long ask(struct list *l, const struct row *r, const char *file)
{
	fmt(l->line, 64, "%u/%s", r->pid, file);
	return fs_read(AT_FDCWD, l->line, l->line, sizeof l->line);
}

/* What a process tells of itself; false if it has ended. */
static bool see_status(struct list *l, struct row *r)
{
	const char *s;

	if (ask(l, r, "status") < 0)
		return false;
	/* "PPid:	1", and two lines below "Uid:	0	0": real, effective. */
	s = list_skip(l->line, 6, "\n");
	r->ppid = value(list_skip(s, 1, "\t"));
	r->uid = value(list_skip(list_skip(s, 2, "\n"), 2, "\t"));
	while (*s && strncmp(s, "VmRSS:", 6))
		s = list_skip(s, 1, "\n");
	if (*s)
		while ((r->rss = value(++s)) == UINT32_MAX)
			;
	return true;
}

/* The row of the process that started it, or 0. */
static APART uint32_t above(const struct list *l, const struct row *r)
{
	return r->ppid <= l->highest ? l->last[r->ppid] : 0;
}

/* Its name goes to its first process, and so do its options that are limits. */
static bool see_box(void *arg, int dir, const char *name)
{
	static const char words[] = "mem\0swap\0pids\0cpu\0io\0timeout\0rlimit\0";
	struct list *l = arg;
	struct record *b = name_at(dir, name);
	struct row *r;
	char *s, *end, *to;

	if (!b || (uint32_t)b->pid > l->highest)
		return false;
	r = l->rows + l->last[b->pid];
	fmt(b->head, NAME_MAX + 1, "%s", name);
	r->text[0] = b->head;
	to = s = data_read(name, b->file, &(size_t){0});
	r->text[1] = to + 1;
	for (; *s; s = end) {
		end = s + fmt_end(s);
		end += !!*end;
		for (const char *w = words; *w; w = fmt_nth(w, 1))
			if (!strncmp(s, w, strlen(w)))
				to += fmt(to, end - s + 1, ",%s", s);
	}
	to[to < r->text[1]] = 0;
	sys_close(b->file);
	sys_close(b->pidfd);
	return false;
}

/* Of all processes those below the first of a sandbox; each is counted for all above it. */
static void see_boxes(struct list *l)
{
	struct sys_time now;
	struct row *r;

	sys_clock_gettime(CLOCK_BOOTTIME, &now);
	name_each(l->plan, see_box, l);
	for (uint32_t i = 1, j, depth; i < l->end; i++) {
		l->rows[i].kind = 0;
		for (j = i, depth = 0; j && depth < l->end; j = above(l, r), depth++) {
			r = l->rows + j;
			r->nprocs++;
			r->memory += l->rows[i].rss;
			if (*r->text)
				l->rows[i].kind = 1;
		}
		/* In hundredths of a second. */
		l->rows[i].age = now.sec - name_started(l->rows[i].pid) / 100;
	}
}

/* Make a tree of what is to be shown, under the row with index 0. */
static void link_up(struct list *l)
{
	uint32_t *first;
	struct row *r;

	if (l->tree == PROCESS || l->on & BOXES)
		l->last = data_room((l->highest + 1) * sizeof *l->last);
	for (uint32_t i = 1; i < l->end; i++) {
		r = l->rows + i;
		if (!r->kind)
			continue;
		if (l->only)
			r->nprocs = l->end - 1;
		else if (!(l->kinds & ns_table[r->kind - 1].flag) || (l->task && !r->of_task) ||
			 (l->on & PERSISTENT && r->nprocs))
			r->kind = 0;
		if (!r->kind || !r->pid || !(l->has & (HAS(PPID) | HAS(UID) | HAS(USER))) ||
			!see_status(l, r) || !l->last)
			continue;
		r->up = above(l, r);
		l->last[r->pid] = i;
	}
	if (l->on & BOXES)
		see_boxes(l);
	for (uint32_t i = l->end; --i;) {
		r = l->rows + i;
		if (!r->kind)
			continue;
		/* By now all are known. */
		if (l->on & BOXES)
			r->up = above(l, r);
		else if (l->tree && !l->last)
			r->up = r->of[PNS - 1 + l->tree] - LOWEST;
		if (!l->tree || r->up >= l->end || !l->rows[r->up].kind)
			r->up = 0;
		first = &l->rows[r->up].first;
		r->next = *first;
		*first = i;
	}
}

void list_user(const char *passwd, uint32_t uid, char *name)
{
	fmt(name, LIST_NAME, "%u", uid);
	for (const char *s = passwd; *s; s = list_skip(s, 1, "\n")) {
		if (value(list_skip(s, 2, ":\n")) == uid) {
			fmt(name, LIST_NAME, "%s", s);
			name[fmt_until(name, ":")] = 0;
			break;
		}
	}
}

/* It may be in l->line. */
static const char *cell(struct list *l, const struct row *r, unsigned col)
{
	const char *kind = ns_table[r->kind - 1].name, *path = r->path;
	char *s = l->line;
	long n;

	*s = 0;
	if (NEED_PID & HAS(col) && !r->pid)
		return s;
	switch (col) {
	case TYPE:
		return kind;
	case PATH:
		if (r->pid) {
			fmt(s, 64, "/proc/%u/ns/%s", r->pid, kind);
			break;
		}
		__attribute__((fallthrough));
	case NSFS:
		return path ? path : s;
	case USER:
		list_user(l->passwd, r->uid, s);
		break;
	case NAME:
	case LIMITS:
		path = r->text[col == LIMITS];
		return path ? path : s;
	case NETNSID:
		break;
	case COMMAND:
		n = ask(l, r, "cmdline");
		if (n <= 0)
			n = ask(l, r, "comm") - 1;
		while (n > 0 && !s[n - 1])
			n--;
		s[n < 0 ? 0 : n] = 0;
		while (--n > 0)
			if (!s[n])
				s[n] = ' ';
		break;
	default:
		fmt(s, 16, "%u", r->of[col]);
	}
	return s;
}

static APART void flush(struct list *l)
{
	data_write(1, l->out, l->n, "list");
	l->n = 0;
}

static void put(struct list *l, char c)
{
	if (c == '\n')
		l->cells = 0;
	else if ((c & 0xc0) != 0x80)
		l->cells++;
	if (l->on & DRY || l->cells > l->most)
		return;
	l->out[l->n++] = c;
	if (l->n == sizeof l->out)
		flush(l);
}

static void say(struct list *l, const char *s)
{
	while (*s)
		put(l, *s++);
}

static void spaces(struct list *l, int n)
{
	while (n-- > 0)
		put(l, ' ');
}

/* What others have written: of that nothing but letters and signs reaches a terminal. */
static void text(struct list *l, const char *words)
{
	const unsigned char *s = (const void *)words;
	int n;

	while (*s) {
		n = report_plain(s);
		if (*s == ' ' && l->on & RAW) {
			say(l, "\\x20");
			s++;
		} else if (n && *s != 0x7f && (*s != 0xc2 || s[1] >= 0xa0)) {
			while (n--)
				put(l, *s++);
		} else {
			if (l->on & JSON && (*s == '"' || *s == '\\'))
				put(l, '\\');
			put(l, *s == '"' || *s == '\\' ? *s : '?');
			s++;
		}
	}
}

/* A row, or the headings, for which there is the one with index 0. */
static void print(struct list *l, const struct row *r)
{
	static const char marks[2][2][3] = {{"  ", "`-"}, {"| ", "|-"}};
	int gap = 0, start;

	for (unsigned c = 0; c < l->ncols; c++) {
		unsigned col = l->col[c];
		const char *name = fmt_nth(parse_rows(ROWS_COLUMNS), col), *s;
		bool tree = col == l->branch;

		if (r->kind)
			s = cell(l, r, col);
		else {
			s = l->line;
			for (size_t i = 0; (l->line[i] = name[i] & ~0x20); i++)
				;
		}
		if (l->on & JSON) {
			bool quoted = *s && !(NUMBERS & HAS(col));

			say(l, c ? ", \"" : "{\"");
			say(l, name);
			say(l, quoted ? "\": \"" : "\": ");
			text(l, *s ? s : "null");
			if (quoted)
				put(l, '"');
			continue;
		}
		spaces(l, gap);
		if (c)
			put(l, ' ');
		start = l->cells;
		if ((NUMBERS | HAS(NETNSID)) & HAS(col) && !(tree && !col))
			spaces(l, l->width[c] - (int)strlen(s));
		for (uint32_t d = 1; tree && r->kind && d <= l->depth; d++)
			say(l, marks[l->more[d & 255]][d == l->depth]);
		text(l, s);
		gap = l->width[c] - (l->cells - start);
		if (l->on & DRY && gap < 0)
			l->width[c] -= gap;
	}
	if (!(l->on & JSON))
		put(l, '\n');
}

/* All rows: parents, then what is below them. */
static void walk(struct list *l)
{
	bool json = l->on & JSON;
	struct row *r = l->rows;
	uint32_t i = r->first;

	if (json)
		say(l, l->on & BOXES ? "{\"sandboxes\": [" : "{\"namespaces\": [");
	else if (i && (l->on & DRY || !(l->on & ON('n'))))
		print(l, r);
	while (i) {
		r = l->rows + i;
		l->more[l->depth & 255] = r->next;
		print(l, r);
		i = r->first;
		if (i) {
			l->depth++;
			if (json)
				say(l, ", \"children\": [");
			continue;
		}
		for (;; r = l->rows + r->up, l->depth--) {
			if (json)
				say(l, r->next ? "},\n" : "}");
			if (r->next || !l->depth)
				break;
			if (json)
				say(l, "]");
		}
		i = r->next;
	}
	if (json)
		say(l, "]}\n");
}

/* Which columns. */
static void choose(struct list *l, const char *names)
{
	unsigned has = 0;

	if (!names || *names == '+') {
		has = USUAL;
		if (l->on & BOXES)
			has = OF_BOXES;
		else if (l->on & ON('A'))
			has = ALL;
		else if (l->only)
			has = OF_PROCESSES;
		else if (l->on & PERSISTENT)
			has = OF_PERSISTENT;
		else if (l->kinds & CLONE_NEWNET && l->kinds != NS_ALL)
			has = OF_NET;
		if (names)
			names++;
		if (!(l->on & ON('l')) && !l->tree)
			l->tree = PROCESS;
	}
	for (int col = 0; col < COLUMNS; col++)
		if (has & HAS(col))
			l->col[l->ncols++] = col;
	while (names && (*names || !l->ncols)) {
		int col = opts_place(parse_rows(ROWS_COLUMNS), names, fmt_until(names, ","));

		if (l->ncols == countof(l->col))
			opts_refuse(names);
		l->col[l->ncols++] = col;
		has |= HAS(col);
		names = list_skip(names, 1, ",");
	}
	l->branch = COLUMNS;
	if (l->on & BOXES)
		has |= HAS(PPID);
	if (l->tree == PROCESS) {
		has |= HAS(PPID);
		l->branch = COMMAND;
	} else if (l->tree) {
		has |= HAS(PNS);
		l->branch = NS;
	}
	if (l->on & RAW)
		l->branch = COLUMNS;
	l->has = has;
}

static const char *read_options(struct list *l, char **argv)
{
	struct opts w;
	const char *output = NULL;
	int i;
	char c;

	opts_begin(&w, 2, argv);
	while ((i = opts_next(&w)) != NONE || *w.argv) {
		c = i == NONE ? 0 : *fmt_nth(w.table, i);
		if (!c)
			l->only = opts_number(*w.argv);
		else if (c == 'o')
			output = w.value;
		else if (c == 'p')
			l->task = opts_number(w.value);
		else if (c == 't')
			l->kinds |= ns_list(w.value);
		else if (c != 'T')
			l->on |= ON(c);
		else {
			if (!*w.value && w.argv[1] && w.argv[1][0] >= 'a')
				w.value = *++w.argv;
			l->tree = OWNER;
			if (*w.value)
				l->tree = opts_place(trees, w.value, strlen(w.value)) + 1;
		}
	}
	return output;
}

void list_show(const struct plan *p, char **argv)
{
	struct list *l = data_room(sizeof *l);
	unsigned short size[4];
	const char *output;
	int proc;

	who.status = 1;
	l->plan = p;
	output = read_options(l, argv);
	if (!l->kinds)
		l->kinds = NS_ALL;
	choose(l, output);
	l->passwd = data_text("/etc/passwd");
	l->rows = data_room(MOST * sizeof *l->rows);
	row(l, 0);
	sys_chdir("/proc");
	proc = sys_open(".", O_RDONLY);
	if (l->on & PERSISTENT && (sys_call(SYS_geteuid) || !see_all(l)))
		l->deep = NS_ALL;
	if (!l->only)
		see_mounts(l, "self");
	fs_each(proc, see_process, l);
	if (l->end == 1)
		see_mounts(l, "self");
	if (l->end == 1) {
		who.status = 2;
		die(0, "no such namespace in /proc");
	}
	link_up(l);
	l->most = ~0u;
	if (!(l->on & (JSON | RAW))) {
		if (!(l->on & ON('u')) && sys_ioctl(1, TIOCGWINSZ, size) >= 0 && size[1])
			l->most = size[1];
		l->on |= DRY;
		walk(l);
		l->on &= ~DRY;
	}
	walk(l);
	flush(l);
	sys_exit(0);
}
