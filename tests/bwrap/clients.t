#!/bin/sh
# SPDX-License-Identifier: MIT
#
# How others drive bubblewrap: their command lines, recorded on Debian 12, with the
# descriptors they hand over.  The same through bubblewrap and through us under its
# name.  Each client was also run as it is with our binary in bubblewrap's place.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
mkdir -p "$T/ours" "$T/app/bin" "$T/cache/tmp" "$T/run" "$T/work" "$T/prefix"
ln -s "$(command -v sandbox)" "$T/ours/bwrap"
: >"$T/app/.ref"
echo 'echo "$FLATPAK_ID $*"; exit 7' >"$T/app/bin/hello"
echo 'nobody:x:65534:65534::/:/bin/sh' >"$T/passwd"
printf '[Application]\nname=org.test.Hello\n' >"$T/info"
printf '\6\0\0\0\0\0\377\177' >"$T/filter" # one instruction: allow
chmod -R a+rwX "$T"
export T

# flatpak run: the words by --args, directories by descriptor, files from memory, a
# filter, locks, a pipe that is held open, and the namespaces to a file.
flatpak() {
	printf '%s\0' --ro-bind-fd 4 /usr --ro-bind-fd 5 /app --lock-file /app/.ref \
		--proc /proc --unshare-pid --dir /tmp --dir /var/tmp --dir /run/host \
		--perms 0700 --dir /run/user/33 --setenv XDG_RUNTIME_DIR /run/user/33 \
		--symlink ../run /var/run --ro-bind /sys/block /sys/block \
		--ro-bind /sys/class /sys/class --ro-bind-try /proc/self/ns/user /run/.userns \
		--symlink /etc/timezone /var/db/zoneinfo --ro-bind-data 6 /etc/passwd \
		--bind "$T/cache" /var/cache --bind "$T/cache/tmp" /var/tmp \
		--symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64 --seccomp 7 \
		--ro-bind /etc/hosts /etc/hosts --lock-file /app/.ref \
		--perms 0600 --file 0 /.flatpak-info --setenv container flatpak --info-fd 8 \
		--dev /dev --dir "$T/home" --tmpfs /tmp/.X11-unix --sync-fd 9 \
		--tmpfs /run/host/user-fonts-cache --remount-ro /run/host/user-fonts-cache \
		--symlink /app/lib/debug/source /run/build --setenv FLATPAK_ID org.test.Hello \
		--setenv HOME "$T/home" --setenv PATH /app/bin:/usr/bin \
		--setenv PS1 '[$FLATPAK_ID \W]\$ ' >"$T/words"
	who=$1
	shift
	"$who" --args 3 -- "$@" 3<"$T/words" 4</usr 5<"$T/app" 6<"$T/passwd" 7<"$T/filter" \
		8>"$T/told" 9<"$T/info" <"$T/info"
	status=$?
	# What bubblewrap does not tell comes last.
	sed -e '/user-namespace/d' -e 's/[0-9][0-9]*,*/N/' "$T/told"
	return "$status"
}

# Its helper for the session bus: the host's directories one by one.
proxy() {
	set -- "$@" --die-with-parent
	for dir in etc usr var; do
		set -- "$@" --ro-bind "/$dir" "/$dir"
	done
	printf '%s\0' --symlink usr/lib /lib --symlink usr/lib64 /lib64 --symlink usr/bin /bin \
		--bind "$T/run" "$T/run" --perms 0600 --file 4 /.flatpak-info >"$T/words"
	"$@" --args 3 -- sh -c 'cat /.flatpak-info; stat -c %a /.flatpak-info; readlink /bin
		echo x >"$T/run/x" && cat "$T/run/x"; [ -w /usr ] || echo ro' 3<"$T/words" 4<"$T/info"
}

