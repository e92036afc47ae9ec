#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What an init that waits keeps of the memory, under each of its names.
# shellcheck source=tests/init/init.sh
. "${0%/*}/init.sh"

[ -r /proc/self/smaps_rollup ] || skip_all 'smaps_rollup: Linux 4.14 has it'

# KiB resident and of those its own, once it sleeps: where the stack is, is chance.
# shellcheck disable=SC2016 # for the shell below
look='while ! grep -q "^State:.S" /proc/$PPID/status; do :; done
	awk "/^Rss:/ { r = \$2 } /^Anonymous:/ { a = \$2 }
		END { if (r > 24 || a > 12 || !r) print r, a }" /proc/$PPID/smaps_rollup'
for name in 'pid1 -s' 'tini -s' docker-init dumb-init catatonit 'pid1 -g -t 5 -a'; do
	# shellcheck disable=SC2016,SC2086 # a command and its options
	is 0 '' "$name: at most 24 KiB, 12 of them its own" sh -c '
		for i in 1 2 3 4 5 6 7 8; do
			env -i PATH="$PATH" TINI_VERBOSITY=0 "$@" || exit
		done' sh $name sh -c "$look"
done
finish
