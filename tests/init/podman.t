#!/bin/sh
# SPDX-License-Identifier: MIT
#
# As podman's init, and as the pause process whose namespaces others join.  Podman
# needs not be there; its images and containers are below $T, its mounts in a
# namespace of this file's own.
if [ -z "${APART:-}" ] && APART=1 && export APART && unshare -m true 2>/dev/null; then
	exec unshare -m "${SH:-sh}" "$0"
fi
# shellcheck source=tests/init/init.sh
. "${0%/*}/init.sh"
has podman || skip_all 'podman: it is not there'
has root || skip_all 'root: not for whom we are'
has busybox || skip_all 'busybox: what is a container to run?'

# It knows version 1 of the cgroups, and version 2, but not both.
umount /sys/fs/cgroup/unified 2>/dev/null

podman() {
	command podman --root "$T/store" --runroot "$T/run" --tmpdir "$T/tmp" --storage-driver vfs \
		--cgroup-manager cgroupfs --events-backend none "$@"
}
# No cgroup and no limits, which not every root may set.
start() {
	podman run --cgroups=disabled --network=none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 "$@"
}
with_init() {
	start --rm --init --init-path "$init" box "$@"
}

mkdir -p "$T/root/bin" "$T/root/proc" "$T/root/dev" "$T/root/sys"
cp "$(command -v busybox)" "$T/root/bin/busybox"
cp "$init" "$T/root/pause"
for name in sh sleep cat; do ln -s busybox "$T/root/bin/$name"; done
tar -C "$T/root" -c . | podman import - box >"$T/said" 2>&1 &&
	with_init true >>"$T/said" 2>&1 || with_init sh -c : >>"$T/said" 2>&1 ||
	skip_all "podman: $(tail -n 1 "$T/said")"

is 7 '' 'the status comes through' with_init sh -c 'exit 7'
is 0 '2 1' 'our PID 1 is podman'\''s' with_init sh -c 'echo $$ $PPID'
like 0 '/run/podman-init -- sh -c *' 'called as podman calls it' \
	with_init sh -c "busybox tr '\\0' ' ' </proc/1/cmdline"
like 0 'tini version *_init' 'with the version that it looks for' with_init /run/podman-init --version
is 0 '' 'orphans are buried' with_init sh -c '
	sh -c "sleep 0.1 & sleep 0.1 &"
	while sleep 0.05; [ "$(cat /proc/1/task/1/children)" != "2 " ]; do :; done'
like 127 '*nope*' 'what is not there is 127' with_init nope

# Detached, and told to stop.
stopped() {
	start -d --name it "$@" >/dev/null && podman stop -t 20 it >/dev/null && podman wait it
	podman rm -f it >/dev/null
}
is 0 5 'podman stop reaches the program' stopped --init --init-path "$init" box \
	sh -c 'trap "exit 5" TERM; while :; do sleep 0.1; done'
is 0 0 'pause ends by it' stopped box /pause

# As in a pod who joins the namespaces of a pause leaves it the orphans.
joined() {
	start -d --name pod box /pause >/dev/null
	podman exec pod sh -c '
		busybox tr "\0" " " </proc/1/cmdline
		sh -c "sleep 0.1 & sleep 0.1 &"
		while sleep 0.05; [ -n "$(cat /proc/1/task/1/children)" ]; do :; done'
	podman rm -f -t 20 pod >/dev/null
}
is 0 '/pause ' 'and buries the orphans of who joins it' joined
podman rm -fa >/dev/null 2>&1
finish
