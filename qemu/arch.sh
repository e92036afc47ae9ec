# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034
#
# The table of architectures.  To be sourced; sets, for the one called by any of
# its names:
#
#	arch		our name, and that of `make ARCH=`
#	deb		Debian's
#	karch, cross	the kernel's ARCH= and CROSS_COMPILE=
#	kimage		what a kernel build makes that QEMU can start
#	qemu, board, cpu	how QEMU is to be called
#	serial, early	the serial console, and the kernel's words for an early one

arch_set() {
	cpu=
	case $1 in
	x86_64 | amd64)
		arch=x86_64 deb=amd64
		karch=x86_64 cross=x86_64-linux-gnu- kimage=arch/x86/boot/bzImage
		qemu=qemu-system-x86_64 board=q35
		serial=ttyS0 early='earlyprintk=ttyS0 reboot=t'
		;;
	aarch64 | arm64)
		# Not -cpu max: emulated pointer authentication makes the boot three
		# times as long.
		arch=aarch64 deb=arm64
		karch=arm64 cross=aarch64-linux-gnu- kimage=arch/arm64/boot/Image
		qemu=qemu-system-aarch64 board=virt cpu=cortex-a57
		serial=ttyAMA0 early=earlycon
		;;
	armv7 | armv7l | armhf | arm)
		arch=armv7 deb=armhf
		karch=arm cross=arm-linux-gnueabihf- kimage=arch/arm/boot/zImage
		qemu=qemu-system-arm board=virt,highmem=off cpu=cortex-a15
		serial=ttyAMA0 early=earlycon
		;;
	riscv64)
		arch=riscv64 deb=riscv64
		karch=riscv cross=riscv64-linux-gnu- kimage=arch/riscv/boot/Image
		qemu=qemu-system-riscv64 board=virt
		serial=ttyS0 early=earlycon=sbi
		;;
	*) die "unknown architecture $1: there are x86_64, aarch64, armv7, riscv64" ;;
	esac
}
