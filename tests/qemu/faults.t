#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever goes wrong, in the guest or here, is told in one line, and nothing is
# left behind: no process, no file.
# limit: 900

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has "qemu-system-$(uname -m | sed 's/armv7l/arm/')" || skip_all 'qemu: there is none for this machine'

# All that a run makes is below here, and its processes have this in their environment.
mkdir "$T/tmp"
TMPDIR=$T/tmp
export TMPDIR

run() {
	"$TOP/qemu/run" --rootfs busybox "$@"
}

# Only the last line, which is the one that tells; what is before it is the console's end.
tell() {
	run "$@" 2>&1 | tail -n 1
}

ours() {
	TMPDIR='' probe with "TMPDIR=$T/tmp"
}
gone() {
	[ -z "$(ls -A "$T/tmp")$(ours)" ]
}
clean() {
	wait_for gone || { ls -A "$T/tmp"; for pid in $(ours); do ps -o args= -p "$pid"; done; }
}

qemu_pid() {
	for pid in $(ours); do
		case $(ps -o comm= -p "$pid") in
		qemu-system-*) echo "$pid" ;;
		esac
	done
}

is 125 '' 'a panic is not the command'\''s status' sh -c "
	'$TOP/qemu/run' --rootfs busybox -- sh -c 'echo c >/proc/sysrq-trigger; sleep 100' 2>'$T/err'"
like 0 'qemu/run: the guest panicked: Kernel panic - not syncing: *' 'it is told' tail -n 1 "$T/err"
like 0 '*sysrq*' 'with the end of the console before it' cat "$T/err"

like 0 'qemu/run: the guest panicked: *' 'a missing init is a panic' tell --init /none true
like 0 'qemu/run: the guest panicked: *Attempted to kill init!*' 'and so is one that ends' \
	tell --init /bin/false true

printf '#!/bin/sh\nmount -t proc p /proc; echo 1 >/proc/sys/kernel/sysrq; echo b >/proc/sysrq-trigger\n' >"$T/reset"
printf '#!/bin/sh\nwhile :; do sleep 1; done\n' >"$T/hang"
chmod +x "$T/reset" "$T/hang"
is 0 'qemu/run: the guest ended without a report' 'a machine that just ends' \
	tell --file "$T/reset:/reset" --init /reset true
hang() {
	QEMU_BOOT_LIMIT=6 run --file "$T/hang:/hang" --init /hang true 2>&1 | grep '^qemu/run: .*hang'
}
is 0 'qemu/run: no luck at booting (it hangs), trying again
qemu/run: boot hang: no sign of life from the guest in 6 s' 'a machine that hangs, twice' hang

# An emulator that says nothing the first time, and is itself the next.
mkdir "$T/bin"
# shellcheck disable=SC2016 # the words of the inner shell
qemu=$(here=$TOP/qemu sh -c '. "$here/lib.sh"; arch_set "$(arch_here)"; echo "$qemu"')
cat >"$T/bin/$qemu" <<END
#!/bin/sh
mkdir "$T/once" 2>/dev/null && exec sleep 1000
exec "$(command -v "$qemu")" "\$@"
END
chmod +x "$T/bin/$qemu"
unlucky() {
	PATH=$T/bin:$PATH QEMU_BOOT_LIMIT=15 run -- sh -c 'echo up; exit 5'
}
is 5 'qemu/run: no luck at booting (it hangs), trying again
up' 'one that hangs only once' unlucky

is 0 'qemu/run: the guest ended without a report' 'a command that kills all but PID 1' \
	tell -- sh -c 'kill -KILL -1'
is 137 '' 'one that is killed' run -- sh -c 'kill -KILL $$'
is 6 '' 'one that closes its streams' run -- sh -c 'exec <&- >&- 2>&-; exit 6'
is 8 '' 'one that leaves others behind who hold its streams' run -- sh -c 'sleep 1000 & exit 8'

noisy() {
	run -- sh -c 'yes >&2 & exit 8' 2>/dev/null
}
is 8 '' 'even if they go on writing' noisy

# Debian's 6.1 has the driver of the ports as a module, which is not at hand here, nor
# what else there is.
mkdir "$T/kernel" "$T/dir"
echo seven >"$T/dir/file"
cp "$O/kernels/6.1-$(uname -m)/image" "$T/kernel/" 2>/dev/null || : >"$T/kernel/image"
is 7 seven 'without ports, the console brings output and status' \
	run --kernel "$T/kernel/image" --share "$T/dir:/src" -- sh -c 'cat /src/file; exit 7'
is 125 "qemu/run: --share $T/dir:rw needs 9p, or virtiofs and its virtiofsd" \
	'a directory that cannot be written to' \
	run --kernel "$T/kernel/image" --share "$T/dir:/src:rw" -- true

# A serial line is slow: 350 KB/s here, so all of the 50 MB only if there is time.
mb=2
[ -z "${SLOW:-}" ] || mb=50
is 9 '' "one that fills the console with $mb MB" run --timeout $((30 + 10 * mb)) -- \
	sh -c "yes 'all work and no play' | head -c ${mb}000000 >/dev/console; exit 9"
count() {
	run -- sh -c 'head -c 50000000 /dev/zero' | wc -c
}
is 0 50000000 'one that writes 50 MB' count
is 0 '' 'nothing is left of all these' clean

