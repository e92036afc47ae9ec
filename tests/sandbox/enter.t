#!/bin/sh
# SPDX-License-Identifier: MIT
# Into a sandbox that runs: all of its namespaces, and no more rights than it has.

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: no user namespaces'

# up OPTION…: a sandbox that lasts until `down'; $monitor and, in it, $target.
as=
up() {
	# shellcheck disable=SC2086 # nothing, or words
	sleeper $as sandbox --ro "$KIT" "$@"
	target=$(probe children "$(probe children $monitor)")
	[ -n "$target" ] || target=$(probe children $monitor)
	wait_for sleeps
}
sleeps() {
	[ "$(tr '\0' ' ' <"/proc/$target/cmdline")" = 'sleep 1000 ' ]
}
down() {
	kill -KILL "$monitor" "$target" 2>/dev/null
	wait "$monitor" 2>/dev/null
	wait_for [ ! -e "/proc/$target" ] # not even dead
}
enter() {
	sandbox --enter "$target" "$@"
}
kinds='cgroup ipc mnt net pid time user uts'
# spaces DIRECTORY: the namespaces there.
spaces() {
	for kind in $kinds; do
		readlink "$1/ns/$kind" || :
	done
}
inside="for kind in $kinds; do readlink /proc/self/ns/\$kind; done"

up --setenv COLOUR blue --map-root --unshare-time-try
is 0 "$(spaces "/proc/$target")" 'the namespaces are those of the target' enter sh -c "$inside"
is 0 "$(readlink "/proc/$target/ns/uts")
$(readlink /proc/self/ns/net)" 'or only those that are chosen' enter -U -u sh -c 'for kind in uts net; do readlink /proc/self/ns/$kind; done'
is 0 'blue none' 'the environment is the target'\''s, and not ours' \
	env OTHER=ours sandbox --enter "$target" sh -c 'echo $COLOUR ${OTHER-none}'
is 0 other 'to which more can be added' enter --setenv COLOUR other sh -c 'echo $COLOUR'
is 0 xyz 'but the terminal is ours' env TERM=xyz sandbox --enter "$target" sh -c 'echo $TERM'
is 0 here 'the root is the target'\''s' sh -c 'mkdir "$1" && sandbox --enter "$0" sh -c "[ -e $1 ] || echo here"' "$target" "$T/dir"
is 0 'sleep 1000 ' 'processes are the target'\''s' enter sh -c 'tr "\0" " " </proc/2/cmdline'
is 7 '' 'the status is the command'\''s' enter sh -c 'exit 7'
is 143 '' 'and so is a signal' enter sh -c 'kill $$'
like 127 'sandbox: exec nothing: No such file*' 'a command there is not' enter nothing
rights() {
	grep -E '^(Cap(Prm|Eff|Bnd|Amb)|NoNewPrivs)' "$1"
}
is 0 "$(rights "/proc/$target/status")" 'it has no more capabilities and gains none' \
	enter grep -E '^(Cap(Prm|Eff|Bnd|Amb)|NoNewPrivs)' /proc/self/status
is 0 "$(grep -E '^(Uid|Gid):' "/proc/$target/status")" 'it is who the target is' \
	sh -c 'sandbox --enter "$0" sleep 1000 & 
		until c=$(probe children $!) && grep -q sleep "/proc/$c/comm" 2>/dev/null || ! kill -0 $!; do :; done
		grep -E "^(Uid|Gid):" "/proc/$c/status"; kill $!' "$target"
is 125 'sandbox: --enter excludes control groups, --user and --groups' 'a limit on all of it is refused, not passed over' \
	enter --mem 1G true
like 0 'CapEff:	*[1-9a-f]*' 'with --raw it has what the user namespace gives' \
	enter --raw grep CapEff /proc/self/status
is 0 '0 1 2' 'nothing else of ours is open' sh -c '
	sandbox --enter "$0" sh -c "cd /proc/self/fd; for n in 0 1 2 5 7; do [ ! -e \$n ] || echo \$n; done" 5</dev/null 7</dev/null |
		tr "\n" " " | sed "s/ $//"' "$target"
is 0 kept 'but what is asked for' sh -c 'echo kept | sandbox --enter "$0" --keep-fd 5 sh -c "cat <&5" 5<&0 </dev/null' "$target"

# What we are ourselves meanwhile is for nobody inside.
sandbox --enter "$target" sleep 1000 &
runs() {
	grep -qx sleep "/proc/$(probe children "$1")/comm"
}
wait_for runs $!
if [ "$(id -u)" = 0 ]; then
	like 0 '/memfd:sandbox*' 'we are not the file on the disk' readlink "/proc/$!/exe"
	is 1 '' 'nor is any of that in our memory' grep "$KIT/bin/sandbox" "/proc/$!/maps"
	like 9 '*' 'and what we are cannot be written' sh -c '(echo >"/proc/$0/exe") || exit 9' $!
