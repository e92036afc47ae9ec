#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The new root: what is in it, what can be written, and no way out of it.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
export T
mkdir "$T/d" "$T/d/sub" "$T/r"
echo one >"$T/d/file"
chmod -R a+rwX "$T"

# For the shell inside: write FILE… says of each whether that could be done, and
# how DIR… what the mounts there may.  It changes nothing that it can write.
tools="T=$T"'
write() {
	for file; do
		if (: >>"$file") 2>/dev/null; then printf "yes "; else printf "no "; fi
	done
}
how() {
	for dir; do
		while read -r id parent dev top at may rest; do
			[ "$at" != "$dir" ] || last=$may
		done </proc/self/mountinfo
		printf "%s " "${last%,relatime}"
	done
}
'

# What there is without a word about it.
is 0 'no no ' 'the root is read-only' sandbox sh -c "$tools"'write /x /etc/passwd'
is 0 '' 'so is every mount below it' sandbox --ro-bind / / sh -c '
	while read -r id parent dev top at may rest; do
		case $may in ro,*) ;; *) echo "$at $may" ;; esac
	done </proc/self/mountinfo'
is 0 '' 'and without set-user-ID files and devices' sandbox --ro-bind / / sh -c '
	while read -r id parent dev top at may rest; do
		case $may in *,nosuid,nodev*) ;; *) echo "$at $may" ;; esac
	done </proc/self/mountinfo'
is 0 'yes yes ' '/tmp and /run can be written' sandbox sh -c "$tools"'write /tmp/x /run/x'
is 0 '' 'and are empty' sh -c 'cd / && exec sandbox sh -c "ls -A /run; ls -A /tmp"'
is 0 '1777
755' 'with the usual modes' sandbox stat -c %a /tmp /run
is 0 '' 'what is written there is not the host'\''s' sh -c '
	name=/tmp/here-${T##*/}
	sandbox touch "$name" && [ ! -e "$name" ]'
is 0 sandbox 'it has a host name of its own' sandbox hostname
is 0 box 'or the one it was given' sandbox --hostname box hostname
is 0 'lo ' 'a loopback interface, no other' sandbox sh -c '
	while read -r name rest; do
		case $name in *:) printf "%s " "${name%:}" ;; esac
	done </proc/net/dev'

# --ro, --rw: on top of that.
is 0 'one
no ' '--ro shows' sandbox --ro "$T/d" sh -c "$tools"'cat "$T/d/file"; write "$T/d/file"'
is 0 'yes ' '--rw can be written' sandbox --rw "$T/d" sh -c "$tools"'write "$T/d/file"'
is 0 'two' 'and that arrives outside' \
	sh -c 'sandbox --env T --rw "$T/d" sh -c "echo two >\"\$T/d/file\"" && cat "$T/d/file"'
is 0 'file
sub' '--rw . is where we are' sh -c 'cd "$T/d" && sandbox --rw . ls'
is 0 'new' '--rw of a relative path' sh -c '
	cd "$T" && sandbox --env T --rw d sh -c "touch \"\$T/d/new\"" && cd d && ls new && rm new'
is 0 d 'what is beside it stays hidden' sandbox --ro "$T/d" ls "$T"

