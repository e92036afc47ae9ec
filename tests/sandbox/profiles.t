#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The profiles that come with sandbox: what each allows and what it refuses.  And
# which files are taken for one at all.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
from=$KIT/config/sandbox
[ -e "$from/build.sb" ] || from=$TOP/sandbox/profiles
[ -e "$from/build.sb" ] || skip_all 'profiles: not here'
initramfs && skip_all 'initramfs: without what the profiles show'
mkdir -p "$T/etc/sandbox" "$T/work" "$T/home"
cp "$from"/*.sb "$T/etc/sandbox"
chmod 644 "$T/etc/sandbox"/*.sb
XDG_CONFIG_HOME=$T/etc
HOME=$T/home
SSH_AUTH_SOCK=/none/agent
export XDG_CONFIG_HOME HOME SSH_AUTH_SOCK
: >"$T/home/secret"
cd "$T/work" || exit
echo 'all: ; cat in >out' >Makefile
echo text >in

# in PROFILE SCRIPT: what the shell says in there.
in_() {
	profile=$1
	shift
	sandbox --profile "$profile" "$@"
}
net="sed -n 's/^ *\\([a-z0-9]*\\):.*/\\1/p' /proc/net/dev | sort | tr '\\n' ' '"
outside=$(sh -c "$net")
up='read -r a b c _ </proc/1/comm; echo $a'
locked='none='
for what in shell build service filter; do
	like 0 '*' "$what runs a command" in_ $what true
	is 0 "$locked" "$what: no capability, no privilege to gain" in_ $what sh -c '
		while read -r key a b; do
			case $key:$a in Cap*:*[1-9a-f]* | NoNewPrivs:0) echo "$key $a" ;; esac
		done </proc/self/status; echo none='
	is 0 'sandbox' "$what: PID 1 is ours, and nobody of the host is seen" in_ $what sh -c "$up"
	is 0 '' "$what: nothing of the system can be written" in_ $what sh -c '
		for i in /usr /usr/bin /etc /proc/sys /; do [ ! -d $i ] || [ ! -w $i ] || : >$i/x; done 2>/dev/null
		ls -d /usr/x /usr/bin/x /etc/x /proc/sys/x /x 2>/dev/null; :'
	is 0 '' "$what: the agent with the keys is not told of" in_ $what sh -c 'echo "$SSH_AUTH_SOCK"'
	is 0 '' "$what: nothing is left of what goes to /tmp" sh -c '
		sandbox --profile "$0" sh -c ": >/tmp/thimble-left" && ls /tmp/thimble-left 2>/dev/null; :' $what
	case $what in
	service) is 0 "$outside" "$what has the host's network" in_ $what sh -c "$net" ;;
	*) is 0 'lo ' "$what has no network" in_ $what sh -c "$net" ;;
	esac
	case $what in
	build) is 0 text "$what writes here" in_ $what sh -c 'cat in >out2; cat out2' ;;
	filter) is 1 '' "$what does not even see where it was started" in_ $what test -e "$T/work" ;;
	*) is 0 refused "$what does not write here" \
		in_ $what sh -c '{ cat in >out; } 2>/dev/null || echo refused' ;;
	esac
	is 0 gone "$what sees no home" in_ $what sh -c "[ -e '$T/home/secret' ] || echo gone"
done
rm -f out2
set -- sandbox --ro "$KIT" --ro "$T" --cap-add ALL --allow-userns --seccomp-profile none --landlock off "$(command -v sandbox)"
like 125 '*(PROC_*' 'a container may forbid some of it' "$@" true
like 0 "*$(id -u)" 'best-effort makes do with the rest' "$@" --profile "$T/etc/sandbox/best-effort.sb" id -u
is 0 "$(id -u)" 'shell: the user stays the same' in_ shell id -u
is 0 65534 'filter: the user is nobody' in_ filter sh -c 'id -u 2>/dev/null'
is 0 tEXT 'filter: input becomes output' sh -c 'sandbox --profile filter tr EXText extEXT <in | sed s/^T/t/'
is 0 'LANG PATH PWD' 'filter: nothing of the environment' \
	in_ filter sh -c 'env | sed "s/=.*//" | grep -v -e _ -e OLDPWD -e SHLVL | sort | xargs echo'
is 0 '/' 'service: nothing of the environment but a few' in_ service sh -c 'echo "$HOME$XDG_CONFIG_HOME"'
if has make; then
	is 0 'cat in >out' 'build: make does its work' in_ build make
	is 0 text 'and what was built is here' cat out
