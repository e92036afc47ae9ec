#!/bin/sh
# SPDX-License-Identifier: MIT
#
# How the command is run, and what comes back of it.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
# shellcheck disable=SC3045 # all three shells have it
ulimit -c 0

for status in 0 1 2 42 123 124 125 126 127 128 129 137 200 254 255; do
	is $status '' "exit status $status" sandbox sh -c "exit $status"
done
for signal in HUP INT QUIT ABRT KILL USR1 SEGV USR2 PIPE ALRM TERM; do
	case $signal in
	HUP) number=1 ;; INT) number=2 ;; QUIT) number=3 ;; ABRT) number=6 ;; KILL) number=9 ;;
	USR1) number=10 ;; SEGV) number=11 ;; USR2) number=12 ;; PIPE) number=13 ;;
	ALRM) number=14 ;; TERM) number=15 ;;
	esac
	sh -c "kill -$signal \$\$" >/dev/null 2>&1
	if [ $? != $((128 + number)) ]; then
		skip "death by SIG$signal" 'signal: who started us ignores it'
		continue
	fi
	is $((128 + number)) '' "death by SIG$signal" sandbox sh -c "kill -$signal \$\$"
done
is 168 '' 'death by a real-time signal' sandbox sh -c 'kill -40 $$'
is 7 '' 'as PID 1 the status is the same' sandbox --as-pid-1 sh -c 'exit 7'
is 143 '' 'as bwrap without a pid namespace' \
	sandbox --compat --dev-bind / / sh -c 'kill -TERM $$'
is 9 '' 'with the pid namespace of the caller' sandbox --share-pid sh -c 'exit 9'
is 143 '' 'a death there' sandbox --share-pid sh -c 'kill -TERM $$'
is 3 'out
err' 'what is said on both streams' sandbox sh -c 'echo out; echo err >&2; exit 3'
is 0 'in' 'what is said to it' sh -c 'echo in | sandbox cat'

# Who it is.
is 0 2 'it is the second process' sandbox sh -c 'echo $$'
is 0 1 'with --as-pid-1 it is the first' sandbox --as-pid-1 sh -c 'echo $$'
is 0 "sh [-] -- --dir 'x" 'its words are as they were' \
	sandbox sh -c 'echo "$0" "[$1]" "$2" "$3" "$4"' sh - -- --dir "'x"
is 0 '--dir' 'a -- ends the options' sandbox -- echo --dir
is 0 '' 'without a command: $SHELL' env SHELL=/bin/echo "$(command -v sandbox)"
is 6 '' 'without SHELL: /bin/sh' sh -c 'unset SHELL; echo exit 6 | sandbox'
mkdir "$T/bin"
chmod 755 "$T" "$T/bin"
echo 'echo plain "$@"' >"$T/bin/script"
chmod 755 "$T/bin/script"
is 0 'plain a b' 'a script without #! is for /bin/sh' sandbox --ro "$T" "$T/bin/script" a b
is 0 'plain a b' 'found by PATH as well' \
	sandbox --ro "$T" --setenv PATH "/none:$T/bin" script a b
is 0 'plain' 'an empty part of PATH is the current directory' \
	sandbox --ro "$T" --chdir "$T/bin" --setenv PATH /none: script

