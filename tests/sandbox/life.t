#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Signals on their way in, orphans, and the end of everything at once.
#
# That all of a sandbox is gone is heard from a pipe: everything in it has the
# write end, so the reader is at its end when the last has ended, not before.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
mkfifo "$T/in"
chmod 666 "$T/in"
export T

# A pipe of its own for each case, so that one who stays is no trouble to the next.
pipe() {
	rm -f "$T/pipe"
	mkfifo -m 666 "$T/pipe"
}

# ended: what the pipe still has to say, and that is all of it within 10 seconds.
ended() {
	timeout 10 cat <&8
}

is 0 '' '--pidfile: the number of the first process inside' sh -c '
	sandbox --info-fd 3 --pidfile "$T/pid" true 3>"$T/info" && grep -q "\"child-pid\": $(cat "$T/pid"),*$" "$T/info"'
is 125 'sandbox: pidfile /none/pid: No such file or directory' 'and nothing runs without' \
	sandbox --pidfile /none/pid echo ran

# Forwarding.  The inner shell says that its traps are set; each signal then makes
# it speak, and TERM makes it leave.
#
# KILL, as a child of a shell loses other signals if they come before its execve.
inner='
	for s in HUP USR1 USR2 ALRM WINCH CONT PIPE 40; do
		trap "echo $s; kill -KILL \$!" $s
	done
	trap "echo TERM; kill -KILL \$!; exit 33" TERM
	echo up
	while :; do sleep 100 & wait $!; done'
forwards() {
	pipe
	sandbox "$@" sh -c "$inner" >"$T/pipe" 2>/dev/null &
	pid=$!
	exec 8<"$T/pipe"
	read -r line <&8
	echo "$line"
	for s in HUP USR1 USR2 ALRM WINCH 40 TERM; do
		kill -"$s" "$pid"
		read -r line <&8
		echo "$line"
	done
	wait "$pid" 2>/dev/null
	echo $?
	ended
}
all='up
HUP
USR1
USR2
ALRM
WINCH
40
TERM
33'
is 0 "$all" 'every signal to the monitor reaches the command' forwards
is 0 "$all" 'with the caller'\''s pid namespace' forwards --share-pid
is 0 "$all" 'and the command as PID 1' forwards --as-pid-1

# A signal the command does not handle ends it, and so the sandbox.
unhandled() {
	pipe
	sandbox sh -c 'echo up; exec sleep 100' >"$T/pipe" 2>/dev/null &
	pid=$!
	exec 8<"$T/pipe"
	read -r line <&8
	kill -"$1" "$pid"
	wait "$pid" 2>/dev/null
	echo $?
	ended
}
is 0 143 'TERM to the monitor ends the command' unhandled TERM
is 0 129 'HUP to the monitor ends the command' unhandled HUP
is 0 137 'KILL to the monitor ends everything' unhandled KILL

# Who is killed, and all are gone: killed parent|monitor|first OPTION…
killed() {
	pipe
	whom=$1
	shift
	rm -f "$T/monitor"
	sh -c '
		sandbox "$@" sh -c "echo up; (trap \"\" HUP TERM; sleep 100) & sleep 100" &
		echo $! >"$T/monitor"
		wait $!
		echo $?' sh "$@" >"$T/pipe" 2>/dev/null &
	parent=$!
	exec 8<"$T/pipe"
	read -r line <&8
	echo "$line"
	wait_for test -s "$T/monitor"
	case $whom in
	parent) kill -KILL "$parent" ;;
	monitor) kill -KILL "$(cat "$T/monitor")" ;;
	first) kill -KILL "$(probe children "$(cat "$T/monitor")")" ;;
	esac
	wait "$parent" 2>/dev/null
	ended
}
is 0 up 'nothing outlives the parent' killed parent
is 0 up 'not even a command that is PID 1' killed parent --as-pid-1
is 0 up 'as bwrap with --die-with-parent' \
	killed parent --compat --dev-bind / / --unshare-pid --die-with-parent
is 0 'up
137' 'nothing outlives the monitor' killed monitor
is 0 'up
137' 'as bwrap with --die-with-parent' \
	killed monitor --compat --dev-bind / / --unshare-pid --die-with-parent
if has root && has userns; then
	is 0 'up
137' 'nor does another user' killed monitor --user 12345:12345
	is 0 'up
137' 'nor who is one of a range' \
		killed monitor --uid-map 0 100000 65536 --gid-map 0 100000 65536