else
	skip 'build: make does its work' 'make: not here'
fi
if [ "$(id -u)" = 0 ] && [ -s /etc/shadow ]; then
	is 0 0 'build: no passwords, not for root either' in_ build sh -c 'wc -c </etc/shadow'
	is 0 0 'service: as well' in_ service sh -c 'wc -c </etc/shadow'
fi
is 0 text 'options behind the profile add to it' \
	sandbox --profile filter --ro-bind "$T/work" /tmp/in cat /tmp/in/in

# What is taken for a profile.
echo 'hostname mine' >"$T/etc/sandbox/mine.sb"
is 0 mine 'that of the user comes first' in_ mine hostname
mkdir -p "$T/home/.config/sandbox"
echo 'hostname home' >"$T/home/.config/sandbox/mine.sb"
is 0 home 'without XDG_CONFIG_HOME that in ~/.config' \
	env -u XDG_CONFIG_HOME "$(command -v sandbox)" --profile mine hostname
is 0 home 'a name with a / is a path' in_ ../home/.config/sandbox/mine.sb hostname
for i in 1 2 3 4 5 6 7 8; do
	echo "include $T/deep$((i + 1))" >"$T/deep$i"
done
echo 'hostname deep' >"$T/deep8"
is 0 deep 'files within files, eight deep' in_ "$T/deep1" hostname
echo "include $T/deep9" >"$T/deep8"
echo 'hostname deep' >"$T/deep9"
like 125 'sandbox: */deep9: files of options are nested too deep' 'not nine' in_ "$T/deep1" true
echo "include $T/deep1" >"$T/deep1"
like 125 'sandbox: */deep1: files of options are nested too deep' 'nor in a circle' in_ "$T/deep1" true
echo '-- sh' >"$T/etc/sandbox/mine.sb"
like 125 'sandbox: *mine.sb:1: no such option: --' 'a profile cannot name the command' in_ mine true
echo 'sh -c "echo here"' >"$T/etc/sandbox/mine.sb"
like 125 'sandbox: *mine.sb:1: no such option: sh' 'in no way' in_ mine true
printf 'hostname mine\n\nrw\n' >"$T/etc/sandbox/mine.sb"
like 125 'sandbox: *mine.sb:3: rw takes PATH' 'the line of a mistake is told' in_ mine true
chmod 644 "$T/etc/sandbox/mine.sb"
printf 'hostname \\\n mi\\\nne\nsetenv A "a\\\nb"\n' >"$T/etc/sandbox/mine.sb"
is 0 'mine ab' 'a line goes on, within a word and quotes as well' in_ mine sh -c 'echo $(hostname) $A'
printf 'hostname \\\r\n mine\r\n\r\n# x\r\nsetenv A "a"\r\n' >"$T/etc/sandbox/mine.sb"
is 0 'mine a' 'lines may end with CR and LF' in_ mine sh -c 'echo $(hostname) $A'
for dir in "$T/none" "$T/etc/sandbox/mine.sb" /root; do
	is 0 home "what cannot be searched is passed over: ${dir#"$T"}" env XDG_CONFIG_HOME="$dir" \
		"$(command -v sandbox)" --profile mine hostname
done
like 125 'sandbox: *build.sb:*: PWD is not set, or /' 'build does not take all that there is for its directory' \
	sh -c 'cd / && exec sandbox --profile build true'
echo 'hostname mine' >"$T/etc/sandbox/mine.sb"
for mode in 664 646 622; do
	chmod $mode "$T/etc/sandbox/mine.sb"
	if [ "$(id -u)" = 0 ]; then
		like 125 'sandbox: *mine.sb: others may write it' "root takes none of mode $mode" in_ mine hostname
	else
		is 0 mine "a user may have one of mode $mode" in_ mine hostname
	fi
done
if [ "$(id -u)" = 0 ]; then
	chmod 644 "$T/etc/sandbox/mine.sb"
	chown 12345 "$T/etc/sandbox/mine.sb"
	like 125 'sandbox: *mine.sb: others may write it' 'nor a user'\''s' in_ mine hostname
	chown 0 "$T/etc/sandbox/mine.sb"
	is 0 mine 'but its own' in_ mine hostname
	echo 'hostname mine' >"$T/other"
	chmod 666 "$T/other"
	echo "include $T/other" >"$T/etc/sandbox/mine.sb"
	like 125 'sandbox: */other: others may write it' 'what it includes is looked at as well' in_ mine true
fi
finish
