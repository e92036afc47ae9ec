/* SPDX-License-Identifier: MIT */
/* What callers want to know: --info-fd and --json-status-fd, as bubblewrap writes them. */
#include "sandbox.h"

/* The inode number that lsns(8) shows, of pid's namespace. */
static size_t inode(int pid, const char *name)
{
	struct sys_statx st;
	char path[48];

	fmt(path, sizeof path, "/proc/%d/ns/%s", pid, name);
	return sys_statx(AT_FDCWD, path, 0, &st) < 0 ? 0 : st.ino;
}

/* Who is not told what there is must not be told that it runs. */
static IN_LINE void put(struct plan *p, int pid, int fd, const char *s, size_t n)
{
	long r = sys_write(fd, s, n);

	if (r < 0)
		ns_abandon(p, pid, r, "write", fd == p->info_fd ? "--info-fd" : "--json-status-fd");
}

/* No field is as long as this, and the longest is in report_end. */
enum { FIELD = 64,
	LONGEST = 160,
	NAMESPACES = 10 * FIELD };

void report_start(struct plan *p, int pid)
{
	/* bubblewrap's keys in bubblewrap's order, then those it does not have. */
	static const unsigned char order[] = {6, 4, 1, 3, 2, 5, 7, 0};
	char info[NAMESPACES], json[NAMESPACES], *end = info;
	const struct ns *ns;
	size_t i, j = 0, ino;

	if (p->info_fd == NONE && p->json_fd == NONE)
		return;
	end += fmt(end, FIELD, "{\n    \"child-pid\": %d", pid);
	for (size_t k = 0; k < countof(order); k++) {
		ns = ns_table + order[k];
		if ((p->ns & ns->flag) && (ino = inode(pid, ns->name)))
			end += fmt(end, FIELD, ",\n    \"%s-namespace\": %zu", ns->name, ino);
	}
	end += fmt(end, FIELD, "\n}\n");
	i = end - info;
	/* The same on one line. */
	for (size_t k = 0; k < i; k++)
		if (info[k] != ' ' || info[k - 1] == ':')
			json[j++] = k < i - 1 && info[k] == '\n' ? ' ' : info[k];
	if (p->info_fd != NONE) {
		put(p, pid, p->info_fd, info, i);
		sys_close(p->info_fd);
	}
	if (p->json_fd != NONE)
		put(p, pid, p->json_fd, json, j);
}

void report_end(const struct plan *p, int status, bool oom, bool late)
{
	char json[4 * FIELD + LONGEST], *end = json;
	long used[18]; /* struct rusage: two times, then the largest set of pages */

	if (p->json_fd == NONE)
		return;
	end += fmt(end, FIELD, "{ \"exit-code\": %d", pid1_status(status));
	if (!p->compat && WIFSIGNALED(status))
		end += fmt(end, FIELD, ", \"signal\": %d", WTERMSIG(status));
	if (!p->compat) {
		sys_call(SYS_getrusage, -1L, used);
		end += fmt(end, LONGEST,
			", \"oom-killed\": %s, \"rusage\": "
			"{ \"user-ms\": %zu, \"sys-ms\": %zu, \"max-rss-kb\": %zu }",
			oom ? "true" : "false", (size_t)(used[0] * 1000 + used[1] / 1000),
			(size_t)(used[2] * 1000 + used[3] / 1000), (size_t)used[4]);
	}
	if (*p->group.peak)
		end += fmt(end, FIELD, ", \"memory-peak\": %s", p->group.peak);
	end += fmt(end, FIELD, late ? ", \"timed-out\": true }\n" : " }\n");
	/* The command's status is ours, whether they hear this or not. */
	sys_write(p->json_fd, json, end - json);
}

/* Without their E, in the order of their numbers; a ? is one that nobody sees. */
static const char errnos[] WORDS_SECTION =
	"PERM\0NOENT\0SRCH\0INTR\0IO\0NXIO\0"
	"2BIG\0NOEXEC\0BADF\0?\0AGAIN\0NOMEM\0ACCES\0FAULT\0?\0BUSY\0EXIST\0"
	"XDEV\0NODEV\0NOTDIR\0ISDIR\0INVAL\0NFILE\0MFILE\0NOTTY\0TXTBSY\0FBIG\0NOSPC\0"
	"?\0ROFS\0MLINK\0PIPE\0?\0?\0?\0NAMETOOLONG\0?\0NOSYS\0"
	"NOTEMPTY\0LOOP";

int report_plain(const unsigned char *s)
{
	int n = 0;

	while (*s << n & 0x80)
		n++;
	if (*s < ' ' || *s == '"' || *s == '\\' || n == 1 || n > 4 || (*s | 1) == 0xc1)
		return 0;
	for (int i = 1; i < n; i++)
		if (s[i] >> 6 != 2)
			return 0;
	return n ? n : 1;
}

/*
 * What begins a field, then len bytes of its value at most.  Such as are no UTF-8
 * stand as Python's surrogateescape has them.
 */
static char *field(char *out, const char *begin, const char *value, long len)
{
	const unsigned char *s = (const void *)value;
	int n;

	out += fmt(out, 64, "%s\":\"", begin);
	for (; len > 0 && *s; s += n, len -= n) {
		n = report_plain(s);
		memcpy(out, s, n);
		out += n;
		if (!n) {
			n = 1;
			out += fmt(out, 8, "\\u%s%x%x", *s > 0x7f ? "dc" : "00", *s >> 4, *s & 15);
		}
	}
	return out;
}

/* The object of a message: its first path, or else its last word. */
static const char *object(const char *msg, const uintptr_t *args)
{
	const char *s, *found = NULL;

	while ((msg = strchr(msg, '%')) && (!found || *found != '/')) {
		s = (const char *)*args++;
		if (*++msg == 's')
			found = s;
	}
	return found;
}

void report_error(int err, const char *tip, const char *msg, const uintptr_t *args)
{
	char said[PATH_MAX], doc[16 * PATH_MAX], *out = doc, name[16];
	const char *path, *e = -err > ELOOP ? "" : unpack_words(errnos);
	size_t i = 0;

	vfmt(said, sizeof said, msg, args);
	path = err ? object(msg, args) : NULL;
	if (!tip)
		tip = err ? tip_for(said, -err) : "USAGE\0";
	/* The step is what stands before the object. */
	while (said[i] && (!path || strncmp(said + i, path, strlen(path)) != 0))
		i++;
	i -= i && said[i - 1] == ' ';
	if (i > 3 && !memcmp(said + i - 3, " on", 3))
		i -= 3;
	out = field(out, "{\"error\":{\"code", *tip ? tip : "FAILED", 64);
	out = field(out, "\",\"step", said, i);
	if (path)
		out = field(out, "\",\"path", path, PATH_MAX);
	for (int k = err; *e && ++k < 0;)
		e += strlen(e) + 1;
	fmt(name, sizeof name, *e ? "E%s" : "%s%d", e, -err);
	if (err)
		out = field(out, "\",\"errno", name, sizeof name);
	tip += strlen(tip) + 1;
	if (*tip)
		out = field(out, "\",\"hint", tip, PATH_MAX);
	out += fmt(out, 8, "\"}}\n");
	sys_write(who.fd, doc, out - doc);
}