# Binds.
cd "$T" || exit
box='--ro-bind / / --dev /dev --tmpfs /mnt'
# shellcheck disable=SC2086 # $box is some words
{
is 0 'no ' '--ro-bind below --bind' sandbox --bind / / --dev /dev --ro-bind "$T/d" "$T/d" \
	sh -c "$tools"'write "$T/d/file"'
is 0 'yes ' '--bind below --ro-bind' \
	sandbox $box --bind "$T/d" "$T/d" sh -c "$tools"'write "$T/d/file"'
is 0 'no ' 'the later one counts' \
	sandbox $box --bind "$T/d" "$T/d" --ro-bind "$T/d" "$T/d" sh -c "$tools"'write "$T/d/file"'
is 0 two 'a file on a file' sandbox $box --ro-bind "$T/d/file" /etc/passwd cat /etc/passwd
is 0 'two
no ' 'a file where there is none' sandbox $box --ro-bind "$T/d/file" /mnt/a/b/c \
	sh -c "$tools"'cat /mnt/a/b/c; write /mnt/a/b/c'
is 0 'file
sub' 'a directory where there is none' sandbox $box --bind "$T/d" /mnt/a/b ls /mnt/a/b
is 0 755 'with directories above it that all may enter' \
	sandbox $box --bind "$T/d" /mnt/a/b stat -c %a /mnt/a
is 0 two 'a relative source' sandbox --ro-bind / / --ro-bind d/file /etc/passwd cat /etc/passwd
is 0 two 'a relative source behind other mounts' sandbox $box --ro-bind d/file /mnt/x cat /mnt/x
is 0 two 'a relative destination is below the root' \
	sandbox $box --ro-bind "$T/d/file" mnt/x cat /mnt/x
is 0 two 'slashes too many' sandbox $box --ro-bind "$T//d/./file" //mnt//x///y cat /mnt/x/y
is 0 two '.. in a destination stays inside' \
	sandbox $box --ro-bind "$T/d/file" /mnt/../../../mnt/x cat /mnt/x
is 0 ok '--bind-try without a source does nothing' sandbox $box --bind-try "$T/none" /none \
	--ro-bind-try "$T/none" /none --dev-bind-try "$T/none" /none echo ok
is 0 'no yes ' 'with one it is a bind' \
	sandbox $box --ro-bind-try "$T/d" /mnt/a --bind-try "$T/d" /mnt/b \
	sh -c "$tools"'write /mnt/a/file /mnt/b/file'
ln -s d "$T/link"
is 0 two 'a source that is a symlink' sandbox $box --ro-bind "$T/link" /mnt/x cat /mnt/x/file
is 0 'no yes ' 'devices work below --dev-bind only' \
	sandbox $box --bind /dev /mnt/a --dev-bind /dev /mnt/b \
	sh -c "$tools"'write /mnt/a/null /mnt/b/null'
if ! initramfs; then
	is 0 'rw,nosuid rw,nosuid rw,nosuid,nodev ' 'set-user-ID files work below none' \
		sandbox $box --dev-bind "$T/d" /mnt/a --dev-bind-try "$T/d" /mnt/b --bind "$T/d" /mnt/c \
		sh -c "$tools"'how /mnt/a /mnt/b /mnt/c'
fi

# The other operations.
is 0 'no yes no ' '--remount-ro is for that mount alone' \
	sandbox $box --tmpfs /mnt/sub --remount-ro /mnt sh -c "$tools"'write /mnt/x /mnt/sub/x /x'
is 0 'ro,nosuid,nodev ' 'and keeps what it was besides' \
	sandbox $box --remount-ro /mnt sh -c "$tools"'how /mnt'
if ! initramfs; then
	is 0 'no ' '--remount-ro of a --bind /' \
		sandbox --bind / / --dev /dev --remount-ro / sh -c "$tools"'write "$T/d/file"'
fi
is 0 '755
rw,nosuid,nodev ' '--tmpfs' sandbox $box sh -c "$tools"'ls -A /mnt; stat -c %a /mnt; how /mnt'
is 0 '' '--tmpfs covers what was there' sandbox $box --tmpfs "$T/d" ls -A "$T/d"
is 0 'sub
755
755' '--dir makes it and what is above' \
	sandbox $box --dir /mnt/dir/sub sh -c 'ls /mnt/dir; stat -c %a /mnt/dir /mnt/dir/sub'
is 0 'file
sub' '--dir of what is there changes nothing' sandbox $box --dir "$T/d" ls "$T/d"
is 0 755 'whatever the umask' \
	sh -c 'umask 077; exec sandbox "$@" --dir /mnt/a/b stat -c %a /mnt/a' sh $box
is 0 '../a b' '--symlink' sandbox $box --symlink '../a b' /mnt/x/y readlink /mnt/x/y
is 0 t '--symlink of the same once more' \
	sandbox $box --symlink t /mnt/l --symlink t /mnt/l readlink /mnt/l
is 0 'here' '--symlink through a symlink' sandbox $box --dir /mnt/d --symlink d /mnt/l \
	--symlink here /mnt/l/x readlink /mnt/d/x
is 0 two 'a bind through a symlink' sandbox $box --dir /mnt/d --symlink d /mnt/l \
	--ro-bind "$T/d/file" /mnt/l/sub/x cat /mnt/d/sub/x
is 0 two 'an absolute symlink is taken from the new root' sandbox $box --dir /mnt/d \
	--symlink /mnt/d /mnt/l --ro-bind "$T/d/file" /mnt/l/x cat /mnt/d/x
is 0 ok 'a bind on / in the end covers all before it' \
	sandbox --dir /x --tmpfs /y --ro-bind / / --tmpfs /mnt --dir /mnt/z \
	sh -c '[ ! -e /x ] && [ -d /mnt/z ] && echo ok'
is 0 ok 'a tmpfs on / as well' sandbox --dir /x --tmpfs / --ro-bind / /h --symlink h/lib /lib \
	--symlink h/lib64 /lib64 --symlink h/usr /usr /h/bin/sh -c '[ ! -e /x ] && [ -d /h ] && echo ok'

# proc, sys, dev.
is 0 '1 2' '--proc shows the processes inside' \
	sandbox sh -c 'cd /proc && echo [0-9]*'
is 0 'rw,nosuid,nodev,noexec ' 'it is nosuid, nodev, noexec' sandbox sh -c "$tools"'how /proc'
is 0 'no ' '/proc/sys cannot be written' \
	sandbox sh -c "$tools"'write /proc/sys/kernel/core_pattern'
if ! initramfs; then
	is 0 '' 'nor what is the whole machine'\''s' sandbox sh -c '
		cd /proc
		for file in * sys/kernel/* sys/vm/* sys/fs/* irq/* bus/* driver/* fs/*; do
			case $file in [0-9]*|*self*|*/sem|*/shm*|*/msg*|*/*pid*|*/auto_msgmni) continue ;; esac
			[ ! -f "$file" ] || [ ! -w "$file" ] || echo "$file"
		done'
