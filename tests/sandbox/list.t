#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Namespaces as --list and the name lsns show them, beside util-linux's lsns where it is.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
LC_ALL=C
export LC_ALL T
ln -s "$(command -v sandbox)" "$T/lsns"
chmod 755 "$T"

# Namespaces that we can see, of a type.
count() {
	sandbox --list -n --columns NS --type "$1" | wc -l
}

# holder LIST: a process in new namespaces, of pid $inside, until that is ended.
holder() {
	rm -f "$T/up"
	mkfifo "$T/up"
	# shellcheck disable=SC2016 # for the shell inside
	sandbox --only "$1" sh -c 'echo $$ >"$T/up"; exec sleep 100' &
	read -r inside <"$T/up"
	wait_for grep -q sleep "/proc/$inside/cmdline"
}

inode() {
	readlink "$1" | tr -dc 0-9
}

# Whoever looks is not alone; in a pid namespace with a proc of its own it is.
cat >"$T/quiet" <<-'END'
	mount -t proc proc /proc || exit 99
	PATH=/usr/sbin:$PATH
	sandbox --only user,uts,net,ipc sh "$T/beside" >"$T/pipe" &
	read -r _ <"$T/pipe"
	. "$T/do"
END
echo 'sleep 100 & echo up; wait' >"$T/beside"
mkfifo "$T/pipe"
: >"$T/a"
: >"$T/b"
chmod 666 "$T/a" "$T/b" "$T/pipe"
quiet() {
	echo "$1" >"$T/do"
	sandbox --only user,pid,uts --cap-add ALL --map-root sh "$T/quiet"
}

# same OPTION…: both say the same.
same() {
	quiet "lsns $1 >\"\$T/a\"; a=\$?; \"\$T/lsns\" $1 >\"\$T/b\"; echo \$a \$?; diff \"\$T/a\" \"\$T/b\""
}

# lsns shows none that are mounted alone.
unmounted() {
	! grep -q ' - nsfs ' /proc/self/mountinfo
}
if ! command -v lsns >/dev/null; then
	skip 'the same as of lsns' 'lsns: is not here'
elif ! wait_for unmounted; then
	skip 'the same as of lsns' 'nsfs: somebody has mounted namespaces'
elif [ "$(quiet 'echo up')" != up ]; then
	skip 'the same as of lsns' 'proc: cannot be mounted here'
else
	is 0 '0 0' 'namespaces are those of lsns' same '-n -o NS,TYPE,NPROCS,PID'
	is 0 '0 0' 'the tree of processes' same '-t mnt'
	is 0 '0 0' 'a list' same '-lt mnt -t ipc'
	is 0 '0 0' 'columns of widths of their own' same '-lo TYPE,PPID,UID,PATH,USER'
	is 0 '0 0' 'a column more' same '-o +PPID -t uts'
	is 0 '0 0' 'raw' same '-rlo NS,COMMAND,PNS,ONS'
	is 0 '0 0' 'those of a process' same '-lp 1 -t pid'
	is 0 '0 0' 'nothing to show' same '-p 4000000'
	is 0 '0 0' 'user namespaces as a tree of owners' same '-nrTowner -t user -o TYPE,NPROCS,PID'
	is 0 '1 1' 'a type that is none' same '-t foo 2>/dev/null'
	is 0 '1 1' 'a column that is none' same '-o foo 2>/dev/null'
	# shellcheck disable=SC2016 # for the shell inside
	is 0 '0' 'JSON' quiet 'lsns -J -t user | tr -d " \n" >"$T/a"; "$T/lsns" -J -t user |
		tr -d " \n" >"$T/b"; cmp "$T/a" "$T/b"; echo $?'
	# shellcheck disable=SC2016
	is 0 '0' 'JSON of a list' quiet 'lsns -Jl -o NS,PID,USER,NSFS >"$T/a"; "$T/lsns" -Jl -o NS,PID,USER,NSFS |
		tr -d " \n" >"$T/b"; tr -d " \n" <"$T/a" | cmp - "$T/b"; echo $?'
fi

# What lsns shows us as who we are, and more of it as root.
if command -v lsns >/dev/null; then
	lacking() {
		lsns -n -o NS,TYPE >"$T/theirs"
		sandbox --list -n --columns NS,TYPE | grep -vxFf - "$T/theirs" | while read -r ns _; do
			lsns "$ns" >/dev/null 2>&1 && echo "$ns" # is there still
		done
	}
	is 0 '' 'nothing of what lsns shows us is missing' lacking
else
	skip 'nothing of what lsns shows us is missing' 'lsns: is not here'
fi
like 0 '        NS TYPE *NPROCS *PID USER *COMMAND
40*' 'columns are those of lsns' sandbox --list

# One after the other within each other.
nested() {
	was=$(count uts)
	echo $(($(count uts) - was))
	sandbox --only uts sh -c '
		echo $(($(sandbox --list -n --columns NS --type uts | wc -l) - $1))
		sandbox --only uts sh -c "
			echo \$((\$(sandbox --list -n --columns NS --type uts | wc -l) - $1))
		"
		echo $(($(sandbox --list -n --columns NS --type uts | wc -l) - $1))' sh "$was"
	echo $(($(count uts) - was))
}
if has root; then
	is 0 '0
