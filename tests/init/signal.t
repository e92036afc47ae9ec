#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Signals on their way through init.
# shellcheck source=tests/init/init.sh
. "${0%/*}/init.sh"

for how in 'pid1 -s' 'pid1 -s -g' 'pid1 -s -w' catatonit 'catatonit -g'; do
	# shellcheck disable=SC2046,SC2086
	is 0 '' "all signals and queued values pass: $how" drive signals $(by_kill "$how") $how drive repeat
done
# As PID 1, since there nothing makes it stop.
if has root; then
	# shellcheck disable=SC2046
	is 0 '' 'so with dumb-init' drive signals -p $(by_kill dumb-init) dumb-init -r 20:20 -r 21:21 -r 22:22 drive repeat
	is 0 '' 'and alone' drive signals -p dumb-init -c drive repeat
else
	skip 'so with dumb-init' 'root: not for whom we are'
fi

# told COMMAND...: it runs `drive repeat', is sent what $send says, then 64, which comes last.
mkfifo "$T/pipe"
told() {
	"$@" drive repeat 64 >"$T/pipe" 2>"$T/err" &
	pid=$!
	{
		read -r _
		for s in $send; do kill -"$s" "$pid"; done
		kill -64 "$pid"
		cat
	} <"$T/pipe" | tr '\n' ' '
	wait "$pid"
}
send='USR1 USR2 TERM'
is 0 '12 40 64 ' '-r drops and rewrites' told pid1 -s -r USR1:0,TERM:40
is 0 '12 40 64 ' 'one by one as well' told pid1 -s -r USR1:0 -r TERM:40
is 0 '12 28 64 ' 'dumb-init has it by number' told dumb-init -r 10:0 --rewrite 15:28
is 0 '10 12 15 64 ' 'SIGCHLD ignored by the caller is no matter' told drive blocked -17 -- pid1 -s
is 7 '' 'nor for the status' drive blocked -17 -- pid1 -s sh -c 'exit 7'
is 7 '' 'nor for dumb-init' drive blocked -17 -- dumb-init sh -c 'exit 7'
is 0 '10 12 15 64 ' 'nor is all blocked' told drive blocked 1 2 3 10 12 15 17 34 64 -- pid1 -s

# The child has what init had: 10 and 64 blocked, 1 and 17 ignored.
want='8000000000000200 10001'
for how in 'pid1 -s' dumb-init catatonit; do
	# shellcheck disable=SC2086
	is 0 "$want" "mask and dispositions are handed on: $how" drive blocked 10 64 -1 -17 -- $how drive mask
done
is 0 '0 0' 'and nothing is added' drive blocked -- pid1 -s drive mask

# A message to a closed pipe is our own SIGPIPE.
is 4 '' 'our own SIGPIPE is nobody else'\''s' sh -c '
	mkfifo "$1/p"; exec 3<>"$1/p" 4>"$1/p" 3<&-
	exec pid1 -s -w sh -c "(sh -c \"exit 0\" &); sleep 0.1; exit 4" 2>&4' sh "$T"

# Two of a group: do both hear USR1, or one?  The second dies with the first.
heard() {
	"$@" sh -c 'drive repeat 64 & exec drive repeat 64' >"$T/pipe" &
	pid=$!
	{
		read -r _ && read -r _
		kill -USR1 "$pid"
		for _ in $ears; do read -r s && echo "$s"; done
		kill -64 "$pid"
		grep -v -e 64 -e 17
	} <"$T/pipe"
	wait "$pid"
}
ears='1 2'
is 0 '10
10' 'with -g all of the group hears' heard pid1 -s -g
is 0 '10
10' 'as TINI_KILL_PROCESS_GROUP has it' heard env TINI_KILL_PROCESS_GROUP= pid1 -s
is 0 '10
10' 'as dumb-init has it' heard dumb-init
ears=1
is 0 10 'without it the program alone' heard pid1 -s
is 0 10 'so with -c behind -g' heard pid1 -s -g -c
is 0 10 'so with DUMB_INIT_SETSID=0' heard env DUMB_INIT_SETSID=0 dumb-init

# -p: init's parent dies as soon as the program is up.
orphaned() {
	rm -f "$T/hold"
	mkfifo "$T/hold"
	(
		"$@" drive repeat >"$T/pipe" &
		echo $! >"$T/pid"
		read -r _ <"$T/hold"
		exec sleep 0
	) &
	{
		read -r _
		echo >"$T/hold"
		read -r s
		echo "$s"
		kill -QUIT "$(cat "$T/pid")"
		cat >"$T/rest" # until the last has gone, who may still write
	} <"$T/pipe"
	wait $!
}
is 0 12 'with -p the program hears of our parent'\''s death' orphaned pid1 -s -p USR2
is 0 15 'as a signal that is rewritten' orphaned pid1 -s -p SIGUSR2 -r 12:TERM

# dumb-init stops what TSTP is for, and itself.
state() {
	sed -n 's/^State:.//p' "/proc/$1/status"
}
stops() {
	# shellcheck disable=SC2086
	dumb-init $1 drive repeat 64 >"$T/pipe" &
	pid=$!
	{
		read -r _
		kill -TSTP "$pid"
		wait_for sh -c "grep -q 'State:.T' /proc/$pid/status"
		child=$(cat "/proc/$pid/task/$pid/children")
		state "${child% }"
		kill -CONT "$pid"
		kill -64 "$pid"
		tr '\n' ' '
	} <"$T/pipe"
	wait "$pid"
}
is 0 'T (stopped)
18 64 ' 'dumb-init makes STOP of TSTP and stops as well' stops
is 0 'S (sleeping)
20 18 64 ' 'with -r it only stops itself' stops '-r 20:20'
is 0 'S (sleeping)
20 18 64 ' 'and with -c' stops -c
# Whom we may not signal.
if has root && setpriv --bounding-set -kill true 2>/dev/null; then
	refused() {
		# shellcheck disable=SC2016
		setpriv --bounding-set -kill "$1" setpriv --reuid 65534 --clear-groups sh -c 'echo up; read -r _' \
			<>"$T/pipe" >"$T/out" 2>"$T/err" &
		pid=$!
		wait_for grep -q up "$T/out"
		kill -USR1 "$pid"
		wait_for grep -q . "$T/err"
		echo 1<>"$T/pipe"
		wait "$pid"
		sed 's/kill [0-9]*/kill/' "$T/err"
	}
	for name in tini dumb-init catatonit; do
		like 0 "*$name*kill: Operation not permitted" "what cannot be passed on is told: $name" refused $name
	done
else
	skip 'what cannot be passed on is told' 'setpriv: not here, or not for whom we are'
fi
finish
