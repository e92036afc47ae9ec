#!/bin/sh
# SPDX-License-Identifier: MIT
# qemu/run for those who call it oddly: other names for it, and for what it is given.
# limit: 600

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has "qemu-system-$(uname -m | sed 's/armv7l/arm/')" || skip_all 'qemu: there is none for this machine'

tab=$(printf '\t')

run() {
	"$TOP/qemu/run" --rootfs busybox "$@"
}

# The first one may have to fetch a kernel, and tells of it.
run true >/dev/null 2>&1

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

long=$(head -c 2000 /dev/zero | tr '\0' y)
like 125 'qemu/run: --append: the kernel takes * bytes, and these would be 2*' 'too many words for the kernel' \
	run --append "$long" true
is 125 'qemu/run: --append: what follows -- is for process 1, and ours' 'nor words for process 1' \
	run --append 'quiet --' true
is 125 'qemu/run: --init: the kernel takes no path with blanks, as /a b' 'nor a path with blanks' \
	run --init '/a b' true
like 125 '*qemu/run: --keep: nothing can be kept in /dev/null/x' 'a place where nothing can be kept' \
	run --keep /dev/null/x true
mkdir "$T/t m,p"
is 0 '' 'commas and blanks in TMPDIR' env TMPDIR="$T/t m,p" "$TOP/qemu/run" --rootfs busybox true

# Places: below what init mounts on, and in a directory whose name alone is given.
echo one >"$T/one"
mkdir -p "$T/di r,x/sub"
echo two >"$T/di r,x/sub/two"
places() {
	run --file "$T/one:/tmp/a/b" --file "$T/one:/run/one" --file "$T/one:/opt//" --share "$T/di r,x" \
		--chdir "$T/di r,x" --env A=1 --env 'PATH=/none:/bin' --env AB=2 --env A=3 --env HOME= -- \
		sh -c 'cat /tmp/a/b /run/one /opt/one sub/two && env | grep -E "^(A|HOME|PATH)" | sort'
}
is 0 'one
one
one
two
A=3
AB=2
HOME=
PATH=/none:/bin' 'files and directories below /tmp, and the last value of a variable' places
is 125 'newc: /bin cannot be a directory and something else' 'a file is no directory' \
	run --file "$T/one:/bin" true
is 125 "qemu/run: --share: there may be no tabs or newlines in $T/one$tab" 'a tab in a name' \
	run --share "$T/one$tab" true
is 125 "qemu/run: --file: there may be no tabs or newlines in $T/one:/x
y" 'a newline' run --file "$T/one:/x
y" true

# A root as Debian has it, where /bin and /lib are links, and names as nobody has them.
userland=$("$TOP/qemu/userland" "$(here=$TOP/qemu sh -c '. "$here/lib.sh"; arch_here')" busybox) ||
	skip_all 'busybox: it could not be fetched'
mkdir -p "$T/root/usr/bin" "$T/root/usr/lib" "$T/root/etc/a${tab}b
c" "$T/root/tmp"
ln -s usr/bin usr/lib "$T/root/"
ln -s usr/lib "$T/root/lib64"
cp "$userland/busybox" "$T/root/usr/bin/sh"
echo lib >"$T/root/usr/lib/lib"
echo odd >"$T/root/etc/a${tab}b
c/odd"
chmod 700 "$T/root/etc"
merged() {
	"$TOP/qemu/run" --rootfs "$T/root" --file "$T/one:/lib64/one" --file "$T/one:/etc/one" -- \
		/bin/sh -c 'cd /lib; cat lib one /etc/a*/odd; stat -c "%a %F" /bin /lib64 /etc'
}
is 0 'lib
one
odd
777 symbolic link
777 symbolic link
700 directory' 'a directory as the root stays as it is' merged
finish