1
2
1
0' 'two more while they are there' nested
else
	skip 'two more while they are there' 'root: the namespaces outside cannot be seen from inside'
fi

# The pid namespace is ours, so that a pid inside is one outside.
one() {
	holder user,uts
	uts=$(inode "/proc/$inside/ns/uts")
	sandbox --list --type uts -rn --columns NS,NPROCS,PID,COMMAND | grep "^$uts" | sed "s/$uts/NS/; s/$inside/PID/"
	sandbox --list --pid "$inside" --type uts -rn --columns PATH | sed "s/$inside/PID/"
	sandbox --list --pid "$inside" -lno NS >"$T/all"
	for ns in /proc/"$inside"/ns/*[a-z]; do
		case $ns in *children) ;; *) grep -qx "$(inode "$ns")" "$T/all" || echo "no $ns" ;; esac
	done
	wc -l <"$T/all"
	sandbox --list "$uts" -n -o PID,COMMAND,NPROCS | sed "s/^$inside/PID/"
	kill "$inside"
	wait
	sandbox --list "$uts"
}
like 0 "NS 1 PID sleep\\\\x20100
/proc/PID/ns/uts
[78]
PID sleep 100      1
sandbox: no such namespace in /proc" 'a new one, its process, all that this is in, and its end' \
	eval 'one; [ $? = 2 ]'

# Of namespaces a process of ours holds, one has a process, one only our descriptor.
held() {
	holder user,net
	net=$(inode "/proc/$inside/ns/net")
	exec 7<"/proc/$inside/ns/net"
	sandbox --list --persistent -n | grep -c "$net"
	kill "$inside"
	wait
	sandbox --list -n -t net | grep -c "$net"
	sandbox --list --persistent -n -t net -t uts | sed -n "s/^$net/NS/p" | sed 's/[0-9]\{1,\}/N/g'
	exec 7<&-
	sandbox --list --persistent -n | grep -c "$net"
}
like 0 '0
0
NS net *
0' 'one that only a descriptor holds' eval 'held || :'

mounted() {
	: >"$T/ns"
	unshare --net="$T/ns" true
	sandbox --list --type net | sed "s|$T|T|; s/^4[0-9]*/NS/" | sed -n '1p;/ns/p'
	sandbox --list -P | sed "s|$T|T|; s/^4[0-9]*/NS/"
	sandbox --list -T -n -o TYPE,NSFS | grep -c "^net *$T/ns"
	umount "$T/ns"
}
if has root && command -v unshare >/dev/null && ! initramfs; then
	like 0 '*NS TYPE NPROCS *PID USER *NETNSID NSFS *COMMAND
NS net *0 * T/ns*NS TYPE PATH
NS net  T/ns
1' 'one that is mounted and has no process' mounted
else
	skip 'one that is mounted and has no process' 'root: cannot mount'
fi

# What a process calls itself is nothing to a terminal, or to a reader of JSON.
names() {
	rm -f "$T/up"
	mkfifo "$T/up"
	# shellcheck disable=SC2016
	sandbox --only user,uts sh -c 'echo $$ >"$T/up"; exec 8<"$T/up"; read -r _ <&8' \
		"$(printf 'a\033[2J\n\tb"\\\302\233\303\251\377 ')" &
	read -r inside <"$T/up"
	sandbox --list --pid "$inside" -lt uts -no COMMAND "$@" | sed 's/.*<&8//'
	echo >"$T/up"
	wait
}
is 0 "$(printf ' a?[2J??b"\\??\303\251? ')" 'names are made harmless' names
is 0 "$(printf ' a?[2J??b\\"\\\\??\303\251? "}]}')" 'and are JSON' names --json
is 0 "$(printf '\\x20a?[2J??b"\\??\303\251?\\x20')" 'and are one word of a raw line' names --raw

# Seeds: what tutorials look at besides.
nspid() {
	sandbox --only "$pid" sandbox --only "$pid" sh -c 'sed -n "s/^NSpid:.//p" /proc/self/status' | wc -w
}
pid=pid
[ "$(id -u)" = 0 ] || pid=user,pid
is 0 3 'a process has a pid in each pid namespace that can be seen' nspid
pidns() {
	# shellcheck disable=SC2016
	[ "$(sandbox sh -c 'ps -o pidns= -p $$')" != "$(inode /proc/self/ns/pid)" ]
}
if ps -o pidns= >/dev/null 2>&1; then
	is 0 '' 'ps shows a pid namespace of its own' pidns
else
	skip 'ps shows a pid namespace of its own' 'ps: does not know it'
fi

is 125 'sandbox: --list must be the first word' 'a mode is the first word' sandbox --hostname x --list
is 1 'sandbox: not understood: -x' 'no option' sandbox --list -x
is 1 'sandbox: not understood: --foo' 'no long option' sandbox --list --foo
is 1 'sandbox: not understood: 12x' 'no number' sandbox --list --pid 12x
is 1 'sandbox: not understood: ' 'no column' sandbox --list --columns ''
is 1 'sandbox: not understood: --pid' 'no value' sandbox --list --pid
is 1 'lsns: not understood: foo' 'no tree' "$T/lsns" --tree=foo
is 2 'lsns: no such namespace in /proc' 'a namespace that is none' "$T/lsns" 1
finish
