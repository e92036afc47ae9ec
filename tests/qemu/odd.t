#!/bin/sh
# SPDX-License-Identifier: MIT
# qemu/run for those who call it oddly: other names for it, and for what it is given.
# limit: 600

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has "qemu-system-$(uname -m | sed 's/armv7l/arm/')" || skip_all 'qemu: there is none for this machine'

run() {
	"$TOP/qemu/run" --rootfs busybox "$@"
}

# Where it is called from, and by which name, is all the same.
unknown='unknown architecture vax: there are x86_64, aarch64, armv7, riscv64'
ln -s "$TOP/qemu/run" "$T/vm"
is 125 "qemu/vm: $unknown" 'through a link' "$T/vm" --arch vax true
elsewhere() {
	cd "$TOP/qemu" || return
	CDPATH=$T:$TOP sh "$@"
}
mkdir "$T/qemu"
is 125 "qemu/run: $unknown" 'by a name without a slash' elsewhere run --arch vax true
is 125 "qemu/run: $unknown" 'from where CDPATH leads away' \
	sh -c 'cd "$1" && CDPATH=$2:$1 exec qemu/run --arch vax true' sh "$TOP" "$T"
finish
