#!/bin/sh
# SPDX-License-Identifier: MIT
# How much of the machine the command may use, and for how long.

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: no user namespaces'

# The two numbers of a line of /proc/self/limits.
# shellcheck disable=SC2016 # awk's own
show='sed -n "s/^Max $1 *\([^ ]*\) *\([^ ]*\) .*/\1 \2/p" /proc/self/limits'
limit() {
	name=$1
	shift
	sandbox "$@" sh -c "$show" - "$name"
}
ours() {
	sh -c "$show" - "$1"
}

# A dump of 0 bytes is still piped to a program, if core_pattern says so.
is 0 '1 1' 'there are no core dumps' limit 'core file size'
is 0 '1024 4096' 'there are 1024 files, or 4096' limit 'open files'
is 0 '512 512' 'or as many as the caller has' \
	sh -c "ulimit -n 512; exec sandbox sh -c '$show' - 'open files'"
most=$(ours processes)
case ${most#* } in
unlimited | ?????* | [4-9]???) most=4096 ;;
*) most=${most#* } ;;
esac
like 0 "* $most" 'there are 4096 processes' limit processes
is 0 "$(ours 'open files')" 'a limit can be kept' limit 'open files' --rlimit nofile=keep
is 0 '10 20' 'or set' limit 'open files' --rlimit nofile=10:20
is 0 '33 33' 'both with one number' limit 'open files' --rlimit nofile=33
is 0 '2048 1048576' 'with units' limit 'file size' --rlimit fsize=2k:1M
is 0 "$(ours 'open files')" 'none is implied as bubblewrap' \
	limit 'open files' --compat --bind / /
is 0 '7 7' 'though one may be set' limit 'open files' --compat --bind / / --rlimit nofile=7
like 125 'sandbox: setrlimit nofile=200: *
sandbox: hint: *lowered*' 'none is raised above the caller'\''s' \
	sh -c 'ulimit -n 100; exec sandbox --rlimit nofile=200 true'
like 153 '*' 'they hold' sandbox --rlimit fsize=1 --rw "$T" sh -c 'echo too long >"$0/file"' "$T"

is 0 7 'the priority is set' sandbox --nice 7 awk '{ print $19 }' /proc/self/stat
is 0 300 'and who is to be killed first' sandbox --oom-score-adj 300 cat /proc/self/oom_score_adj
like 125 '*NOT_IN_RANGE*from -1000 to 1000' 'which has its range' sandbox --oom-score-adj 5000 true
if [ "$(id -u)" != 0 ]; then
	like 125 'sandbox: setpriority -5: *
sandbox: hint: *' 'only root has a higher one' sandbox --nice -5 true
fi

# --- time

is 124 '' 'what takes too long is killed' sandbox --timeout 0.1 sleep 60
is 124 '' 'without a pid namespace as well' sandbox --share-pid --timeout .1 sleep 60
is 124 'asked' 'and asked first, if it has time for that' sandbox --timeout .2 --stop-timeout 5 \
	sh -c 'trap "echo asked; exit 3" TERM; sleep 60 & wait'
is 124 '' 'but not for ever' sandbox --timeout .1 --stop-timeout .1 sh -c 'trap "" TERM; sleep 60; sleep 60'
is 124 '' 'as PID 1' sandbox --as-pid-1 --timeout .1 --stop-timeout .1 sleep 60
is 124 '' 'as bubblewrap' sandbox --compat --unshare-all --bind / / --timeout .1 sleep 60
is 3 '' 'what ends in time has its own status' sandbox --timeout 60 sh -c 'exit 3'
is 124 'true' 'a caller is told so' \
	sh -c 'sandbox --json-status-fd 3 --timeout .1 sleep 60 3>"$0"; s=$?; sed -n "s/.*timed-out\": \([a-z]*\).*/\1/p" "$0"; exit $s' "$T/json"
finish