# Ids and rights.
inside() {
	sandbox "$@" sh -c 'while read -r key a b; do
		case $key in Cap*:|NoNewPrivs:) echo "$key $a" ;; esac; done </proc/self/status'
}
none='CapInh: 0000000000000000
CapPrm: 0000000000000000
CapEff: 0000000000000000
CapBnd: 0000000000000000
CapAmb: 0000000000000000
NoNewPrivs: 1'
is 0 "$none" 'no capability in any set' inside
is 0 "$none" 'nor as PID 1' inside --as-pid-1
is 0 "$none" 'nor for uid 0' inside --uid 0 --gid 0
is 0 "$none" 'nor in the caller'\''s pid namespace' inside --share-pid
is 0 "$(id -u) $(id -g)" 'the ids are the caller'\''s' sandbox sh -c 'echo $(id -u) $(id -g)'
is 0 '0 0' '--uid and --gid 0' sandbox --uid 0 --gid 0 sh -c 'echo $(id -u) $(id -g)'
is 0 '1000 100' '--uid and --gid' sandbox --uid 1000 --gid 100 sh -c 'echo $(id -u) $(id -g)'
is 0 "5 $(id -g)" '--uid alone' sandbox --uid 5 sh -c 'echo $(id -u) $(id -g)'
is 0 "$(id -u) 2147483647" 'the largest id' \
	sandbox --gid 2147483647 sh -c 'echo $(id -u) $(id -g)'
is 0 refused 'a host name cannot be changed inside' \
	sandbox sh -c 'hostname other 2>/dev/null || echo refused'
is 0 refused 'nothing can be mounted inside' \
	sandbox sh -c 'mount -t tmpfs none /mnt 2>/dev/null || echo refused'
if [ "$(id -u)" = 0 ]; then
	is 0 "$none" 'root without a user namespace has none either' inside --share-user
	chown 12345 "$T/bin"
	is 0 12345 'files of other users keep their owners' sandbox --ro "$T" stat -c %u "$T/bin"
fi

# Descriptors.
list='for fd in /proc/self/fd/*; do readlink "$fd" >/dev/null && echo "${fd##*/}"; done; :'
is 0 '0
1
2' 'no descriptor but the standard ones' \
	sh -c 'exec 5</ 9<"$1" && exec sandbox sh -c "$2"' sh "$T" "$list"
is 0 '/' 'as bwrap they are handed on' \
	sh -c 'exec sandbox --compat --dev-bind / / readlink /proc/self/fd/7 7</'
is 0 '' 'those of PID 1 cannot be looked through' sandbox sh -c '
	cat /proc/1/fd/0 /proc/1/environ /proc/1/maps 2>/dev/null
	ls /proc/1/cwd/ /proc/1/root/ 2>/dev/null; readlink /proc/1/fd/0; :'

# PID 1 works in the monitor's memory: whoever has every privilege inside has none there.
memory='for pid in $PPID $(sed -n "s/^PPid:.//p" /proc/$PPID/status); do
	[ ! -e /proc/$pid ] || for file in mem maps environ auxv; do
		{ true <"/proc/$pid/$file"; } 2>/dev/null && echo "$pid $file"
	done
	ls "/proc/$pid/map_files" 2>/dev/null
done; sed -n s/^CapEff:.//p /proc/self/status'
for ns in '--unshare-pid' ''; do
	is 0 000001ffffffffff "the memory of PID 1 is out of reach${ns:+, $ns}" sandbox --compat --unshare-user \
		$ns --uid 0 --gid 0 --cap-add ALL --dev-bind / / --proc /proc sh -c "$memory"
done

# The session.
session='read -r pid name state parent group session rest </proc/self/stat; echo $session'
is 0 1 'where no terminal is there is a session of its own' sandbox sh -c "$session"
is 0 0 'as bwrap it is the caller'\''s' \
	sandbox --compat --ro-bind / / --unshare-pid --proc /proc sh -c "$session"
if has script; then
	like 0 '0*' 'on a terminal as well' script -qec "exec sandbox sh -c '$session'" /dev/null
else
	skip 'on a terminal as well' 'script: not here'
fi
is 0 1 '--new-session: PID 1 leads it' sandbox --new-session sh -c "$session"
is 0 1 '--new-session as PID 1' sandbox --new-session --as-pid-1 sh -c "$session"
is 0 same '--new-session in the caller'\''s pid namespace' \
	sandbox --new-session --share-pid sh -c "${session%;*}"'; [ $session = $$ ] && echo same'

finish
