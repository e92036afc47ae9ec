# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# Machines for the tests: our init as the kernel's PID 1, busybox's tools, and a
# serial console that is a file here.
#
#	file PATH MODE		what is on standard input goes there, in the next initramfs
#	disk NAME ARG...	mke2fs's, with its arguments: $T/NAME; a second argument of boot
#	boot WORDS QEMU...	start a machine, with WORDS for its kernel
#	await TEXT		until a line of its console begins with it, or the machine
#				is ended by LIMIT; what follows it there
#	enter TEXT		a line for its console
#	key KEYS		pressed, as QEMU's monitor names them
#	ended			the machine's end, and how the kernel called it
#	built_in OPTION		does the kernel have it?
#	line TEXT		what follows TEXT at the beginning of a line of the console
#
# KERNEL and ARCH choose among those of qemu/kernel, and with BRIEF a file leaves out
# what differs little from the rest of it.  What the guest wants to tell it
# prints as lines of its own, which begin with a word that nothing else begins with.

# shellcheck source=SCRIPTDIR/../lib.sh
. "$TOP/tests/lib.sh"
here=$TOP/qemu
# shellcheck source=SCRIPTDIR/../../qemu/lib.sh
. "$here/lib.sh"
unset -f say die
KERNEL=${KERNEL:-6.1}
arch_set "${ARCH:-$(arch_here)}"
# On a busy host a tick may come too late for the kernel to believe in its timer.
[ "$arch" != x86_64 ] || early="$early no_timer_check"
has "$qemu" || skip_all "qemu: there is no $qemu"
cell=$("$here/kernel" "$arch" "$KERNEL") || skip_all "kernel: there is no $KERNEL for $arch"

mkfifo "$T/in" "$T/mon.in" "$T/mon.out"
exec 7<>"$T/in" 8<>"$T/mon.in" 9<>"$T/mon.out"
mkdir "$T/files"
: >"$T/list"
trap 'off; wait; rm -rf "$T"' EXIT

# Put the base together once, the test's own files for each boot.
"$here/initramfs" -a "$arch" -r busybox -o "$T/base" || exit 1

file() {
	n_files=$((${n_files:-0} + 1))
	cat >"$T/files/$n_files"
	printf 'file\t%s\t%s\t%s\t0\t0\n' "$1" "$T/files/$n_files" "$2" >>"$T/list"
}

boot() {
	words=$1
	shift
	# The kernel takes the last of two files with the same name.
	cat "${base:-$T/base}" "$cell/modules.cpio" >"$T/initrd"
	awk -F "$tab" '{ last[$2] = $0 } END { for (p in last) print last[p] }' "$T/list" |
		"$here/newc" >>"$T/initrd"
	rm -f "$T/status"
	: >"$T/console"
	[ -z "$cpu" ] || set -- "$@" -cpu "$cpu"
	set -- -M "$board" -accel tcg -m "${MEMORY:-256}" -nodefaults -no-user-config -no-reboot \
		-display none -kernel "$cell/image" -initrd "$T/initrd" \
		-append "quiet console=${CONSOLE:-$serial} panic=-1 $early $words" \
		-chardev stdio,id=serial,signal=off -serial chardev:serial \
		-monitor "pipe:$T/mon" -device virtio-rng-pci "$@"
	# Its status is for whoever asks, which a child of ours may be.
	{
		# shellcheck disable=SC2016 # the inner shell's
		sh -c 'echo $$ >"$0"; exec timeout -k 5 "$@"' "$T/pid" "${LIMIT:-60}" "$qemu" "$@"
		echo $? >"$T/status"
	} <"$T/in" >"$T/console" 2>"$T/qemu.log" 7>&- 8>&- 9>&- &
}

off() {
	[ ! -e "$T/pid" ] || [ -e "$T/status" ] || kill "$(cat "$T/pid")"
}

# Does the kernel have it built in?
built_in() {
	grep -q "^CONFIG_$1=y" "$cell/config"
}

# Is there one on which Ctrl-Alt-Del can be pressed?
keyboard() {
	built_in VIRTIO_INPUT || { [ "$arch" = x86_64 ] && built_in KEYBOARD_ATKBD; }
}

lines() {
	tr -d '\r' <"$T/console"
}

line() {
	lines | sed -n "s|^$1||p" | head -n 1
}

said() {
	lines | grep -q "^$1"
}

await() {
	want=$1
	until wait_for said_or_gone; do :; done
	said "$want" || { lines | tail -n 30; return 1; }
	line "$want"
}

said_or_gone() {
	said "$want" || [ -e "$T/status" ]
}

enter() {
	printf '%s\n' "$*" >&7
}

key() {
	echo "sendkey $1" >&8
}

gone() {
	[ -s "$T/status" ]
}

ended() {
	wait_for gone || wait_for gone || wait_for gone || { off; wait_for gone; lines | tail -n 30; return 124; }
	lines | sed -n 's/.*reboot: \(Restarting system\|Power down\|System halted\).*/\1/p' | tail -n 1
	[ "$(cat "$T/status")" = 0 ] || lines | tail -n 30
	return "$(cat "$T/status")"
}
