#!/bin/sh
# SPDX-License-Identifier: MIT
# Namespaces that outlive their command: held by our PID 1, or bound on files; and joined.

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: no user namespaces'
if [ "$(id -u)" = 0 ]; then
	[ -w /run ] || skip_all 'run: /run cannot be written'
else
	export XDG_RUNTIME_DIR="$T"
fi
box=keep.$$
cd / || exit

# quietly COMMAND…: what stays must not hold our output open.
quietly() {
	"$@" >"$T/out" 2>&1 </dev/null
	set -- $?
	cat "$T/out"
	return "$1"
}
where='readlink /proc/self/ns/pid; readlink /proc/self/ns/uts'

is 0 '' 'a sandbox may hold nobody' quietly sandbox --name $box --hold --detach
# shellcheck disable=SC2086 # words they are
held=$(sandbox --enter $box sh -c "$where")
# shellcheck disable=SC2086
is 0 "$held" 'who enters twice is in the same' sandbox --enter $box sh -c "$where"
is 0 '1 2' 'with our PID 1' sandbox --enter $box sh -c 'cd /proc && set -- [0-9]* && echo $1 $#'
is 0 '' 'which buries who is left' sandbox --enter $box sh -c '(sleep 0 &); (sleep 0 &)'
gone() {
	[ "$(sandbox --enter "$box" sh -c 'cd /proc && echo [0-9]*' | wc -w)" = 2 ]
}
is 0 '' 'at once' wait_for gone
is 0 alive 'and whom nobody ends from inside' sandbox --enter $box sh -c '{ kill 1; kill -INT 1; } 2>/dev/null; [ -d /proc/1 ] && echo alive'
like 1 '*' 'nor can its memory be looked at' sandbox --enter $box sh -c 'cat /proc/1/maps >/dev/null 2>&1 && [ ! -e /sys/kernel/security/landlock ]'
kinds='readlink /proc/self/ns/uts; readlink /proc/self/ns/ipc'
is 0 "$(sandbox --enter $box sh -c "$kinds")" 'others start in what it has' \
	sandbox --userns $box --utsns $box --ipcns $box sh -c "$kinds"
pid=$(sed -n '1s/# \([0-9]*\) .*/\1/p' "${XDG_RUNTIME_DIR:-/run}/sandbox/$box")
for kind in uts ipc cgroup time; do
	is 0 "$(readlink "/proc/$pid/ns/$kind")" "by pid:N, $kind" \
		sandbox --userns "pid:$pid" --${kind}ns "pid:$pid" readlink /proc/self/ns/$kind
done
is 0 "$(readlink "/proc/$pid/ns/uts")" 'by a path and a descriptor' \
	sh -c 'sandbox --userns 5 --utsns "/proc/$0/ns/uts" readlink /proc/self/ns/uts 5<"/proc/$0/ns/user"' "$pid"
like 125 'sandbox: setns /dev/null: Invalid argument*' 'what is no namespace is refused' sandbox --utsns /dev/null true
like 125 'sandbox: find sandbox nothing: No such file or directory (NO_SANDBOX)*' 'and what there is not' sandbox --utsns nothing true
is 0 '' 'it is stopped from outside' sandbox --stop $box

is 0 '' 'a command may be left to itself' quietly sandbox --name $box --detach sleep 1000
is 0 'sleep' 'and goes on' sandbox --enter $box cat /proc/2/comm
is 0 '' 'until it is ended' sandbox --kill $box
is 0 '' 'and forgotten at once' find "${XDG_RUNTIME_DIR:-/run}/sandbox" -name $box
# buried CALL ERRNO: between two calls of the last look at it.
# shellcheck disable=SC2086 # a word it is
buried() {
	quietly sandbox --name $box --detach sleep 1000
	pid=$(sed -n '1s/# \([0-9]*\) .*/\1/p' "${XDG_RUNTIME_DIR:-/run}/sandbox/$box")
	strace -qq -o /dev/null -P "/proc/$pid/stat" -e inject="$1:error=$2:when=$3+" \
		sandbox --kill $box
	find "${XDG_RUNTIME_DIR:-/run}/sandbox" -name $box
}
if has strace; then
	is 0 '' 'buried before it could be looked at' buried openat ENOENT 2
	is 0 '' 'or meanwhile' buried read ESRCH 3
else
	skip 'buried before it could be looked at' 'strace: not here'
fi
is 127 'sandbox: exec nothing: No such file or directory (NOT_FOUND)
sandbox: hint: it must exist inside the sandbox' 'what cannot run is told' quietly sandbox --name $box --detach nothing
is 0 '' 'and leaves nothing' find "${XDG_RUNTIME_DIR:-/run}/sandbox" -name $box

# Where PID 1 works in our memory it wipes the words that the command is not to see.
is 0 '' 'a name is forgotten by whoever waited' sh -c 'sandbox --share-time --unshare-user --name "$0" true
	find "${XDG_RUNTIME_DIR:-/run}/sandbox" -name "$0"' $box
odd=$T/'line
setenv ODD yes'
mkdir "$odd"
is 0 none 'what a directory is called is no option' sh -c 'cd "$1" && sandbox --name "$0" --ro "$1" sleep 1000 &
	until sandbox --enter "$0" sh -c "echo \${ODD-none}" 2>/dev/null; do :; done; sandbox --kill "$0"; wait' $box "$odd" 2>/dev/null

