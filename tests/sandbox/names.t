#!/bin/sh
# SPDX-License-Identifier: MIT
# Sandboxes that have names: entered as they were started, ended, waited for, forgotten.

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: no user namespaces'
if [ "$(id -u)" = 0 ]; then
	at=/run/sandbox
	[ -w /run ] || skip_all 'run: /run cannot be written'
else
	XDG_RUNTIME_DIR=$T at=$T/sandbox
	export XDG_RUNTIME_DIR
fi
box=test.$$

# up OPTION…: a sandbox of that name; $monitor and $init in it.
up() {
	sleeper sandbox --name "$box" "$@"
	init=$(probe children $monitor)
}
down() {
	kill -KILL "$monitor"
	wait "$monitor" 2>/dev/null
	wait_for gone "$init"
}
enter() {
	sandbox --enter "$box" "$@"
}
limits='grep -E "^(Cap|NoNewPrivs|Seccomp)" /proc/self/status; umask; ulimit -n; ulimit -c; env | grep -v ^_= | sort'

for options in '' '--map-root --cap-add kill --setenv A=B' '--strict' '--only user,pid,uts --map-root' \
	'--share-pid' '--as-pid-1 --rlimit nofile=77 --umask 027 --clearenv --setenv A b'; do
	case $options in *A=B*) options='--map-root --cap-add kill --setenv A B' ;; esac
	# shellcheck disable=SC2086 # words they are
	want=$(sandbox $options sh -c "$limits")
	# shellcheck disable=SC2086
	up $options
	is 0 "$want" "who enters is confined as the first: ${options:-by default}" enter sh -c "$limits"
	target=$(probe children "$init")
	# Of who has all capabilities those are told one by one.
	[ "$options" != "${options#--only}" ] ||
		is 0 "$want" 'by the PID of one in it, too' sandbox --enter "${target:-$init}" sh -c "$limits"
	down
done

# What a process in it has made new is in it, and what it has given up it does not get back.
up --allow-userns --rlimit nofile=77 --nice 3 --map-root --cap-add ALL \
	--seccomp-profile none sandbox --only user,pid,ipc --map-root --cap-drop ALL --cap-add kill
target=$(probe children "$(probe children "$init")")
target=$(probe children "$target")
in_its() {
	sandbox --enter "$target" "$@"
}
is 0 "77 3 $(readlink "/proc/$target/ns/pid")" 'who is in namespaces made in it is in it' \
	in_its sh -c 'echo $(ulimit -n) $(cut -d" " -f19 /proc/self/stat) $(readlink /proc/self/ns/pid)'
caps=$(sed -n 's/^CapPrm:.//p' "/proc/$target/status")
is 0 "$(printf %016x $((0x$caps)))" 'and has no more than that' in_its sed -n 's/^CapPrm:.//p' /proc/self/status
down

up --rw "$T" --pidfile "$T/pid"
mkdir "$T/sub"
is 0 changed 'what can be written can be written' enter sh -c "echo changed >$T/sub/x && cat $T/sub/x"
like 9 '*' 'and what cannot, not' enter sh -c '(: >/etc/x) || exit 9'
is 0 "$T/sub" 'it is where the first was' sh -c 'cd "$1/sub" && sandbox --name "$0.2" --rw "$1" sh -c "
		echo up; exec sleep 1000" | { read -r _; cd /; sandbox --enter "$0.2" pwd; sandbox --kill "$0.2"; }' "$box" "$T"
is 0 'name' 'options may follow' enter --setenv N name sh -c 'echo $N'
is 0 "$init" '--pidfile is for the first' cat "$T/pid"
is 0 1 'the first process is ours' sh -c 'sed -n "1s/.* //p" "$0"' "$at/$box"
is 0 600 'the file is for its owner' stat -c %a "$at/$box"
like 125 "sandbox: --name $box: there is one*" 'a name is taken once' sandbox --name "$box" true
sed "1s/^# [0-9]* /# $$ /" "$at/$box" >"$T/forged"
down
printf 'getpid: return EINVAL\n' >"$T/sub/rules"
printf 'getpid: allow\n' >"$T/rules"
cd "$T/sub" || exit
up --ro "$KIT" --seccomp-file rules --seccomp-default allow --pidfile "$T/pid"
cd "$T" || exit
is 0 22 'rules are those of where it was started' enter probe call "$(probe number getpid)"
is 1 '' 'and nobody else has a file with a number' enter [ -e "$T/pid" ]
down
cd / || exit
is 1 '' 'a sandbox that has ended is forgotten' sh -c 'sandbox --wait "${0##*/}" 2>/dev/null; [ -e "$0" ]' "$at/$box"
like 125 "sandbox: find sandbox $box: *" 'and cannot be entered' enter true
cp "$T/forged" "$at/$box"
like 125 "sandbox: find sandbox $box: *" 'a number that is somebody else'\''s now is no sandbox' enter true
is 1 '' 'and is forgotten, too' [ -e "$at/$box" ]
cp "$T/forged" "$at/$box"
is 0 '' 'its name is free' sandbox --name "$box" true
: >"$at/$box"
is 0 '' 'and so is that of a file cut short' sandbox --name "$box" true
is 1 '' 'nothing of it stays' [ -e "$at/$box" ]
# What others can write might say anything.
mkdir "$T/theirs" "$T/theirs/sandbox"
[ "$(id -u)" = 0 ] || chmod 777 "$T/theirs/sandbox"
like 125 "sandbox: open $T/theirs/sandbox: Permission denied*" 'where others may write no name is believed' \
	as_user env XDG_RUNTIME_DIR="$T/theirs" sandbox --name "$box" true
like 125 "sandbox: open $T/theirs/sandbox: Permission denied*" 'nor any that is there' \
	as_user env XDG_RUNTIME_DIR="$T/theirs" sandbox --kill "$box"