fi
is 0 0 'our memory is nobody'\''s' stat -c %u "/proc/$!/mem"
kill $! && wait $! 2>/dev/null
down
like 125 "sandbox: * $target: No such process*" 'who is gone is not entered' enter true

# The kernel runs nothing by an empty file, and so the shell does what is in the script.
if [ "$(id -u)" = 0 ] && zcat /proc/config.gz 2>/dev/null | grep -qs ^CONFIG_CHECKPOINT_RESTORE=y; then
	printf '#!/proc/self/exe --version\n' >"$T/us" && chmod 755 "$T/us"
	up --ro "$T"
	is 0 '' 'a script cannot lead to us' enter "$T/us"
	down
else
	skip 'a script cannot lead to us' 'checkpoint: not root, or a kernel that has no CHECKPOINT_RESTORE'
fi

# A number that is somebody else's by now is theirs: what we have is the process.
if has root; then
	up
	is 0 "$(spaces "/proc/$target")" 'root enters a sandbox with all ids' enter sh -c "$inside"
	is 0 "$(readlink "/proc/$target/ns/uts")" 'or one of its namespaces' enter -u readlink /proc/self/ns/uts
	down
	as='probe as 12345'
	up
	as=
	is 0 '12345 12345' 'and, in that of somebody else, is them' enter sh -c 'echo $(id -u) $(id -G)'
	is 0 "$(spaces "/proc/$target")" 'in all of its namespaces' enter sh -c "$inside"
	down
	like 125 'sandbox: setns net:x: *' 'a file that is no namespace is refused' probe new mnt sh -c '
		probe mount /run && mkdir /run/netns && : >/run/netns/x && sandbox --enter net:x true'
	like 125 'sandbox: find sandbox nothing: No such file or directory (NO_SANDBOX)*' 'and one that is not there' sandbox --enter net:nothing true
else
	skip 'root enters a sandbox with all ids' 'root: needs to be'
fi

# Who shares what is ours cannot be entered in all at once.
up --share-net --share-uts
is 0 "$(spaces "/proc/$target")" 'what is ours already is left alone' enter sh -c "$inside"
down

# Two levels of user namespaces, of which the outer has all others.
up --uid 5 --gid 6
is 0 "$(spaces "/proc/$target")" 'two levels are entered at once' enter sh -c "$inside"
is 0 '5 6' 'with the ids of the inner one' enter sh -c 'echo $(id -u) $(id -g)'
down

# Those who have no number there look alike.
if has root && has ordinary; then
	as='probe as 12345'
	up --map-none
	like 125 'sandbox: setresuid *: Invalid argument*' 'root has no id there, and does not go as itself' enter true
	down
	up --map-root
	if setpriv --groups 7 true 2>/dev/null; then
		is 0 'Groups:' 'no group of ours goes along' sh -c '
			echo $(setpriv --groups 7 sandbox --enter "$0" grep ^Groups: /proc/self/status)' "$target"
	else
		skip 'no group of ours goes along' 'setpriv: is not here, or another than of util-linux'
	fi
	down
	as=
else
	skip 'root enters what others have made' 'root: needs to be, with somebody else'
fi

# A filter that permits everything, of which nobody can know that.
printf '\006\000\000\000\000\000\377\177' >"$T/filter"
up --seccomp 3 3<"$T/filter"
like 125 'sandbox: * has a system call filter*' 'a filter cannot be had' enter true
is 0 '' 'but another may do' sh -c 'sandbox --enter "$0" --seccomp 3 true 3<"$1"' "$target" "$T/filter"
is 0 '' 'or none' enter --raw true
down

up
is 0 a 'who has no terminal reads what we read' sh -c 'echo a | sandbox --enter "$0" cat' "$target"
if has stty; then
	is 0 '33 77' 'the terminal has its size' probe tty sh -c 'stty rows 33 cols 77; exec sandbox --enter "$0" stty size' "$target" </dev/null
fi
! has bash || is 7 '' 'Ctrl-C ends it, and Ctrl-Z stops it' stops_and_goes "sandbox --enter $target"
down
up
is 0 "$(readlink "/proc/$target/ns/pid")" 'a pidfile is written where we are' \
	sh -c 'sandbox --enter "$0" --pidfile "$1/entered" readlink /proc/self/ns/pid && [ -s "$1/entered" ]' "$target" "$T"
like 125 'sandbox: --persist and --enter exclude each other' 'and nothing is kept there' enter --persist "$T/kept" true
down
like 125 'sandbox: --enter must be the first word' 'the option comes first' sandbox --ro / --enter 1 true
like 125 'sandbox: find sandbox : No such file*' 'a target has to be one' env XDG_RUNTIME_DIR="$T" sandbox --enter '' true
finish
