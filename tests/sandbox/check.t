#!/bin/sh
# SPDX-License-Identifier: MIT
# --check: what can be had, tried without a trace.

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"

mounts=$(cat /proc/self/mountinfo)
yes() {
	sandbox --check | sed -n "s/^$1: \\(yes\\|no\\).*/\\1/p"
}
if has userns; then
	is 0 yes 'user namespaces can be had' yes user
	for kind in mnt ipc net pid uts; do
		is 0 yes "those of $kind can" yes $kind
	done
	like 1 '*user: no, 28, and needed: USERNS_OFF *user.max_user_namespaces is 0*' \
		'where they are forbidden it says why, and the status is 1' \
		probe new user sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; exec sandbox --check'
	if sandbox true 2>/dev/null; then
		like 0 '*' 'where a sandbox can be made, the status is 0' sandbox --check
	else
		like 1 '*' 'where none can be made, the status is 1' sandbox --check
	fi
	if has unshare; then
		like 0 '*cgroup limits: no, 2: CGROUP_LACKS *' 'what fails is named as when it fails' sh -c '
			unshare -rm sh -c "mount -t tmpfs none /sys/fs/cgroup && exec sandbox --check" || :'
	fi
else
	like 1 '*user: no*' 'there are no user namespaces' sandbox --check
fi
if [ -e /sys/kernel/security/landlock ] || grep -qs landlock /sys/kernel/security/lsm; then
	like 0 '*landlock: yes, [1-9]*' 'Landlock has a version' sandbox --check
fi
if sandbox true 2>/dev/null; then
	like 0 '*user: no, 38, and needed: KERNEL_OLD *seccomp: yes*landlock: *grant of ids: *' \
		'behind a filter it tells what can still be had' \
		sh -c 'sandbox --ro "$KIT" sandbox --check || :'
fi
is 0 '' 'no two rows have one name' sh -c 'sandbox --check | sed "s/:.*//" | sort | uniq -d'
like 0 '\[{"name": "user", "ok": *"hint": "*"}\]' 'it is JSON if that is asked for' \
	sh -c 'sandbox --check --json || :'
if has python3; then
	is 0 '' 'which can be read' sh -c 'sandbox --check --json | python3 -m json.tool >/dev/null'
fi
is 0 "$mounts" 'no mount is left' cat /proc/self/mountinfo
finish
