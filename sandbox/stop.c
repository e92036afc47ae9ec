/* SPDX-License-Identifier: MIT */
/* --timeout and --stop-timeout: first TERM, and KILL when the time is over. */
#include "sandbox.h"

int stop(struct ward *w, int sig, siginfo_t *si)
{
	struct stoppable *s = (struct stoppable *)w;

	(void)si;
	if (!sig) {
		s->late |= !s->asked;
		w->until = 0;
		if (s->asked || !s->patience)
			return SIGKILL;
		sig = SIGTERM;
	}
	if ((sig == SIGTERM || sig == SIGINT) && !s->asked && s->patience) {
		s->asked = true;
		pid1_within(w, s->patience);
	}
	return sig;
}
