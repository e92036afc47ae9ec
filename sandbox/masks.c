/* SPDX-License-Identifier: MIT */
/*
 * What of /proc and /sys can only be read, or shows nothing.  It is done as soon as
 * they are mounted and are the working directory, so that what the caller mounts
 * in them lies on top.
 */
#include "sandbox.h"

enum { NOTHING = MS_NOSUID | MS_NODEV | MS_NOEXEC };

/*
 * What root of the host may write there concerns the whole machine.  Of the first
 * some belongs to the namespaces, and to whoever is root in them.
 */
static const char guarded[] =
	"sys\0sysrq-trigger\0irq\0bus\0fs\0acpi\0scsi\0mtrr\0driver\0tty\0asound\0";

/*
 * What tells of the kernel and of what others do: files; and root's own, out of reach
 * as they are where that root is nobody.
 */
static const char hidden[] =
	"keys\0key-users\0sched_debug\0latency_stats\0interrupts\0kallsyms\0iomem\0"
	"ioports\0config.gz\0";
static const char hidden_roots[] =
	"kcore\0timer_list\0kpagecount\0kpageflags\0kpagecgroup\0kmsg\0slabinfo\0"
	"vmallocinfo\0";

/* The same of /sys, directories, besides firmware; and the places of other file systems. */
static const char hidden_sys[] =
	"devices/virtual/powercap\0class/powercap\0";
static const char hidden_mounts[] =
	"kernel/debug\0kernel/tracing\0kernel/security\0fs/bpf\0fs/pstore\0";

/* Mount what on name, if there is such; die of what else goes wrong. */
static bool cover(const char *what, const char *name, unsigned long flags)
{
	int err = sys_mount(what, name, "tmpfs", flags, "mode=755,size=4k");

	if (err >= 0)
		return true;
	if (err != -ENOENT || sys_faccessat(AT_FDCWD, name, F_OK) != err)
		die(err, "mount on %s", name);
	return false;
}

static void guard(const struct plan *p, const char *name)
{
	if (cover(name, name, MS_BIND | MS_REC))
		root_rdonly(p, AT_FDCWD, name, name);
}

static void hide(const char *what, const char *name)
{
	for (; *name; name += strlen(name) + 1)
		cover(what, name, MS_BIND);
}

/* To take our file system away again would wait for all processors: fs is hidden, too. */
static void hide_files(const struct plan *p)
{
	static const char place[] = "fs", empty[] = "fs/empty";

	if (!cover("tmpfs", place, NOTHING))
		return;
	sys_mknodat(AT_FDCWD, empty, S_IFREG | 0444, 0);
	root_rdonly(p, AT_FDCWD, place, place);
	hide(empty, hidden);
	if (p->proc_writable)
		hide(empty, hidden_roots);
}

void masks_proc(const struct plan *p)
{
	for (const char *name = guarded; *name; name += strlen(name) + 1) {
		guard(p, name);
		if (!p->proc_writable)
			break;
	}
	if (!p->safe || p->unmask)
		return;
	guard(p, "pressure");
	hide_files(p);
}

void masks_sys(const struct plan *p, bool bound)
{
	static const char first[] = "firmware";

	if (!p->safe || p->unmask || !cover("tmpfs", first, NOTHING | MS_RDONLY))
		return;
	hide(first, hidden_sys);
	if (bound || !(p->ns & CLONE_NEWNET))
		hide(first, hidden_mounts);
}

/* Blanks and the like are three octal digits behind a \. */
static void unescape(char *s)
{
	for (char *to = s; (*to++ = *s); s++)
		if (*s == '\\') {
			to[-1] = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 | (s[3] - '0'));
			s += 3;
		}
}

/* Nobody gets to a mount that lies under another. */
static bool covered(const char *path, unsigned long id)
{
	struct sys_statx st;
	int err = sys_statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, &st);

	return err == -ENOENT || err == -ENOTDIR || (err >= 0 && st.mnt_id != id);
}

void masks_host(const struct plan *p)
{
	/* Below them lies what is debugfs and the like. */
	static const char kinds[] = "proc\0sysfs\0cgroup\0", info[] = "/proc/self/mountinfo";
	const char *s = data_text(info), *type;
	unsigned long id;
	char *at;

	if (!*s)
		die(-ENOENT, "open %s", info);
	while (*s) {
		fmt_number(s, ULONG_MAX, &id);
		type = at = (char *)(uintptr_t)list_skip(s, 4, " ");
		while (*type && *type != '-')
			type = list_skip(type, 1, " ");
		s = list_skip(type, 1, "\n");
		at[fmt_until(at, " ")] = 0;
		unescape(at);
		if (check_below(at, "/proc") || check_below(at, "/sys"))
			continue;
		for (const char *kind = kinds; *kind; kind = fmt_nth(kind, 1))
			if (!strncmp(type + 2, kind, strlen(kind)) && !covered(at, id))
				root_rdonly(p, AT_FDCWD, at, at);
	}
}