fi
is 0 'up
137' 'nothing outlives PID 1, and its death is the status' killed first
is 0 'up
137' 'and as bwrap that is so' killed first --compat --dev-bind / / --unshare-user --unshare-pid

# Outliving the parent when that is wanted: it still answers, then it ends.
survives() {
	pipe
	sh -c 'sandbox --env T "$@" sh -c "echo up; read -r line <\"\$T/in\"; echo \$line" & wait' sh "$@" \
		>"$T/pipe" 2>/dev/null &
	parent=$!
	exec 8<"$T/pipe"
	read -r line <&8
	kill -KILL "$parent"
	wait "$parent" 2>/dev/null
	echo alive >"$T/in"
	ended
}
is 0 alive '--survive outlives the parent' survives --survive --rw "$T"
is 0 alive 'as bwrap that is so without' survives --compat --dev-bind / / --unshare-pid

# The end of the command is the end of what it has started.
leaves() {
	pipe
	sandbox "$@" sh -c '(trap "" HUP TERM; exec sleep 100) & exit 5' >"$T/pipe" 2>/dev/null &
	pid=$!
	exec 8<"$T/pipe"
	wait "$pid" 2>/dev/null
	echo $?
	ended
}
is 0 5 'what the command leaves behind ends with it' leaves
is 0 5 'whatever session that is in' leaves --new-session

is 0 5 'as bwrap with --die-with-parent' \
	leaves --compat --dev-bind / / --unshare-pid --die-with-parent

# Otherwise bubblewrap lets it go on, and so --survive: the reader gets a word from
# it after the sandbox's own end.
goes_on() {
	pipe
	sandbox --env T "$@" sh -c '(read -r line <"$T/in"; echo "$line") & exit 5' >"$T/pipe" 2>/dev/null &
	pid=$!
	exec 8<"$T/pipe"
	wait "$pid" 2>/dev/null
	echo $?
	echo alive >"$T/in"
	ended
}
is 0 '5
alive' 'as bwrap it goes on' goes_on --compat --dev-bind / / --unshare-pid
is 0 '5
alive' 'and with --survive' goes_on --survive --rw "$T"

# What is held for the sandbox is held for what goes on, and no other descriptor is.
held() {
	pipe
	rm -f "$T/other"
	mkfifo -m 666 "$T/other"
	: >"$T/lock"
	chmod 666 "$T/lock"
	sandbox --compat --dev-bind / / --unshare-pid --sync-fd 7 --lock-file "$T/lock" \
		sh -c '(exec 6>&- 7>&-; read -r line <"$T/in") >/dev/null & exit 5' \
		7>"$T/pipe" 6>"$T/other" 2>/dev/null &
	pid=$!
	exec 8<"$T/pipe" 9<"$T/other"
	wait "$pid" 2>/dev/null
	timeout 10 cat <&9 && echo closed
	dd if="$T/pipe" iflag=nonblock 2>/dev/null || echo open
	grep -q "READ .*:$(stat -c %i "$T/lock") " /proc/locks && echo locked
	echo >"$T/in"
	ended
	wait_for unlocked
}
unlocked() {
	! grep "READ .*:$(stat -c %i "$T/lock") " /proc/locks
}
is 0 'closed
open
locked' '--sync-fd and --lock-file last as long' held

# Orphans.
is 0 'a child of 1' 'orphans become children of PID 1' sandbox sh -c '
	mkfifo /tmp/pipe
	(sh -c "$0" >/tmp/pipe &)
	cat /tmp/pipe' '
		until [ "$parent" = 1 ]; do
			while read -r key value; do
				[ "$key" != PPid: ] || parent=$value
			done </proc/$$/status
		done
		echo "a child of $parent"'
is 0 '' 'and are buried' sandbox sh -c '
	i=0; while [ $i -lt 50 ]; do (sleep 0 & ) ; i=$((i + 1)); done
	tries=500
	while grep -l "^State:.Z" /proc/[0-9]*/status >/dev/null 2>&1 && [ $tries -gt 0 ]; do
		tries=$((tries - 1))
	done
	grep -h "^State:.Z" /proc/[0-9]*/status 2>/dev/null; :'

# Many at once, and none disturbs another.
many() {
	pids=
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		sandbox sh -c "exit $i" 2>/dev/null &
		pids="$pids $!"
	done
	for pid in $pids; do
		wait "$pid"
		printf '%s ' $?
	done
}
is 0 '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 ' 'twenty at once' many

finish
