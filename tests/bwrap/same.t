#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The same command line through bubblewrap and through us under its name: the
# same output and status.  What is on standard error is in each one's own words,
# but either both say something or neither does.
#
# Not compared: where newer versions of bubblewrap differ from Debian's 0.8, which
# is a destination that is a symlink or empty; the modes of directories above a
# destination and of /dev/shm, where ours are those that everybody wants.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has bwrap || skip_all 'bwrap: not here'
theirs=$(command -v bwrap)
ours=$T/ours/bwrap
export T

mkdir "$T/ours" "$T/d" "$T/d/sub"
ln -s "$(command -v sandbox)" "$ours"
echo one >"$T/d/file"
ln -s file "$T/d/link"
ln -s none "$T/d/dangling"
chmod -R a+rwX "$T"
cd "$T/d" || exit

# run COMMAND…: all that can be seen of it.
run() {
	"$@" 2>"$T/err"
	echo "status $?"
	[ ! -s "$T/err" ] || echo 'says why'
}

# same NAME OPTION…: for whom we are, and for an ordinary user.
same() {
	what=$1
	shift
	: >"$T/in"
	[ ! -e "$T/words" ] || mv "$T/words" "$T/in"
	for who in '' as_user; do
		if [ "$who" ] && { [ "$(id -u)" != 0 ] || ! has ordinary; }; then
			continue
		fi
		want=$(run $who "$theirs" "$@" <"$T/in")
		is 0 "$want" "$what${who:+, as an ordinary user}" run $who "$ours" "$@" <"$T/in"
	done
}

# words WORD…: for --args 0 of the next case.
words() {
	printf '%s\0' "$@" >"$T/words"
}

# Who, where.
all='--unshare-user --unshare-pid --unshare-net --unshare-ipc --unshare-uts --unshare-cgroup'
status='while read -r key a; do
	case $key in Cap*|NoNewPrivs:|Sig[BI]*) echo "$key $a" ;; esac; done </proc/self/status'
session='read -r pid name state parent group session rest </proc/self/stat
	echo "$pid $parent $((group == pid)) $session"'
mounts='while read -r id parent dev top at may rest; do
	case $at in /proc/?*) ;; *) echo "$at ${may%%,rel*}" ;; esac; done </proc/self/mountinfo'
