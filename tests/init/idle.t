#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What it costs to be there: system calls, wake-ups, and checks from outside.
# shellcheck source=tests/init/init.sh
. "${0%/*}/init.sh"

# How often it calls the kernel, from its start to its end.
calls() {
	strace -o "$T/calls" "$@" && grep -c '^[a-z].*(' "$T/calls"
}
few() {
	around=$(calls "$@" true)
	[ "$around" -le 16 ] || echo "$around"
}
# What wakes once a second does so in between; who is there in time may look once less.
no_more() {
	around=$(calls "$@" true)
	while_idle=$(calls "$@" sleep 2.5)
	[ "$while_idle" -le "$around" ] || echo "$around, $while_idle"
}
if has strace; then
	is 0 '' 'at most 16 system calls around true' few pid1 -s
	for name in 'pid1 -s' 'tini -s' dumb-init catatonit 'pid1 -s -g -t 9'; do
		# shellcheck disable=SC2086 # a command and its options
		is 0 '' "$name: nothing wakes it" no_more $name
	done
else
	skip 'calls and wake-ups' 'strace: there is none'
fi

# Children of PID 1, as it is called outside.
children() {
	read -r kids <"/proc/$one/task/$one/children"
	echo "$kids" | wc -w
}
alone() {
	[ "$(children)" = 1 ]
}
# A health check comes from outside, with a status for who sent it; what it leaves is PID 1's.
health() {
	mkfifo "$T/up" "$T/go"
	in_pidns pid1 sh -c 'echo up; read -r x <"$1"; exit 3' sh "$T/go" >"$T/up" &
	pid=$!
	read -r up <"$T/up"
	read -r one <"/proc/$pid/task/$pid/children"
	one=${one% }
	nsenter -t "$one" -p -m sh -c 'sh -c "sleep 0.1 & sleep 0.1 &"; exit 4'
	echo "$up $?"
	wait_for alone
	echo >"$T/go"
	wait "$pid"
}
if has root && may_pidns && has nsenter; then
	is 3 'up 4' 'an executed health check ends, and what it left is reaped' health
else
	skip 'an executed health check' 'nsenter: or nobody to enter'
fi
finish
