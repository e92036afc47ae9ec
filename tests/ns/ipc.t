#!/bin/sh
# SPDX-License-Identifier: MIT
# Message queues, semaphores and shared memory, of System V and of POSIX.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"
key=$((0x7100000 + $$))
has_mqueue=false
[ ! -e /proc/sys/fs/mqueue ] || has_mqueue=true

# The keys in /proc/sysvipc/KIND of the objects there.
keys() {
	awk 'NR > 1 { print $1 }' "/proc/sysvipc/$1"
}

for kind in msg sem shm; do
	probe make $kind $key
	is 1 "probe: $kind: No such file or directory" "a $kind of the host is not found inside" \
		box probe find $kind $key
	is 0 '' "inside, the same key makes another $kind" box probe make $kind $key
	is 0 '' "/proc/sysvipc/$kind of a sandbox has only its heading" \
		box awk 'NR > 1' /proc/sysvipc/$kind
	is 0 '' "a $kind is found where ipc is shared" box --share-ipc probe find $kind $key
	is 0 '' "the host's $kind is still there" probe find $kind $key
	probe remove $kind $key
done

up
for kind in msg sem shm; do
	is 0 '' "a $kind is made inside" inside "probe make $kind $key"
	is 0 "$key" "where /proc/sysvipc/$kind has it" \
		inside "awk 'NR > 1 { print \$1 }' /proc/sysvipc/$kind"
	is 1 "probe: $kind: No such file or directory" "and the host has no such $kind" \
		probe find $kind $key
	is 1 "probe: $kind: No such file or directory" "nor has a second sandbox" \
		box probe find $kind $key
done
if $has_mqueue; then
	is 1 'probe: mq: Permission denied' 'nobody makes a POSIX queue without --mqueue' \
		inside "probe make mq /thimble.$$"
	down
	up --ro-bind / / --dev /dev --tmpfs /mnt --mqueue /mnt/mq
	is 0 '' 'with it one is made inside' inside "probe make mq /thimble.$$"
	is 1 'probe: mq: No such file or directory' 'and the host has no such queue' \
		probe find mq /thimble.$$
	probe make mq /thimble.$$
	is 1 'probe: mq: No such file or directory' 'nor has a second sandbox, or the host'\''s' \
		box probe find mq /thimble.$$
	is 0 '' 'the host'\''s queue is found where ipc is shared' \
		box --share-ipc --landlock off probe find mq /thimble.$$
	is 0 '' 'nor is it in a new mqueue file system' sandbox --ro-bind / / --tmpfs /mnt \
		--mqueue /mnt/mq sh -c 'ls -A /mnt/mq'
	probe remove mq /thimble.$$
	is 0 '' 'that of the sandbox stays' inside "probe find mq /thimble.$$"
else
	skip 'POSIX queues are private' 'mqueue: this kernel has none'
fi
down
for kind in msg sem shm; do
	is 0 '' "no $kind is left on the host" sh -c "awk '\$1 == $key' /proc/sysvipc/$kind"
	probe remove $kind $key 2>/dev/null # if there is
done
is 0 '' 'nothing else is left either' unchanged
finish