box='--ro-bind / /'
dev="$box --dev /dev --proc /proc"
# shellcheck disable=SC2086 # they are words
{
same 'nothing but a root' $box id
same 'a root that can be written' --bind / / touch "$T/d/new"
same 'a root with devices' --dev-bind / / sh -c 'head -c 4 /dev/zero | wc -c'
same 'without --dev there are none' $box sh -c 'head -c 4 /dev/zero'
same 'every namespace' $all $dev id
same '--unshare-all' --unshare-all $dev sh -c 'id; ls /sys/class/net >/dev/null; echo /proc/[0-9]*'
same '--unshare-all --share-net' --unshare-all --share-net $dev cat /proc/net/dev
for order in '--unshare-net --share-net' '--share-net --unshare-net' '--share-net --unshare-all' \
	'--unshare-all --share-net --unshare-net' '--share-net'; do
	same "$order" $order $dev sh -c 'wc -l </proc/net/dev'
done
same 'the network, loopback up' --unshare-net $dev \
	sh -c 'while read -r a b; do echo "$a"; done </proc/net/dev; cat /proc/net/if_inet6'
for ns in user pid net ipc uts cgroup; do
	same "--unshare-$ns" --unshare-$ns $box --proc /proc sh -c '
		for ns in user pid net ipc uts cgroup; do
			[ "$(readlink /proc/$$/ns/$ns)" = "$(eval echo \$$ns)" ]; echo $ns $?
		done'
done
same '--unshare-user-try' --unshare-user-try $box id
same '--unshare-cgroup-try' --unshare-cgroup-try $box id
same '--uid --gid' --unshare-user --uid 5 --gid 6 $box id
same '--uid 0' --unshare-user --uid 0 --gid 0 $dev id
same '--uid without --unshare-user' --uid 5 $box id
same '--uid as strtol reads it' --unshare-user --uid ' 5' --gid ' +6' $box id
same '--uid out of range' --unshare-user --uid -1 $box id
same '--uid no number' --unshare-user --uid me $box id
same '--hostname' --unshare-uts --hostname box $box hostname
same '--hostname without --unshare-uts' --hostname box $box hostname
same 'privileges' $box --proc /proc sh -c "$status"
same 'privileges in a user namespace' --unshare-user $box --proc /proc sh -c "$status"
same 'privileges with every namespace' $all $box --proc /proc sh -c "$status"
same 'the process' --unshare-pid $box --proc /proc sh -c "$session"
same '--as-pid-1' --unshare-pid --as-pid-1 $box --proc /proc sh -c "$session"
same '--as-pid-1 without --unshare-pid' --as-pid-1 $box true
same '--new-session' --unshare-pid --new-session $box --proc /proc sh -c "$session"
same '--new-session --as-pid-1' --unshare-pid --new-session --as-pid-1 $box --proc /proc sh -c "$session"
same '--die-with-parent' --die-with-parent --unshare-pid $box true

# The file system.
same 'an empty root' --dir /x /x/none
same 'the mounts' $dev --tmpfs /tmp --tmpfs /mnt --bind "$T" /mnt/t sh -c "$mounts"' | grep -e /mnt -e /tmp | sort'
same 'the mounts of /dev' $dev sh -c 'cd /dev && ls && stat -c "%a %n" . pts && readlink core fd ptmx stdin'
same '/dev works' $dev sh -c 'echo x >/dev/null && : <>/dev/ptmx && head -c 3 /dev/zero | wc -c; echo x | cat /dev/stdin'
same '/proc' --unshare-pid $dev sh -c 'cd /proc; echo [0-9]*; ls self/cwd/'
same '/proc of the caller' $box --proc /proc sh -c '[ -e /proc/$$ ] && echo yes'
same 'what is read-only in /proc' --unshare-pid $dev sh -c '
	for i in sys sysrq-trigger irq bus; do [ -w /proc/$i ]; echo $i $?; done'
same '--bind' $box --bind . /mnt sh -c 'cat /mnt/file; : >/mnt/new && ls /mnt'
same '--ro-bind' --bind / / --ro-bind . /mnt sh -c 'cat /mnt/file; : >/mnt/new'
same '--dev-bind' $box --dev-bind /dev /mnt sh -c 'echo >/mnt/null'
same 'the -try forms' $box --bind-try /none /none --ro-bind-try /none /none \
	--dev-bind-try /none /none --bind-try . /mnt ls /mnt
same 'a missing source' $box --bind /none /mnt true
same 'a dangling source' $box --bind "$T/d/dangling" /mnt true
same 'a dangling source to try' $box --bind-try "$T/d/dangling" /mnt true
same 'a symlink as a source' $box --ro-bind "$T/d/link" /etc/passwd cat /etc/passwd
same 'a relative source behind other mounts' $box --tmpfs /tmp --proc /proc --bind sub /mnt ls /mnt
same 'a file where there is none' $box --tmpfs /mnt --ro-bind file /mnt/a/b cat /mnt/a/b
made() {
	rm -f "$T/d/place"
	run "$@" --bind / / --bind file "$T/d/place" true
	stat -c %a "$T/d/place"
}
is 0 "$(made "$theirs")" 'what is made where there is none' made "$ours"
rm "$T/d/place"
same 'a file on a directory' $box --ro-bind file /mnt true
same 'a directory on a file' $box --ro-bind . /etc/passwd true
same 'a destination below a read-only bind' $box --dir /mnt/none true
same 'relative destinations' $box --tmpfs mnt --dir mnt/x ls /mnt
same '.. in a destination' $box --tmpfs /mnt --dir /mnt/../mnt/x ls /mnt
same '--tmpfs' $box --tmpfs /mnt sh -c 'ls -A /mnt; stat -c %a /mnt; : >/mnt/x'
same '--tmpfs on a file' $box --tmpfs /etc/passwd true
same '--dir' $box --tmpfs /mnt --dir /mnt/a/b sh -c 'stat -c %a /mnt/a /mnt/a/b'
for mode in 700 070 007 0 755 2770; do
	same "--perms $mode and the directories above" $box --tmpfs /mnt --perms $mode --dir /mnt/a/b \
		--perms $mode --tmpfs /mnt/c/d --perms $mode --file 0 /mnt/e/f \
		sh -c 'cd /mnt && stat -c "%a %n" a a/b c c/d e e/f'
	same "--perms $mode and the directories above a file" $box --tmpfs /mnt --perms $mode \
		--ro-bind-data 0 /mnt/g/h sh -c 'cd /mnt && stat -c "%a %n" g g/h'
done
same '--perms and --size for nothing' $box --size 4096 --perms 700 true
same '--dir of what is there' $box --dir /usr ls -d /usr/bin
same '--dir of a file' $box --dir /etc/passwd true
same '--symlink' $box --tmpfs /mnt --symlink a/b /mnt/c/d readlink /mnt/c/d
same '--symlink where there is a file' $box --symlink x /etc/passwd true
same '--symlink through a symlink' $box --tmpfs /mnt --dir /mnt/d --symlink d /mnt/l \
	--symlink x /mnt/l/y readlink /mnt/d/y
same 'a bind through a symlink' $box --tmpfs /mnt --dir /mnt/d --symlink d /mnt/l \
	--ro-bind file /mnt/l/f cat /mnt/d/f
same '--remount-ro' $box --tmpfs /mnt --tmpfs /mnt/x --remount-ro /mnt \
	sh -c ': >/mnt/x/y && echo yes; : >/mnt/y'
same '--remount-ro of a bind on /' --bind / / --remount-ro / touch "$T/d/x"
same '--remount-ro of no mount' $box --remount-ro /usr/bin true
same '--mqueue' --unshare-ipc $box --mqueue /mnt sh -c 'touch /mnt/q && ls /mnt'
same 'a bind on / that comes late' --dir /x --ro-bind / / --tmpfs /mnt --dir /mnt/y ls /mnt
same 'a tmpfs on /' --tmpfs / --ro-bind /usr /usr --symlink usr/lib /lib --symlink usr/lib64 /lib64 ls /
same 'an unpacked root' --ro-bind /usr /usr --symlink usr/lib /lib --symlink usr/lib64 /lib64 \
	--symlink usr/bin /bin --proc /proc --dev /dev --dir /tmp sh -c 'ls /; pwd'

# The command and what it gets.
same 'where we are' $box pwd
same 'where we are, hidden' $box --tmpfs "$T" pwd
same 'HOME' $box --tmpfs "$T" --setenv HOME /usr pwd
same '--chdir' $box --chdir /usr sh -c 'pwd'
same '--chdir and PWD' $box --chdir /usr printenv PWD
same 'the last --chdir' $box --chdir /usr --chdir /etc pwd
same 'a relative --chdir' $box --chdir usr/bin pwd
same 'a relative --chdir to what is only here' $box --chdir sub pwd
same '--chdir to nowhere' $box --chdir /none pwd
same '--setenv' $box --setenv A 1 --setenv B 2 --setenv A 3 sh -c 'echo $A $B'
same '--unsetenv' $box --setenv A 1 --unsetenv A --unsetenv NONE sh -c 'echo ${A-no}'
same '--clearenv' $box --clearenv --setenv PATH /usr/bin:/bin sh -c 'env | sort'
same 'PATH' $box --setenv PATH /none true
same 'a bad name' $box --setenv A=B 1 true
same 'an empty command' $box ''
same 'no such command' $box no-such
same 'not executable' $box /etc/passwd
same 'a directory' $box /etc
same 'no command' $box
same '-- ' $box -- echo -- x
same 'an option after the command' $box echo --dir
same 'unknown option' $box --no-such true
same 'a dash' $box - true
same 'missing operands' $box --bind x
for code in 0 1 2 125 126 127 128 200 255; do
	same "status $code" --unshare-pid $box sh -c "exit $code"
done
for s in HUP KILL TERM USR1 PIPE; do
	same "death by SIG$s" --unshare-pid $box sh -c "kill -$s \$\$"
	same "death by SIG$s in the same pid namespace" $box sh -c "kill -$s \$\$"
done
same 'what comes in' $box --dev /dev cat /dev/null
for closed in '<&-' '2>&-' '<&- 2>&-'; do
	set -- $box --proc /proc sh -c 'for fd in 0 1 2 3; do [ -e /proc/$$/fd/$fd ]; echo $?; done'
	want=$(run sh -c "exec \"\$@\" $closed" sh "$theirs" "$@")
	is 0 "$want" "what is closed stays so: $closed" run sh -c "exec \"\$@\" $closed" sh "$ours" "$@"
done
same 'PID 1 has no ear for signals' --unshare-pid $box --proc /proc sh -c '
	trap "echo heard" TERM; kill -TERM 1; while read -r key value; do
		case $key in *Pnd:) echo $value ;; esac; done </proc/$$/status'