fi
is 0 'proc' 'with the caller'\''s pid namespace it is the caller'\''s' \
	sandbox --share-pid sh -c '[ -e /proc/$$/stat ] && echo proc'
is 0 'ro,nosuid,nodev,noexec ' '--sys is read-only' sandbox $box --sys /sys sh -c "$tools"'how /sys'
is 0 lo 'it shows our own network' sandbox $box --sys /sys ls /sys/class/net
is 0 "$(ls /sys/class/net)" 'or the caller'\''s' \
	sandbox $box --share-net --sys /sys ls /sys/class/net
is 0 'ro,nosuid,nodev,noexec ' 'then as well read-only' \
	sandbox $box --share-net --sys /sys sh -c "$tools"'how /sys'
is 0 'fd
full
null
ptmx
pts
random
shm
stderr
stdin
stdout
tty
urandom
zero' '--dev has what it takes' sh -c 'sandbox ls /dev | cat'
is 0 'yes yes yes yes ' 'it works' \
	sandbox sh -c "$tools"'write /dev/null /dev/zero /dev/ptmx /dev/shm/x'
is 0 '0 ptmx ' 'a pseudo terminal is its own' sandbox sh -c '
	exec 5<>/dev/ptmx; cd /dev/pts; printf "%s " *'
is 0 'x' '/dev/fd, /dev/stdin' sandbox sh -c 'echo x | cat /dev/stdin >/dev/fd/1'
is 0 1777 '/dev/shm is for all' sandbox stat -c %a /dev/shm
is 0 'rw,nosuid,noexec ' 'as bwrap the same' \
	sandbox --compat --ro-bind / / --dev /dev --proc /proc sh -c "$tools"'how /dev'
if has script; then
	is 0 'console
yes' 'a terminal outside is the console inside' sh -c 'script -qec "$0" /dev/null | tr -d \\r' \
		'exec sandbox sh -c "cd /dev && ls console && tty >/dev/null && echo yes"'
else
	skip 'a terminal outside is the console inside' 'script: not here'
fi
is 0 ok '--mqueue' sandbox $box --mqueue /mnt/q sh -c 'touch /mnt/q/x && ls /mnt/q/x >/dev/null && echo ok'

# Where it starts.
is 0 "$T/d" 'where we are, if that is inside' sh -c 'cd d && exec sandbox --ro . pwd'
is 0 /usr 'else at HOME' \
	sh -c 'cd d && HOME=/usr && export HOME && exec sandbox --env HOME "$@" pwd' sh $box --tmpfs "$T"
is 0 / 'else at /' \
	sh -c 'cd d && HOME=/none && export HOME && exec sandbox "$@" pwd' sh $box --tmpfs "$T"
is 0 /mnt/x '--chdir is a path inside' sandbox $box --dir /mnt/x --chdir /mnt/x pwd
for kind in '' '--mask /mnt'; do # a root that is remade, and a new one
	is 0 /proc/sys "a relative one begins where we are${kind:+, with $kind}" \
		sh -c 'cd /proc && exec sandbox "$@" --chdir sys pwd' sh $kind
done

# No way out.
mkdir "$T/evil" "$T/outside"
ln -s "$T/outside" "$T/evil/abs"
ln -s ../outside "$T/evil/rel"
ln -s ../../../../../../../.. "$T/evil/up"
like 125 'sandbox: *' 'an absolute link of an untrusted root' \
	sandbox --bind "$T/evil" / --dir /abs/x true
