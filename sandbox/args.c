/* SPDX-License-Identifier: MIT */
/* --args, --args-file and --profile: options that come from elsewhere. */
#include "sandbox.h"

/* Options that are separated by NUL, as --args has them. */
static void read_words(struct plan *p, char *buf, size_t len)
{
	enum { MOST = 9000 }; /* as many as bubblewrap takes */
	size_t words = 0;
	char **argv;

	for (size_t i = 0; i < len; i += strlen(buf + i) + 1)
		words++;
	if (words > MOST)
		die(0, "--args: %zu words are too many", words);
	argv = data_room((words + 1) * sizeof *argv);
	parse_room(p, words, p->env);
	words = 0;
	for (size_t i = 0; i < len; i += strlen(buf + i) + 1)
		argv[words++] = buf + i;
	parse_words(p, argv, true);
}

void take_args(struct plan *p, const struct option *o, char **v)
{
	size_t len;
	int fd = take_natural(o, v[0]);
	char *buf = data_read("--args", fd, &len);

	sys_close(fd);
	read_words(p, buf, len);
}

/* A file of options as it is read: words are written behind one another at out. */
struct reader {
	const char *s, *file;
	char *out;
	size_t line;
};

/* ${NAME} for the few names that a profile needs; r->s is at the $. */
static void expand(struct reader *r, const struct plan *p)
{
	enum { PWD = 1,
		UID = 3,
		KNOWN = 5 };
	const char *known = "HOME\0PWD\0XDG_RUNTIME_DIR\0UID\0GID", *name = r->s + 2, *value;
	size_t i, len = fmt_until(name, "}\n");
	char id[24];

	for (i = 0; i < KNOWN && (strncmp(known, name, len) || known[len]); i++)
		known = fmt_nth(known, 1);
	if (i == KNOWN || name[len] != '}')
		die(0, "%s:%zu: only ${HOME} ${PWD} ${XDG_RUNTIME_DIR} ${UID} ${GID} are known",
			r->file, r->line);
	if (i >= UID) {
		fmt(id, sizeof id, "%u", (unsigned)(i == UID ? p->my_uid : p->my_gid));
		value = id;
	} else
		value = i == PWD ? p->cwd : exec_getenv(p->env, known);
	/* A place of one's own that is to be written is not to be the whole system. */
	if (!value || !value[value[0] == '/'] || strlen(value) >= PATH_MAX)
		die(0, "%s:%zu: %s is not set, or /", r->file, r->line, known);
	memcpy(r->out, value, strlen(value));
	r->out += strlen(value);
	r->s = name + len + 1;
}

/*
 * The next word of a line; NULL at its end.  Within "" blanks are kept, a \
 * takes the next character as it is, and with a line's end it is as if not there.
 */
static char *word(struct reader *r, const struct plan *p)
{
	char *start = r->out;
	bool quoted = false;

	while (*r->s == ' ' || *r->s == '\t' || (r->s[0] == '\\' && r->s[1] == '\n')) {
		r->line += *r->s == '\\';
		r->s += *r->s == '\\' ? 2 : 1;
	}
	if (*r->s == '#')
		r->s += fmt_end(r->s);
	if (!*r->s || *r->s == '\n')
		return NULL;
	while (*r->s && (quoted || !strchr(" \t\n", *r->s))) {
		r->line += *r->s == '\n';
		if (*r->s == '"')
			quoted = !quoted, r->s++;
		else if (r->s[0] == '\\' && r->s[1] == '\n')
			r->line++, r->s += 2;
		else if (r->s[0] == '$' && r->s[1] == '{')
			expand(r, p);
		else
			*r->out++ = *(r->s += *r->s == '\\' && r->s[1]), r->s++;
	}
	if (quoted)
		die(0, "%s:%zu: a quote is not closed", r->file, r->line);
	*r->out++ = 0;
	return start;
}

/* One option a line, its name with or without dashes: `rw /srv`. */
static void read_lines(struct plan *p, struct reader *r)
{
	enum { MOST = 40 };
	struct option o;
	char *word_of[MOST + 1];
	const int first = p->settings;
	int n;

	for (r->line = 1; *r->s; r->s += *r->s == '\n', r->line++) {
		word_of[0] = (char *)(uintptr_t) "env";
		for (n = first; n < MOST && (word_of[n] = word(r, p)); n++)
			;
		if (n == first)
			continue;
		word_of[n] = NULL;
		if (!parse_find(&o, word_of[0] + (strncmp(word_of[0], "--", 2) ? 0 : 2)))
			die(0, "%s:%zu: no such option: %s", r->file, r->line, word_of[0]);
		if (n != parse_arity(&o, word_of) + 1)
			die(0, "%s:%zu: %s takes %s", r->file, r->line, o.name,
				*o.operands ? o.operands : "nothing");
		parse_take(p, &o, word_of + 1);
	}
}

void args_file(struct plan *p, const char *path, int fd)
{
	struct reader r = {.file = path};
	struct sys_statx st;
	size_t len, n = 0, lines = 1, dollars = 0;
	char *buf;

	if (++p->depth > 8)
		die(0, "%s: files of options are nested too deep", path);
	/* Root does not do what anybody could have written. */
	if (!p->my_uid && sys_fstatx(fd, &st) >= 0 && S_ISREG(st.mode) &&
		(st.uid || st.mode & 022))
		die(0, "%s: others may write it", path);
	buf = data_read(path, fd, &len);
	sys_close(fd);
	if (strlen(buf) < len && !p->settings) {
		read_words(p, buf, len);
	} else {
		for (size_t i = 0; i < len; i++) {
			buf[i] = buf[i] ? buf[i] : '\n';
			lines += buf[i] == '\n';
			dollars += buf[i] == '$';
			/* Editors elsewhere end lines with two characters. */
			if (buf[i] != '\r' || buf[i + 1] != '\n')
				buf[n++] = buf[i];
		}
		buf[n] = 0;
		parse_room(p, lines, p->env);
		r.s = buf;
		r.out = data_room(2 * len + dollars * PATH_MAX + 1);
		read_lines(p, &r);
	}
	p->depth--;
}

void take_args_file(struct plan *p, const struct option *o, char **v)
{
	int fd = sys_open(v[0], O_RDONLY);

	if (fd < 0)
		die(fd, "open options %s", v[0]);
	p->settings = o->arg;
	args_file(p, v[0], fd);
	p->settings = false;
}

/* Where --profile NAME looks, in this order; a name with a / is a path. */
void take_profile(struct plan *p, const struct option *o, char **v)
{
	const char *dirs = "XDG_CONFIG_HOME\0HOME\0/etc\0/usr/local/share\0/usr/share\0", *dir;
	char path[PATH_MAX];
	int fd = -ENOENT;

	if (strchr(v[0], '/')) {
		take_args_file(p, o, v);
		return;
	}
	if (!strcmp(v[0], "none") || !strcmp(v[0], "default")) {
		p->profile = v[0];
		return;
	}
	for (; fd < 0 && *dirs; dirs = fmt_nth(dirs, 1)) {
		dir = *dirs == '/' ? dirs : exec_getenv(p->env, dirs);
		if (!dir || !*dir)
			continue;
		fmt(path, sizeof path, "%s%s/sandbox/%s.sb", dir, *dirs == 'H' ? "/.config" : "", v[0]);
		fd = sys_open(path, O_RDONLY);
	}
	if (fd < 0)
		die(fd, "open profile %s", v[0]);
	args_file(p, path, fd);
}
