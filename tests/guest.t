#!/bin/sh
# SPDX-License-Identifier: MIT
# The same tests once more in a machine whose PID 1 we are, whose root is an
# initramfs, and whose shell and tools are busybox's.  Its cases count here.
# limit: 3000

# shellcheck source=SCRIPTDIR/lib.sh
. "${0%/*}/lib.sh"
has "qemu-system-$(uname -m | sed 's/armv7l/arm/')" || skip_all 'qemu: there is none for this machine'

for file in bin/init bin/sandbox tests/probe tests/drive; do
	set -- "$@" --file "$KIT/$file:/thimble/build/$file"
done
"$TOP/qemu/run" --rootfs busybox --timeout 1200 --env SLOW=5 --memory 512 --share "$KIT/tests:/thimble/tests" \
	"$@" -- /thimble/tests/run -t ns/ sandbox/
