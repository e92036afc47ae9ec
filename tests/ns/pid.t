#!/bin/sh
# SPDX-License-Identifier: MIT
# Processes: their numbers, who sees and who kills whom, and who buries them.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"

# The numbers of a process in each namespace it is in, as one word.
numbers() {
	sed -n 's/^NSpid:\t//p' "/proc/$1/status" | tr '\t' ' '
}

# Without a process of our own in between: the shell itself counts.
processes='set -- /proc/[0-9]*; echo $#'

is 0 2 'the command is process 2, behind our PID 1' box sh -c 'echo $$'
is 0 1 'or PID 1 itself' box --as-pid-1 sh -c 'echo $$'
is 0 1 'whose parent is process 1' box sh -c 'echo $PPID'
is 0 0 'or none' box --as-pid-1 sh -c 'echo $PPID'
is 0 2 '/proc has no other process' box sh -c "$processes"
is 0 1 'nor has it with --as-pid-1' box --as-pid-1 sh -c "$processes"
is 0 ok 'processes can be made, one after the other' box sh -c '/bin/true; /bin/true; echo ok'
is 1 '' 'a process of the host has no number inside' box sh -c "kill -0 $$ 2>/dev/null"
is 0 shared 'and all of them where processes are shared' \
	box --share-pid sh -c "kill -0 $$ 2>/dev/null || [ -d /proc/$$ ] && echo shared"

up
like 0 '[1-9]*' 'outside, PID 1 has another number' echo "$pid1"
is 0 "$pid1 1" 'and the kernel knows both' numbers "$pid1"
is 0 "$shell 2" 'as it does for the command' numbers "$shell"
if has root; then
	is 0 '0 1 2 ' 'nothing is open in it but input and output' \
		sh -c 'ls "/proc/$0/fd" | tr "\n" " "' "$pid1"
fi
is 0 alive 'PID 1 cannot be killed from inside' \
	inside '{ kill -KILL 1; kill -STOP 1; } 2>/dev/null; [ -d /proc/1 ] && echo alive'
is 0 2 'a second sandbox does not see the first' box sh -c "$processes"
is 0 0 'whoever loses his parent is buried' inside 'probe orphans 200
	until [ "$(cat /proc/[0-9]*/stat 2>/dev/null | grep -c ") Z ")" = 0 ]; do :; done; echo 0'
inside 'sleep 1000 & sleep 1000 &'
all=$(probe children "$shell")
like 0 '[1-9]*' 'processes run inside' echo "$all"
kill -KILL "$pid1"
down
status=$?
is 0 137 'the death of PID 1 is told as a signal' echo $status
# shellcheck disable=SC2086 # a number each
is 0 '' 'and nobody outlives it' gone $pid1 $shell $all

up
kill -KILL "$monitor"
is 0 '' 'nor the process that we started' wait_for gone "$pid1" "$shell"
down

# told SIGNAL: what a command makes of a signal sent to the process we started.
told() {
	mkfifo "$T/said"
	sandbox sh -c "trap 'echo told; exit 9' $1; echo ready; sleep 1000 & wait" >"$T/said" &
	exec 5<"$T/said"
	rm "$T/said"
	read -r _ <&5
	kill -"$1" $!
	wait $! || set -- $?
	cat <&5
	return "$1"
}
is 9 told 'a signal is passed on' told TERM
is 9 told 'whichever it is' told USR1

is 0 "$(nsid pid)" 'a shared namespace is the host'\''s' box --share-pid readlink /proc/self/ns/pid
is 0 '' 'nothing of it is left on the host' unchanged
finish