like 125 'sandbox: *' 'a relative one' sandbox --bind "$T/evil" / --dir /rel/x true
like 127 'sandbox: exec true: *' 'one that goes up arrives at its root' \
	sandbox --bind "$T/evil" / --dir /up/up-is-here --symlink t /up/link-is-here true
like 125 'sandbox: *' 'a symlink below the first' sandbox --bind "$T/evil" / --symlink t /abs/y true
is 0 'abs
link-is-here
rel
up
up-is-here' 'nothing was made outside of it' sh -c 'ls "$T/outside"; ls "$T/evil"'
busybox=$(IFS=:; for dir in $PATH; do ls "$dir/busybox" 2>/dev/null && break; done)
if [ "$busybox" ]; then
	is 0 '/
/busybox
/proc' 'no mount is there but those that were made' \
		sandbox --ro-bind "$busybox" /busybox --proc /proc /busybox sh -c '
			while read -r id parent dev top at may rest; do
				case $at in /proc/*) ;; *) echo $at ;; esac
			done </proc/self/mountinfo | /busybox sort'
else
	skip 'no mount is there but those that were made' 'busybox: not here'
fi
is 0 '' 'above / is /' sandbox --ro-bind / / --tmpfs "$T" sh -c 'cd ../../../../../../..; ls "$0"' "$T"

# --noexec is for what comes next, and only that.
root='--ro-bind / /'
echo '#!/bin/sh' >"$T/d/true"
chmod 755 "$T/d/true"
for what in bind ro-bind dev-bind rw ro; do
	case $what in r[ow]) set -- "--$what" "$T/d" "$T/d/true" ;; *) set -- "--$what" "$T/d" /mnt /mnt/true ;; esac
	like 126 '*NOT_EXECUTABLE*' "--noexec --$what" sandbox $root --noexec "$@"
	is 0 '' "--noexec for another, --$what" sandbox $root --noexec --tmpfs /tmp "$@"
done
is 0 'rw,nosuid,nodev,noexec rw,nosuid,nodev,noexec rw,nosuid,nodev ' '--noexec, as the mounts have it' \
	sandbox $root --noexec --tmpfs /mnt --overlay-src "$T/d" --overlay-src "$T/r" --noexec --ro-overlay /run \
	--tmpfs /sys sh -c "$tools how /mnt /run /sys"
if [ -e /proc/self/ns/cgroup ] && grep -q cgroup2 /proc/filesystems; then
	is 0 'cgroup.procs' '--cgroupfs' sandbox $root --cgroupfs /mnt sh -c 'cd /mnt && ls cgroup.procs'
else
	skip '--cgroupfs' 'cgroup2: not in this kernel'
fi

# --rw / is about the root alone: the host's own /proc would come with it.
alone() {
	(cd / && sandbox "$@" sh -c "$tools how / /sys; echo /proc/[0-9]*")
}
is 0 'ro,nosuid,nodev ro,nosuid,nodev,noexec /proc/1 /proc/2' 'the root is read-only' alone
for option in '--rw /' '--rw .' '--ro / --rw /'; do
	is 0 'rw,nosuid,nodev ro,nosuid,nodev,noexec /proc/1 /proc/2' "unless $option" alone $option
done

# later OPTION…: what is inside of a mount that came later.
later() {
	rm -rf "$T/later" "$T/up" "$T/go"
	mkdir "$T/later"
	mkfifo "$T/up" "$T/go"
	unshare -m sh -c '
		mount --make-rshared /
		sandbox "$@" --proc /proc --bind "$T" "$T" \
			sh -c "echo >\"\$0/up\"; read -r _ <\"\$0/go\"; ls \"\$0/later\"" "$T" &
		read -r _ <"$T/up"
		mount -t tmpfs none "$T/later"
		: >"$T/later/seen"
		echo >"$T/go"
		wait' sh "$@"
}
if has root && ! initramfs; then
	is 0 '' 'what is mounted later does not appear' later $root
	is 0 seen 'but with --propagation slave' later $root --propagation slave
	is 0 seen 'and as bwrap' later --compat $root
	is 0 '' 'if not --propagation private' later --compat $root --propagation private
	is 0 seen 'with the namespace of the user as well' later --share-user $root --propagation slave
fi
is 0 '' 'a process of the host cannot be seen' sandbox sh -c 'ls -d "/proc/$0" 2>/dev/null; :' $$
}

finish
