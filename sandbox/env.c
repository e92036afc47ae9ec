/* SPDX-License-Identifier: MIT */
/* The command's environment, and where its words are. */
#include "sandbox.h"

/* The variable that begins like s, to its =; else where the list ends. */
static char **find(char **env, const char *s)
{
	size_t len = fmt_until(s, "=");

	while (*env && (strncmp(*env, s, len) || (*env)[len] != '='))
		env++;
	return env;
}

static void set(char **env, char *s)
{
	char **place = find(env, s);

	if (!*place)
		place[1] = NULL;
	*place = s;
}

static void unset(char **env, const char *name)
{
	for (char **place = find(env, name); *place; place++)
		place[0] = place[1];
}

/* Where a program is to be found, how to speak to whoever sits there; and no more. */
static void begin(struct plan *p)
{
	static const char kept[] = "PATH\0TERM\0LANG\0";
	char **end = p->env, *s;

	for (const char *name = kept; *name; name += sizeof "PATH") {
		if ((s = *find(p->envp, name)))
			*end++ = s;
		if (p->strict)
			break;
	}
	if (!p->strict)
		*end++ = (char *)(uintptr_t) "HOME=/";
	*end = NULL;
}

void env_build(struct plan *p)
{
	if (p->safe && !p->keep_env)
		begin(p);
	for (const struct op *op = p->ops; op < p->end; op++) {
		char *s = (char *)(uintptr_t)op->src, *pwd;

		switch (op->kind) {
		case OP_ENV:
			if (!s[fmt_until(s, "=")])
				s = *find(p->envp, s);
			if (s)
				set(p->env, s);
			break;
		case OP_SETENV:
			set(p->env, s);
			break;
		case OP_UNSETENV:
			unset(p->env, s);
			break;
		case OP_CLEARENV:
			pwd = *find(p->env, "PWD");
			p->env[0] = pwd;
			p->env[1] = NULL;
			break;
		default:
			break;
		}
	}
}

static size_t length(char **v, size_t *n)
{
	size_t size = 0;

	for (; *v; v++, ++*n)
		size += strlen(*v) + 1;
	return size;
}

static char *copy(char **to, char **from, char *s)
{
	for (; *from; from++) {
		size_t len = strlen(*from) + 1;

		*to++ = memcpy(s, *from, len);
		s += len;
	}
	return s;
}

/* Is it read after this? */
static bool wanted(const struct plan *p, const char *s)
{
	for (const struct op *op = p->ops; op < p->end; op++)
		if (op->kind == OP_RLIMIT && op->src == s)
			return true;
	return s == p->exec_label || s == p->name || s == p->persist;
}

static void wipe(const struct plan *p, char **v)
{
	for (; *v; v++)
		if (!wanted(p, *v))
			memset(*v, 0, strlen(*v));
}

void env_move(struct plan *p, struct words *w)
{
	static const char ours[] = "sandbox";
	static char *few[1024]; /* for most of them: a mapping takes pages for tables as well */
	size_t n = 0, len = strlen(p->argv[0]);
	size_t size = length(p->command, &n) + length(p->env, &n);
	char **v, *s;

	size += p->argv0 ? strlen(p->argv0) + 1 : 0;
	size += (n + 3) * sizeof *v;
	v = size <= sizeof few ? few : data_room(size);
	s = (char *)(v + n + 3);
	w->argv = v + 1;
	s = copy(w->argv, p->command, s);
	for (w->env = w->argv; *w->env; w->env++)
		;
	w->env++;
	s = copy(w->env, p->env, s);
	w->name = w->argv[0];
	if (p->argv0)
		w->argv[0] = memcpy(s, p->argv0, strlen(p->argv0) + 1);
	p->command = w->argv;
	wipe(p, p->argv);
	wipe(p, p->envp);
	/* For ps(1), as much of it as there was. */
	memcpy(p->argv[0], ours, len < sizeof ours ? len : sizeof ours);
}