same 'descriptors are handed on' $box --proc /proc sh -c 'readlink /proc/self/fd/7' 7</usr
words --tmpfs /mnt --dir /mnt/a
same '--args' $box --args 0 ls /mnt
words --tmpfs /mnt --dir /mnt/a ls /
same '--args with words behind' $box --args 0 ls /mnt
words --args 3
same '--args in --args' $box --args 0 true
words --dir
same '--args that ends within an option' $box --args 0 true
words --setenv A 'b c' --setenv B '' --unsetenv C
same '--args with an environment' $box --args 0 sh -c 'echo "[$A] [$B]"'
same '--args of no descriptor' $box --args 987654 true
same '--args of no number' $box --args x true
}

# Namespaces to be entered are those of a process of ours: user 5, pid 6, and a
# user namespace below that, 7.
entered() {
	want=$(run $who "$theirs" --ro-bind / / --proc /proc "$@" sh -c "$see" sh "$user" "$pid")
	is 0 "$want" "$*${who:+, as an ordinary user}" \
		run $who "$ours" --ro-bind / / --proc /proc "$@" sh -c "$see" sh "$user" "$pid"
}
see='for ns in user pid; do [ "$(readlink /proc/self/ns/$ns)" = "$1" ]; echo $?; shift; done
	id; [ $$ -le 2 ]; echo $?; ls -d /proc/1; sed -n "s/^NSpid://p" /proc/self/status | wc -w'
