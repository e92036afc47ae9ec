# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# For the tests of namespaces: a look at the host, and a sandbox to talk to.
# Each file looks from inside, that a resource is private, and from outside, that
# nothing has come through.

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"

has userns || has root || skip_all "userns: user namespaces are forbidden for $(id -un 2>/dev/null || id -u)"

# Where the programs are may be covered by a new /tmp.
box() {
	sandbox --ro "$KIT" "$@"
}

# nsid TYPE [PID]
nsid() {
	readlink "/proc/${2:-self}/ns/$1"
}

# All of the host that a sandbox could have changed.
host() {
	for type in cgroup ipc mnt net pid time user uts; do
		nsid $type || :
	done
	cat /proc/self/mountinfo /proc/self/cgroup /proc/self/uid_map
	grep -E '^(Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp)' /proc/self/status
	cat /proc/sys/kernel/hostname /proc/sys/kernel/domainname /proc/sysvipc/*
	sed 's/:.*//' /proc/net/dev
}
host_before=$(host)

unchanged() {
	host >"$T/after"
	printf '%s\n' "$host_before" | diff - "$T/after"
}

# up OPTION…: a shell in a sandbox, which `inside` commands; $monitor is what we
# started, $pid1 and $shell its child and grandchild.
up() {
	mkfifo "$T/to" "$T/from"
	sandbox --ro "$KIT" "$@" sh <"$T/to" >"$T/from" 2>&1 &
	monitor=$!
	# The end of another child may interrupt it.
	until command exec 3>"$T/to"; do :; done 2>/dev/null
	until command exec 4<"$T/from"; do :; done 2>/dev/null
	rm "$T/to" "$T/from"
	inside true || echo "# there is no sandbox: $(cat <&4)"
	pid1=$(probe children $monitor)
	# shellcheck disable=SC2034 # for those who source us
	shell=$(probe children "$pid1")
}

# inside COMMANDS: their output and the status of the last.
inside() {
	printf '{\n%s\n} </dev/null 2>&1\necho "@ $?"\n' "$1" >&3
	while IFS= read -r line <&4; do
		case $line in "@ "*) return "${line#@ }" ;; esac
		printf '%s\n' "$line"
	done
	return 125
}

# The shell inside sees the end of its input; the status it leaves with.
down() {
	exec 3>&- 4<&-
	wait "$monitor" 2>/dev/null # where a shell says that it was killed
}