like 125 'sandbox: XDG_RUNTIME_DIR is not set, *' 'who is not root has names only where that says' \
	as_user env -u XDG_RUNTIME_DIR sandbox --name "$box" true
like 125 'sandbox: netns x: [OP]*' 'and none for networks' as_user sandbox --netns-add x
for word in '' . .. .x a/b 123 "$(printf 'a\nb')" "$(printf '\033[2J')" "$(printf 'a\177')"; do
	like 125 'sandbox: no name for a sandbox:*' "a name is not '$word'" sandbox --name "$word" true
done

up
sandbox --wait "$box" &
waits=$!
holds() {
	for fd in /proc/"$1"/fd/*; do
		case $(readlink "$fd") in *pidfd*) return ;; esac
	done
	return 1
}
wait_for holds $waits
is 0 '' 'what is stopped ends' sandbox --stop "$box"
wait $monitor
is 0 143 'by SIGTERM, which its command may handle' echo $?
wait $waits
status=$?
case $(uname -r) in
[1-5].* | 6.? | 6.?[!0-9]* | 6.1[0-4] | 6.1[0-4][!0-9]*) skip 'whoever waits is told how it ended' 'kernel: does not tell, before 6.15' ;;
*) is 0 143 'whoever waits is told how it ended' echo $status ;;
esac
up
is 0 '' 'what is killed ends' sandbox --kill "$box"
wait $monitor
is 0 137 'at once' echo $?
like 125 'sandbox: find sandbox nobody: *' 'what there is not cannot be stopped' sandbox --stop nobody
like 125 'sandbox: --stop NAME must be alone' 'and no more than one' sandbox --stop a b
up
if [ -n "$(sed -n '2s/# //p' "$at/$box")" ]; then
	skip 'without a control group none is held up' 'cgroup2: there is one in any case'
else
	like 125 "sandbox: freeze $box: No such file or directory (NO_GROUP)*" 'without a control group none is held up' \
		sandbox --freeze "$box"
fi
printf '\006\000\000\000\000\000\377\177' >"$T/filter"
down
up --seccomp 3 3<"$T/filter"
like 125 "sandbox: $box has a system call filter*" 'a filter from a descriptor cannot be had' enter true
is 0 '' 'but given again' sh -c 'sandbox --enter "$0" --seccomp 3 true 3<"$1"' "$box" "$T/filter"
down

top=$(awk '$(NF - 2) == "cgroup2" { print $5; exit }' /proc/self/mountinfo)
if has root && [ -n "$top" ] && mkdir "$top/thimble.$$"; then
	up --cgroup "$top/thimble.$$" --cgroup-set cgroup.max.depth 3
	is 0 "$top/thimble.$$/sandbox-$monitor" 'the control group is known' sed -n '2s/# //p' "$at/$box"
	is 0 '' 'a sandbox can be held up' sandbox --freeze "$box"
	frozen() {
		grep -q "^frozen $1" "$top/thimble.$$/sandbox-$monitor/cgroup.events"
	}
	is 0 '' 'and is' wait_for frozen 1
	is 0 '' 'and let go' sandbox --thaw "$box"
	is 0 '' 'and goes' wait_for frozen 0
	sandbox --kill "$box"
	wait $monitor
	rmdir "$top/thimble.$$"
else
	skip 'a sandbox can be held up' 'cgroup2: none to be made'
fi
[ "$(id -u)" != 0 ] || rmdir /run/sandbox 2>/dev/null
# --- what is there

boxes() {
	sandbox --list --sandboxes -rno "$@"
}
mkfifo "$T/up"
sandbox --name "$box" --rlimit nofile=77 --timeout 50m --hostname x \
	sh -c 'sleep 1000 & echo up; wait' >"$T/up" &
monitor=$!
read -r _ <"$T/up"
rm "$T/up"
init=$(probe children $monitor)
like 0 "$box 3 timeout*3000.000,rlimit*nofile=77 $init" \
	'a name, all its processes, its limits, its first process' \
	eval 'boxes NAME,NPROCS,LIMITS,PID | grep "^$box "'
is 0 "$init" 'every process below it, the first above' eval 'boxes PPID,PID | grep "^$monitor " | cut -d" " -f2'
is 1 0 'and nobody else' eval 'boxes PID | grep -cx $$'
sum() {
	kb=0 own=0
	for pid in $init $(probe children "$init") $(probe children "$(probe children "$init")"); do
		kb=$((kb + $(sed -n 's/VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status")))
	done
	own=$(boxes NAME,MEMORY | sed -n "s/^$box //p")
	[ $((own - kb)) -lt 600 ] && [ $((kb - own)) -lt 600 ] || echo "$own, not $kb"
}
is 0 '' 'the memory of all' sum
older() {
	now=$(boxes NAME,AGE | sed -n "s/^$box //p")
	[ "$now" -gt "${age:=$now}" ] && [ "$now" -lt 1000 ]
}
is 0 '' 'the seconds since it was started' wait_for older
like 0 "3 $box *sandbox *
2 *\`-sh -c sleep 1000 & echo up; wait
1 * \`-sleep 1000" 'as a tree' eval '
	sandbox --list --sandboxes --tree process -n -o NPROCS,NAME,COMMAND | sed "s/^ *//" | grep -A2 "$box"'
like 0 '{"sandboxes": [*{"name": "'"$box"'", "age": [0-9]*, "nprocs": 3, "memory": [1-9]*, "limits": "timeout *", "pid": '"$init"', "user": *, "children": [{"name": null, *' \
	'as JSON' sandbox --list --sandboxes --json
down
is 1 '' 'until it ends' eval 'boxes NAME | grep -x "$box"'
finish