for who in '' as_user; do
	if [ "$who" ] && { [ "$(id -u)" != 0 ] || ! has ordinary; }; then
		continue
	fi
	rm -f "$T/up" "$T/down"
	mkfifo -m 666 "$T/up" "$T/down"
	$who unshare -Urpf --mount-proc sh -c 'unshare -U sh -c "echo >\"\$0\"; read x" "$0"' "$T/up" \
		<"$T/down" &
	exec 9>"$T/down"
	read -r _ <"$T/up"
	inner=$(probe children $!)
	last=$(probe children "$inner")
	exec 5<"/proc/$inner/ns/user" 6<"/proc/$inner/ns/pid" 7<"/proc/$last/ns/user"
	user=$(readlink "/proc/$inner/ns/user") pid=$(readlink "/proc/$inner/ns/pid")
	entered --userns 5
	entered --userns 5 --pidns 6
	entered --userns 5 --pidns 6 --unshare-pid
	entered --userns 5 --pidns 6 --unshare-pid --unshare-ipc --unshare-net --die-with-parent
	entered --userns 5 --unshare-pid
	if [ -z "$who" ]; then # Debian's never ends for an ordinary user
		entered --userns 5 --userns2 7
		entered --userns 5 --pidns 6 --userns2 7
	fi
	entered --userns 5 --dev /dev
	entered --userns 5 --unshare-all
	entered --userns 5 --unshare-user
	entered --userns 6
	entered --userns 99
	entered --pidns 5
	entered --pidns 99
	entered --unshare-user --pidns 6
	entered --unshare-user --userns2 5
	exec 5<&- 6<&- 7<&- 9>&-
	wait
done

is 0 'bubblewrap' '--version begins as callers want it' \
	sh -c '"$0" --version | { read -r name version; echo "$name"; }' "$ours"
finish