mkdir "$T/kept"
if ! has root; then
	is 0 '' 'mounts of a pid namespace are for who enters that, too' quietly sandbox --name $box --map-root --hold --detach
	is 0 '' 'with its user namespace' sandbox --userns $box --mntns $box --pidns $box --share-pid true
	like 125 "sandbox: mntns $box: Operation not permitted (NO_PROC)*" 'for others root has to put a /proc there' \
		sandbox --userns $box --mntns $box true
	sandbox --stop $box
	like 125 'sandbox: persist *: Operation not permitted*' 'without privilege nothing is kept' \
		sandbox --persist "$T/new" true
	is 1 '' 'and no directory is left' [ -e "$T/new" ]
	finish
fi
is 0 '' 'mounts alone can be held' quietly sandbox --name $box --only none --hold --detach
is 0 '' 'and started from' sandbox --mntns $box true
sandbox --stop $box
mkdir "$T/there" && : >"$T/there/file"
is 0 '' 'those of a sandbox of a pid namespace' quietly sandbox --name $box --profile default --ro-bind "$T/there" /etc --hold --detach
pid=$(sed -n '1s/# \([0-9]*\) .*/\1/p' "/run/sandbox/$box")
mounts=$(wc -l <"/proc/$pid/mountinfo")
is 0 /etc/file 'can be started from, too' sandbox --mntns $box sh -c 'echo /etc/*'
is 0 "$(readlink "/proc/$pid/ns/user")" 'be it from its user namespace' sandbox --userns $box --mntns $box readlink /proc/self/ns/user
is 0 "$mounts" 'and nothing has come to lie on them' sh -c 'wc -l <"/proc/$0/mountinfo"' "$pid"
sandbox --stop $box
is 0 '' 'namespaces can be kept in a directory' sandbox --hostname kept --persist "$T/kept" --setenv A B true
is 0 'cgroup ipc mnt net options pid time user uts' 'each has a file' sh -c 'echo $(ls "$0")' "$T/kept"
like 125 'sandbox: clone *: Cannot allocate memory (PID_1_ENDED)*' 'of processes only as long as the first lives' sandbox --enter "$T/kept" true
is 0 kept 'others can be entered by us' sandbox --enter "$T/kept" -u -i -n -m -U cat /proc/sys/kernel/hostname
if has nsenter; then
	is 0 kept 'as by nsenter' nsenter --uts="$T/kept/uts" hostname
	is 0 '' 'and mounts' nsenter --mount="$T/kept/mnt" true
fi
is 0 kept 'others start in them' sandbox --utsns "$T/kept/uts" hostname
is 0 '' 'that can be undone' sandbox --drop "$T/kept"
is 0 '' 'and leaves the directory' ls -A "$T/kept"
like 125 'sandbox: drop *: No such file*' 'what keeps none is not dropped' sandbox --drop "$T/kept"
mount -t tmpfs other "$T/kept" && : >"$T/kept/options"
like 125 'sandbox: drop *: No such file*' 'nor is a mount of somebody else' sandbox --drop "$T/kept"
is 0 '' 'which stays' umount "$T/kept"
: >"$T/file" && mount --bind "$T/file" "$T/file"
like 125 'sandbox: persist *: Not a directory' 'on a file nothing is kept' sandbox --persist "$T/file" true
is 0 '' 'and what is mounted there stays' umount "$T/file"
is 0 '' 'a sandbox that is held can be entered by its directory' quietly sandbox --name $box --hold --detach --persist "$T/kept"
is 0 '1 2' 'with all that it has' sandbox --enter "$T/kept" sh -c 'cd /proc && set -- [0-9]* && echo $1 $#'
like 125 'sandbox: persist *: File exists' 'what is kept there is not covered' sandbox --persist "$T/kept" true
is 0 '1 2' 'and stays' sandbox --enter "$T/kept" sh -c 'cd /proc && set -- [0-9]* && echo $1 $#'
sandbox --stop $box
sandbox --drop "$T/kept"
like 127 '*' 'a command that there is not is found to be so' sandbox --persist "$T/kept" nothing
is 0 '' 'and keeps nothing' find "$T/kept" -mindepth 1
like 127 '*' 'nor does one that is left to itself' quietly sandbox --detach --persist "$T/fresh" nothing
is 1 '' 'and the directory goes, if it was made for that' [ -e "$T/fresh" ]
like 125 '*' 'so where it cannot begin' sandbox --persist "$T/fresh" --chdir /nothing true
is 1 '' 'and leaves nothing, either' [ -e "$T/fresh" ]
for way in --survive --detach --as-pid-1 --share-pid; do
	is 0 '' "what has run is kept with $way" quietly sandbox $way --persist "$T/kept" true
	is 0 '' 'until it is given up' sandbox --drop "$T/kept"
done
like 127 '*' 'which we know where our memory is shared, too' \
	sandbox --share-time --unshare-user --persist "$T/kept" nothing
is 1 0 'nothing is left of any' grep -c "$T" /proc/self/mountinfo
finish
