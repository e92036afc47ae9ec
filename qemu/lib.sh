# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034,SC2154
#
# What the scripts here share: where things are, how they speak, and the table of
# architectures.  To be sourced, with `here` set to this directory.

unset CDPATH # by which `cd` would go elsewhere, and say so
top=${here%/*}
O=${O:-$top/build}
export O
tab='	'
newline='
'
none=3 # the status of `kernel` when Debian has no such kernel

say() {
	printf '%s\n' "qemu/${0##*/}: $*" >&2
}

die() {
	say "$*"
	exit "${failure:-1}"
}

# make_once DIR COMMAND...: unless DIR is there, have COMMAND fill $new, which then
# becomes DIR.  So whatever is there is complete, and two who want it at the same
# time do not meet.
make_once() {
	made=$1
	shift
	[ ! -d "$made" ] || return 0
	if ! mkdir -p "${made%/*}" || ! exec 9>"$made.lock"; then
		die "cannot make $made"
	fi
	flock 9
	if [ ! -d "$made" ]; then
		new=$made.new
		trap 'rm -rf "$new"' EXIT
		rm -rf "$new"
		mkdir "$new"
		"$@"
		mv "$new" "$made"
		trap - EXIT
	fi
	exec 9>&-
}

# For the one called by any of its names:
#
#	arch		our name, and that of `make ARCH=`
#	bin		where our programs for it are
#	deb, musl	Debian's name for it, and musl's in Debian's paths
#	suite		the Debian release to take single packages from
#	karch, cross	the kernel's ARCH= and CROSS_COMPILE=
#	kimage		what a kernel build makes that QEMU can start
#	qemu, board, cpu	how QEMU is to be called
#	serial, early	the serial console, and the kernel's words for an early one
#	line		how long a line of the kernel's words may be
arch_set() {
	cpu='' suite=bookworm line=1024
	case $1 in
	x86_64 | amd64)
		# Not with cmpxchg16b: QEMU 7.2's leaves garbage in the flags now and
		# then, and 6.12 allocates memory by it and so panics.
		arch=x86_64 deb=amd64 musl=x86_64-linux-musl cpu=qemu64,-cx16
		karch=x86_64 cross=x86_64-linux-gnu- kimage=arch/x86/boot/bzImage
		qemu=qemu-system-x86_64 board=q35
		serial=ttyS0 early='earlyprintk=ttyS0 nokaslr reboot=t' line=2048
		;;
	aarch64 | arm64)
		# Not -cpu max: emulated pointer authentication makes the boot three
		# times as long.
		arch=aarch64 deb=arm64 musl=aarch64-linux-musl
		karch=arm64 cross=aarch64-linux-gnu- kimage=arch/arm64/boot/Image
		qemu=qemu-system-aarch64 board=virt cpu=cortex-a57
		serial=ttyAMA0 early=earlycon line=2048
		;;
	armv7 | armv7l | armhf | arm)
		arch=armv7 deb=armhf musl=arm-linux-musleabihf
		karch=arm cross=arm-linux-gnueabihf- kimage=arch/arm/boot/zImage
		qemu=qemu-system-arm board=virt,highmem=off cpu=cortex-a15
		serial=ttyAMA0 early=earlycon
		;;
	riscv64)
		arch=riscv64 deb=riscv64 musl=riscv64-linux-musl suite=trixie
		karch=riscv cross=riscv64-linux-gnu- kimage=arch/riscv/boot/Image
		qemu=qemu-system-riscv64 board=virt
		serial=ttyS0 early=earlycon=sbi
		;;
	*) die "unknown architecture $1: there are x86_64, aarch64, armv7, riscv64" ;;
	esac
	bin=$O/bin
	[ "$arch" = "$(arch_here)" ] || bin=$O/$arch/bin
}

# This machine's, by our name.
arch_here() {
	case $(uname -m) in
	armv[78]*) echo armv7 ;;
	*) uname -m ;;
	esac
}