# The reader of our output goes away, as `head` does: so does the machine.
pipe() {
	{ run -- sh -c 'while echo tick; do :; done'; echo $? >"$T/status"; } | head -n 1
}
is 0 tick 'nobody wants the output any more' pipe
is 0 141 'which is as it is with SIGPIPE' cat "$T/status"

# Errors as well, and what is in the pipes when the command ends is not lost.
errors() {
	{ run -- sh -c 'while echo tick >&2; do :; done' 2>&1 >/dev/null
	echo $? >"$T/status"; } | head -n 1
}
is 0 tick 'nobody wants the errors any more' errors
is 0 141 'as with the output' cat "$T/status"
# So many that some still wait for us when QEMU has gone.
emulated() {
	[ -n "$(qemu_pid)" ]
}
stopped() {
	! emulated
}
slow() {
	mkfifo "$T/slow"
	run -- sh -c 'head -c 100000 /dev/zero >&2' 2>"$T/slow" &
	{
		wait_for emulated
		wait_for stopped
		wc -c
	} <"$T/slow"
	wait
}
is 0 100000 'all errors come, however late they are read' slow
stuck() {
	{ run --timeout 15 -- yes; echo $? >"$T/status"; } | { wait_for test -s "$T/status" || wait_for test -s "$T/status"; }
	cat "$T/status"
}
rm "$T/status"
is 0 'qemu/run: time limit of 15 s
124' 'a reader who does not read does not outlast the time limit' stuck

limit() {
	run --timeout 20 -- sh -c 'while sleep 0.1; do echo tick; done' >"$T/out" 2>&1
}
is 124 '' 'the time limit strikes in the middle of output' limit
is 0 tick 'what came before it is there' head -n 1 "$T/out"
is 0 'qemu/run: time limit of 20 s' 'and it is told' tail -n 1 "$T/out"

# $1 as soon as the command says that it runs; then the status and what was told.
when_ready() {
	act=$1
	rm -f "$T/status"
	{ "$TOP/qemu/run" --rootfs busybox -- sh -c 'echo ready; exec sleep 1000' 2>"$T/err"
	echo $? >"$T/status"; } | { read -r _ && $act; }
	cat "$T/status"
}
kill_qemu() {
	kill -KILL "$(qemu_pid)"
}
is 0 125 'QEMU is killed' when_ready kill_qemu
is 0 'qemu/run: QEMU was killed by signal 9' 'it is told' tail -n 1 "$T/err"
like 125 'qemu/run: QEMU failed with status 1: *no-such-accelerator*' 'QEMU does not start' \
	env QEMU_ACCEL=no-such-accelerator "$TOP/qemu/run" --rootfs busybox true

# Ctrl-C reaches the whole of the foreground, hence a session of its own.
interrupted() {
	sig=$1
	{
		# shellcheck disable=SC2016 # the words of the inner shells
		setsid -w sh -c '
			echo $$ >"$2/group"
			"$1/qemu/run" --rootfs busybox -- sh -c "echo ready; exec sleep 1000"
		' sh "$TOP" "$T" | {
			read -r _
			group=$(cat "$T/group")
			# Impatient people press it again, and timeout(1) kills twice.
			while kill -s "$sig" -- "-$group"; do :; done
		}
	} 2>/dev/null
	wait_for gone && echo gone
}
is 0 gone 'Ctrl-C ends all of it' interrupted INT
is 0 gone 'a hang-up' interrupted HUP
is 0 gone 'and what Ctrl-backslash sends' interrupted QUIT
mkdir -p "$T/dir"
killed() {
	# shellcheck disable=SC2016 # the words of the inner shells
	{ sh -c 'echo $$ >"$1/pid"; exec "$2/qemu/run" --rootfs busybox --share "$1/dir" -- \
		sh -c "echo ready; exec sleep 1000"' sh "$T" "$TOP" | {
		read -r _
		kill -KILL "$(cat "$T/pid")"
	}; } 2>/dev/null
	wait_for gone && echo gone
}
is 0 gone 'if it is killed outright, somebody cleans up' killed
is 0 '' 'nothing is left of all these either' clean

twice() {
	run -- sh -c 'echo one; cat; exit 1' >"$T/one" <"$TOP/LICENSE" &
	one=$!
	run -- sh -c 'echo two; exit 2' >"$T/two" </dev/null
	two=$?
	wait "$one"
	echo $? "$two" "$(head -n 1 "$T/one") $(cat "$T/two")"
}
is 0 '1 2 one two' 'two runs at the same time' twice

if has userns && has unshare; then
	read_only() {
		# shellcheck disable=SC2016 # the words of the inner shell
		unshare -rm sh -c 'mount --rbind "$1" "$1" && mount -o remount,ro,bind "$1" &&
			! touch "$1/x" 2>/dev/null && exec "$2/qemu/run" --rootfs busybox true' sh "$O" "$TOP"
	}
	is 0 '' 'the build directory may be read-only' read_only
else
	skip 'the build directory may be read-only' 'userns: no user namespaces here'
fi
TMPDIR=/none
is 125 'qemu/run: no place for temporary files in /none' \
	'a directory for temporary files must be there' run true
TMPDIR=$T/tmp
is 0 '' 'and nothing is left in the end' clean
finish
