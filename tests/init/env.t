#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What the program finds, and what init keeps for itself.
# shellcheck source=tests/init/init.sh
. "${0%/*}/init.sh"
cd "$T" || exit

is 0 'A=1
B=
A=2' 'the environment is as it was' drive env A=1 B= A=2 -- "$init" -s "$(command -v env)"
is 0 "a b''" 'so are the words' pid1 -s sh -c 'echo "$1$2"' sh 'a b' "''"
is 0 "$PWD" 'so is the directory' pid1 -s -d pwd
is 0 "$PWD" 'with dumb-init as well' dumb-init pwd
is 0 0077 'so is the umask' sh -c 'umask 77; exec pid1 -s sh -c umask'
fds='exec 7</dev/null; exec "$@" sh -c "ls /proc/self/fd"'
is 0 "$(sh -c "$fds" sh env)" 'so are the descriptors' sh -c "$fds" sh pid1 -s
for how in dumb-init 'pid1 -s -d' catatonit; do
	# shellcheck disable=SC2086
	is 0 / "it works in /: $how" timeout 10 $how sh -c 'while d=$(readlink /proc/$PPID/cwd); [ "$d" != / ]; do :; done; echo "$d"'
done
# Init closes them as soon as the program is there, which may look too soon.
# shellcheck disable=SC2016
alone='while :; do n=0
	for f in /proc/$PPID/fd/*; do
		case ${f##*/} in [012]) ;; *) n=$((n + 1)) ;; esac
	done
	[ $n -gt 1 ] || break
done'
for how in 'pid1 -s' dumb-init catatonit; do
	# shellcheck disable=SC2086
	is 0 '' "init keeps none but a pidfd: $how" timeout 10 sh -c 'exec 5</dev/null 7</dev/null 9</dev/null; exec "$@"' sh $how sh -c "$alone"
done
for fds in 0 1 2 '0 1 2'; do
	# shellcheck disable=SC2086
	is 7 '' "closed descriptors are harmless: $fds" drive closed $fds -- pid1 -s sh -c 'exit 7'
	# shellcheck disable=SC2016,SC2086
	is 7 '' "and dumb-init keeps no directory there: $fds" timeout 10 drive closed $fds -- dumb-init sh -c '
		cd "/proc/$PPID/fd" && while [ -d 0 ] || [ -d 1 ] || [ -d 2 ]; do :; done; exit 7'
	# shellcheck disable=SC2086
	is 7 '' "and stay closed: $fds" drive closed $fds -- pid1 -s drive are-closed $fds
done
is 1 '' 'a message with nowhere to go is no trouble' drive closed 2 -- pid1 --nope
is 0 same 'LISTEN_PID names the program' sh -c 'export LISTEN_PID=$$; exec pid1 -s sh -c "[ \$LISTEN_PID = \$\$ ] && echo same"'
is 0 same 'with catatonit as well' sh -c 'export LISTEN_PID=$$; exec catatonit sh -c "[ \$LISTEN_PID = \$\$ ] && echo same"'
is 0 4 'another'\''s LISTEN_PID stays' env LISTEN_PID=4 pid1 -s sh -c 'echo $LISTEN_PID'
is 0 7 'a huge argument list is no matter' pid1 -s sh -c 'echo $#' sh "$(head -c 100000 /dev/zero | tr '\0' x)" 2 3 4 5 6 7
is 0 '' 'nor a directory that is gone' sh -c 'mkdir gone; cd gone; rmdir ../gone; exec pid1 -s true'
is 0 '' 'nor for dumb-init' sh -c 'mkdir gone; cd gone; rmdir ../gone; exec dumb-init true'
is 0 '' 'nor no environment at all' env -i "$init" -s /bin/true
if may_pidns; then
	is 0 / 'as PID 1 it works in /' in_pidns pid1 sh -c 'while d=$(readlink /proc/1/cwd); [ "$d" != / ]; do :; done; echo "$d"'
	is 0 '' 'and adopts without -s' in_pidns pid1 true
	is 7 '' 'an init in it may be nested' in_pidns pid1 pid1 -s dumb-init sh -c 'exit 7'
	is 0 "$T" 'a health check runs beside it' in_pidns pid1 sh -c 'sh -c "sleep 0; pwd" & wait'
fi
finish
