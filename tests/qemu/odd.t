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

# Words are options up to the first that is none, in either form.
is 125 "qemu/run: $unknown" 'an operand behind an equals sign' run --arch=vax true
is 125 'qemu/run: --env takes NAME=VALUE, not =b=c' 'which may have some of its own' run --env==b=c true
is 125 'qemu/run: --console takes no operand' 'not for those that have none' run --console=tty true
is 125 'qemu/run: unknown option --nope; --help lists them' 'nor for those that are none' run --nope= x

for wrong in --timeout=09 --timeout=99999999999999999999 --memory=1G --memory=0 --cpus=0 --cpus=-1 \
	--timeout=; do
	is 125 "qemu/run: ${wrong%%=*} takes a number, not ${wrong#*=}" "$wrong" run "$wrong" true
done
is 125 'qemu/run: QEMU_BOOT_LIMIT takes a number, not 1m' 'so does the environment' \
	env QEMU_BOOT_LIMIT=1m "$TOP/qemu/run" true
for wrong in '' 6.10 5.1 6.01; do
	is 125 "qemu/kernel: no Debian release has a kernel $wrong" "no kernel '$wrong'" \
		run --kernel "$wrong" true
done
finish