# flatpak-validate-icon.
icon() {
	"$1" --unshare-ipc --unshare-net --unshare-pid --ro-bind /usr /usr \
		--ro-bind-try /etc/ld.so.cache /etc/ld.so.cache --symlink /usr//bin /bin \
		--symlink /usr//lib64 /lib64 --symlink /usr//lib /lib --symlink /usr//sbin /sbin \
		--tmpfs /tmp --proc /proc --dev /dev --chdir / --setenv GIO_USE_VFS local \
		--unsetenv TMPDIR --die-with-parent --ro-bind "$T/info" icon.png \
		sh -c 'cat icon.png; pwd; echo "$GIO_USE_VFS ${TMPDIR-unset}"; ls -A /tmp; echo /proc/[0-9]*'
}

# opam's hook, for the three things it does.
opam() {
	who=$1 how=$2
	set -- --unshare-net --new-session --die-with-parent --proc /proc --dev /dev
	for var in TMPDIR TMP TEMPDIR TEMP; do
		set -- "$@" --setenv "$var" /opam-tmp
	done
	set -- "$@" --tmpfs /opam-tmp --tmpfs /run --ro-bind /usr /usr \
		--symlink /usr/bin /bin --symlink /usr/lib /lib --symlink /usr/lib64 /lib64
	for dir in /etc /opt /home /var; do
		[ ! -d "$dir" ] || set -- "$@" --ro-bind "$dir" "$dir"
	done
	case $how in
	build) set -- "$@" --ro-bind "$T/prefix" "$T/prefix" --bind "$T/work" "$T/work" ;;
	install) set -- "$@" --bind "$T/prefix" "$T/prefix" --ro-bind "$T/work" "$T/work" ;;
	remove) set -- "$@" --bind "$T/prefix" "$T/prefix" --bind "$T/work" "$T/work" ;;
	esac
	"$who" "$@" --chdir "$T/work" sh -c '
		for dir in "$T/prefix" . /usr /opam-tmp; do
			( : >"$dir/f" ) 2>/dev/null && echo "writes ${dir##*/}"
		done
		echo SUCCESS >$TMPDIR/opam-sandbox-check-out && cat $TMPDIR/opam-sandbox-check-out
		exit 4'
}

# same STATUS OUTPUT NAME FUNCTION [WORD…]: ours, and bubblewrap's where it is as new.
theirs=$(command -v bwrap)
case $("${theirs:-false}" --help 2>/dev/null) in *--bind-fd*) ;; *) theirs= ;; esac
same() {
	code=$1 output=$2 case=$3 client=$4
	shift 4
	is "$code" "$output" "$case" "$client" "$T/ours/bwrap" "$@"
	[ ! "$theirs" ] || is "$code" "$output" "$case, as bubblewrap" "$client" "$theirs" "$@"
}
told='{
    "child-pid": N
    "mnt-namespace": N
    "pid-namespace": N
}'
same 7 "org.test.Hello one two
$told" 'flatpak run: status, arguments, information' flatpak sh /app/bin/hello one two
same 143 "$told" 'a death by signal' flatpak sh -c 'kill -TERM $$'
same 0 "nobody:x:65534:65534::/:/bin/sh
[Application]
name=org.test.Hello
600 /.flatpak-info
700 /run/user/33
../run
1
Seccomp: 2
$told" 'what it finds inside' flatpak sh -c '
	cat /etc/passwd /.flatpak-info; stat -c "%a %n" /.flatpak-info /run/user/33; readlink /var/run
	[ -w /app ]; echo $?; while read -r a b; do case $a in Seccomp:) echo "$a $b" ;; esac; done </proc/self/status'
same 0 "[Application]
name=org.test.Hello
600
usr/bin
x
ro" 'its proxy' proxy
same 0 '[Application]
name=org.test.Hello
/
local unset
/proc/1 /proc/2' 'flatpak-validate-icon' icon
for how in build install remove; do
	case $how in
	build) want='writes .' ;;
	install) want='writes prefix' ;;
	remove) want='writes prefix
writes .' ;;
	esac
	same 4 "$want
writes opam-tmp
SUCCESS" "opam: $how" opam $how
done
finish
