#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The dead: all of them buried, whoever does it, and nothing grows by it.
# shellcheck source=tests/init/init.sh
. "${0%/*}/init.sh"

many=5000
! has root || many=200000
[ "${SLOW:-1}" = 1 ] || many=20000
is 0 '' "$many orphans leave nothing behind" pid1 -s drive orphans "$many"
is 0 '' 'nor with a wait for each' sh -c 'pid1 -s -w drive orphans 5000 2>/dev/null'
is 0 '' 'nor in group mode' pid1 -s -g drive orphans 5000
is 0 '' 'nor with catatonit' catatonit drive orphans 5000
if may_pidns; then
	is 0 '' 'nor as PID 1' in_pidns pid1 drive orphans 5000
	is 0 '' 'nor with dumb-init as PID 1' in_pidns dumb-init drive orphans 5000
	# shellcheck disable=SC2016
	is 0 '1 2 ' 'pause buries as well' in_pidns sh -c '
		(sh -c "sleep 0 & :")
		exec pause & p=$!
		while sleep 0.01; [ "$(readlink /proc/$p/exe)" = "$(readlink /proc/1/exe)" ]; do :; done
		echo 1 2 | tr "\n" " "; kill $p; wait $p'
else
	skip 'nor as PID 1' 'userns: not for whom we are'
fi
like 0 '*init: Reaped zombie process with pid=*, status 7' '-w tells of each' \
	pid1 -s -w sh -c '(sh -c "sleep 0.1; exit 7" &) ; while [ "$(cat /proc/$PPID/task/$PPID/children | wc -w)" != 1 ]; do :; done'
is 0 '' 'children from before are nothing to us' sh -c 'sleep 0 & sleep 0.2 & exec pid1 -s sleep 0.3'
is 7 '' 'an init below an init is a child like others' pid1 -s pid1 -s dumb-init catatonit sh -c 'exit 7'

# Where there is no descriptor left for a pidfd, there is still a status.
is 7 '' 'no descriptor is needed' sh -c 'ulimit -n 3; exec pid1 -s drive exit 7'
finish
