# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# TAP for the shell: dash, bash and busybox's ash, on a host and in a guest.
#
#	is STATUS OUTPUT NAME COMMAND…		both are exactly so
#	like STATUS PATTERN NAME COMMAND…	the output is as a case pattern has it
#	skip NAME 'WORD: REASON'		not done, and why; WORD is for REQUIRE
#	skip_all 'WORD: REASON'			so the whole file
#	has WHAT				is there what a case needs? see below
#	as_user COMMAND…			as an ordinary user, if we are root
#	wait_for COMMAND…			until it succeeds, 10 seconds at most
#	sleeper COMMAND…			it is up and sleeps, in a sandbox say: $monitor
#	gone PID…				ended, though perhaps nobody has taken notice
#	stops_and_goes COMMAND			a status of 7 if it does, at a terminal
#	finish					the plan; the last line of each file
#
# Output is both streams, one after the other as they came.  $T is a directory of
# this file's own, gone at the end.  `sandbox`, `init` and `probe` are in PATH,
# below $KIT, which an ordinary user can reach whereever the sources are; $O is
# the build's directory and $TOP the sources.
n=0 bad=0

if [ -z "${KIT:-}" ]; then # started by hand, not by tests/run
	TOP=$(cd "${0%/*}" && while [ ! -e Makefile ] && [ "$PWD" != / ]; do cd ..; done && pwd)
	O=${O:-$TOP/build}
	KIT=$O
	PATH=$O/bin:$O/tests:$PATH
	export TOP O KIT PATH
fi

T=$(mktemp -d) || exit
chmod 777 "$T"
trap 'rm -rf "$T"' EXIT
trap 'exit 143' HUP INT TERM

# report OK NAME GOT-STATUS STATUS GOT OUTPUT
report() {
	n=$((n + 1))
	if "$1"; then
		echo "ok $n - $2"
	else
		bad=1
		echo "not ok $n - $2"
		echo "# status $3, wanted $4; output, then wanted:"
		printf '%s\n--\n%s\n' "$5" "$6" | sed 's/^/#   /'
	fi
}

# Leave out the line by which sandbox tells that the kernel has no time namespaces,
# as those of 32-bit ARM before 7.0.
plainly() {
	if [ -e /proc/self/ns/time ]; then
		cat
	else
		grep -vxF 'sandbox: going on without what the kernel lacks: namespace time'
	fi
}

hear() {
	got=$("$@" 2>&1)
	set -- $?
	[ -e /proc/self/ns/time ] || got=$(printf '%s\n' "$got" | plainly)
	return "$1"
}

is() {
	status=$1 want=$2 name=$3
	shift 3
	hear "$@"
	set -- $?
	good=false
	[ "$1" != "$status" ] || [ "$got" != "$want" ] || good=true
	report $good "$name" "$1" "$status" "$got" "$want"
}

like() {
	status=$1 want=$2 name=$3
	shift 3
	hear "$@"
	set -- $?
	good=false
	# shellcheck disable=SC2254 # a pattern it is
	case $got in $want) [ "$1" != "$status" ] || good=true ;; esac
	report $good "$name" "$1" "$status" "$got" "$want"
}

skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit
}

# A command, or one of: root, who can do to the kernel what root can; userns,
# user namespaces for whom we are; ordinary, a user other than root to be had.
has() {
	case $1 in
	root) probe has root ;;
	userns) probe has user ;;
	ordinary) [ "$(id -u)" != 0 ] || as_user true ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# A number will do, so no account is needed; probe, as busybox has no setpriv.
as_user() {
	if [ "$(id -u)" = 0 ]; then
		probe as 12345 "$@"
	else
		"$@"
	fi
}

# Is the root the kernel's first file system, which nobody can leave or pivot away from?
initramfs() {
	grep -q ' / / .* - rootfs ' /proc/self/mountinfo
}

# For what nobody tells us about: ask again, some hundred times.
wait_for() {
	tries=500
	while ! "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.02
	done
}

# Started with a shell behind it, which says that it runs.
sleeper() {
	mkfifo "$T/up"
	"$@" sh -c 'echo up; exec sleep 1000' >"$T/up" &
	# shellcheck disable=SC2034 # for those who source us
	monitor=$!
	read -r _ <"$T/up"
	rm "$T/up"
}

gone() {
	for pid; do
		case $(cat "/proc/$pid/stat" 2>/dev/null) in '' | *') Z '*) ;; *) return 1 ;; esac
	done
}

# What it reads comes back marked, unlike the terminal's echo.  While it is being stopped
# it reads nothing: who sits in read(2) may still take what is typed to the shell.
stops_and_goes() {
	PS1='$ ' ENV='' HISTFILE='' drive terminal bash --norc --noprofile -i <<-END
		<$
		>$1 sh -c 'echo u""p; read x; echo H\$x; sleep 1; exec sed -u y/h/H/'\\n
		<up
		>hello\\n
		<Hhello
		>^Z
		<Stopped
		<$
		>fg\\n
		<sandbox
		>here\\n
		<Here
		>^C
		<$
		>exit 7\\n
	END
}

finish() {
	echo "1..$n"
	exit $bad
}
