#!/bin/sh
# SPDX-License-Identifier: MIT
# Root file systems and kernels, as far as no machine needs to be started.

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has cpio || skip_all 'cpio: it is not installed'

# Tabs for the blanks of a list that is good to read.
list() {
	printf '%s\n' "$@" | tr ' ' '\t'
}
newc() {
	list "$@" | "$TOP/qemu/newc"
}
printf 'seven b' >"$T/seven"
: >"$T/none"

newc 'dir /tmp 1777 0 0' "file /bin/seven $T/seven 4755 0 5" 'slink /lib usr/lib' \
	'nod /dev/null 666 0 0 c 1 3' "file /bin/empty $T/none 600 1000 1000" >"$T/a.cpio"
contents() {
	cpio -tvn --quiet <"$1" | tr -s ' ' | sed 's/ Jan 1 1970//'
}
is 0 'drwxr-xr-x 2 0 0 0 bin
-rw------- 1 1000 1000 0 bin/empty
-rwsr-xr-x 1 0 5 7 bin/seven
drwxr-xr-x 2 0 0 0 dev
crw-rw-rw- 1 0 0 1, 3 dev/null
lrwxrwxrwx 1 0 0 7 lib -> usr/lib
drwxrwxrwt 2 0 0 0 tmp' 'kinds, modes, owners and the directories that lead there' contents "$T/a.cpio"
is 0 'seven b' 'a file is as it was' cpio -i --quiet --to-stdout bin/seven <"$T/a.cpio"
is 1 0 'the length is a multiple of four, for what is appended' expr "$(wc -c <"$T/a.cpio")" % 4

newc "file /bin/empty $T/none 600 1000 1000" 'nod /dev/null 666 0 0 c 1 3' 'slink /lib usr/lib' \
	"file /bin/seven $T/seven 4755 0 5" 'dir /tmp 1777 0 0' >"$T/b.cpio"
touch -d @86400 "$T/seven"
is 0 '' 'neither order nor times change a byte' cmp "$T/a.cpio" "$T/b.cpio"
newc 'dir /tmp 1777 0 1' >"$T/b.cpio"
like 1 '*differ*' 'an owner does' cmp "$T/a.cpio" "$T/b.cpio"
like 1 "*'/none'*" 'a source must be there' newc 'file /x /none 644 0 0'
told() {
	{ newc "$@" >/dev/null; } 2>&1
}
is 1 'newc: /x cannot be a directory and something else' 'a file has nothing below it' \
	told "file /x $T/seven 644 0 0" "file /x/y $T/seven 644 0 0"
is 1 'newc: no such kind: fifo' 'and a kind known' newc 'fifo /x 644 0 0'

initramfs() {
	"$TOP/qemu/initramfs" "$@"
}
mkdir -p "$T/root/etc" && echo mine >"$T/root/etc/mine" && cp "$KIT/bin/init" "$T/root/prog"
names() {
	initramfs -r "$T/root" | cpio -t --quiet 2>/dev/null | tr '\n' ' '
}
like 0 'etc etc/mine prog *' 'a directory may be the root' names
is 1 "qemu/initramfs: /none is not a directory, nor toybox or busybox" 'which must be there' \
	initramfs -r /none

# No network here: an address where nobody listens.
DEBIAN_MIRROR=http://127.0.0.1:9/debian
export DEBIAN_MIRROR
mkdir "$T/o"
offline() {
	script=$1
	shift
	O=$T/o "$TOP/qemu/$script" "$@" 2>&1 | tail -n 1
}
if has apt-get; then
	is 0 'qemu/kernel: kernel 6.1 for x86_64 (linux-image-cloud-amd64 of bookworm) is missing, and could not be fetched' \
		'what is missing is told when there is no network: a kernel' offline kernel x86_64 6.1
	is 0 'qemu/userland: busybox-static for aarch64 is missing, and could not be fetched' \
		'busybox' offline userland aarch64 busybox
	mkdir "$T/few"
	find /usr/bin/ ! -type d ! -name '*-gcc*' -exec ln -s -t "$T/few" {} +
	is 0 'qemu/cross: riscv64-linux-gnu-gcc is missing: install gcc-riscv64-linux-gnu' \
		'a compiler, before anything is fetched for it' env PATH="$T/few" O="$T/o" \
		sh -c '"$TOP/qemu/cross" riscv64 2>&1 | tail -n 1'
	mkdir -p "$T/o/riscv64/bin" "$T/bin"
	for file in "$T/o/riscv64/bin/init" "$T/o/riscv64/bin/agent" "$T/bin/qemu-system-riscv64"; do
		ln -s /bin/false "$file"
	done
	like 0 'qemu/kernel: kernel 6.12 for riscv64 *' 'of the first series that an architecture is in' \
		env PATH="$T/bin:$PATH" O="$T/o" sh -c '"$TOP/qemu/run" --arch riscv64 true 2>&1 | tail -n 1'
	is 0 '' 'and nothing half done is left' sh -c "find '$T/o' -name '*.new'"
else
	skip 'what is missing is told when there is no network' 'apt: Debian packages come by it'
fi
mkdir -p "$T/o/kernels/6.1-x86_64"
is 0 "$T/o/kernels/6.1-x86_64" 'what is there is not asked for again' offline kernel x86_64 6.1
is 3 'qemu/kernel: Debian has no 6.1 for riscv64: no riscv64 in bookworm' \
	'a kernel that does not exist' "$TOP/qemu/kernel" riscv64 6.1
finish
