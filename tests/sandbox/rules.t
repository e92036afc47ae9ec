#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Lists and files of rules for system calls, what they do to a call that is made, and
# --seccomp-log.  tests/unit/seccomp.c has all conditions on every machine.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
[ -e /proc/sys/kernel/seccomp ] || skip_all 'seccomp: this kernel has no filters'
# shellcheck disable=SC3045 # all three shells have it
ulimit -c 0
chmod 755 "$T"
ptrace=$(probe number ptrace)
getpid=$(probe number getpid)
keyctl=$(probe number keyctl)
unshare=$(probe number unshare)

# box OPTION… COMMAND…: that sees our files.
box() {
	sandbox --ro "$KIT" --ro "$T" "$@"
}

# --- lists
is 0 3 'the strict filter refuses ptrace(2), unless that is allowed' \
	box --seccomp-profile strict --seccomp-allow ptrace probe call "$ptrace" 16 0
is 0 1 'what is denied is not permitted' \
	box --seccomp-deny getppid,ptrace probe call "$ptrace" 16 0
is 0 1 'the last of the two counts' \
	box --seccomp-allow ptrace --seccomp-deny ptrace probe call "$ptrace" 16 0
is 0 3 'either way' box --seccomp-deny ptrace --seccomp-allow ptrace probe call "$ptrace" 16 0
is 0 1 'a list without a profile' \
	box --seccomp-profile none --seccomp-deny ptrace probe call "$ptrace" 16 0
is 0 1 'as bwrap too' \
	sandbox --compat --ro-bind / / --seccomp-deny ptrace probe call "$ptrace" 16 0
is 0 38 'the profile holds for what is not named' \
	box --seccomp-allow ptrace,mount probe call "$keyctl" 1

# lacks LIST WHERE
lacks() {
	is 125 "sandbox: --seccomp-deny:1: not understood: $2" "not the name of a call: '$2'" \
		box --seccomp-deny "$1" true
}
lacks ptrace,mountt mountt
lacks EPERM EPERM
lacks ptrac ptrac
lacks 'ptrace kill' kill
lacks 'ptrace: 1' ': 1'

# --- files of rules: actions
rules() {
	cat >"$T/rules"
}
by_rules() {
	box --seccomp-file "$T/rules" --seccomp-default allow "$@"
}
rules <<-END
	# a comment
	@frequency /none

	getpid: return EINVAL   # and one behind a rule
	keyctl: arg0 == 3 || \\
		arg0 == 0x10 && arg1 in ~(PROT_EXEC|010); return 7
	ptrace: arg0 & 0x100; return ENOENT
	personality: kill
	prctl: arg0 != 9999 ; kill-process
	unshare: return 12
END
is 0 22 'an error, by name' by_rules probe call "$getpid"
is 0 12 'or number' by_rules probe call "$unshare" 0x10000000
is 0 7 'a condition that is not met' by_rules probe call "$keyctl" 1
is 0 7 'nor this one' by_rules probe call "$keyctl" 16 4
is 0 7 'nor this one' by_rules probe call "$keyctl" 16 8
like 0 '[!7]*' 'this one is' by_rules probe call "$keyctl" 16 3
like 0 '[!7]*' 'the kernel takes an int, and so does the rule' \
	by_rules probe call "$keyctl" 0x700000003 1
is 0 2 'flags' by_rules probe call "$ptrace" 16
killed='sandbox: killed by the system call filter; see --seccomp-log'
is 159 "$killed" 'a rule that kills' by_rules probe call "$(probe number personality)"
is 159 "$killed" 'where the condition is not met' by_rules probe call "$(probe number prctl)" 9999
is 0 1 'a list after it counts' by_rules --seccomp-deny getpid probe call "$getpid"
is 0 22 'and one before it does not' box --seccomp-deny getpid --seccomp-file "$T/rules" \
	--seccomp-default allow probe call "$getpid"
is 0 22 'rules over a profile' \
	box --seccomp-profile default --seccomp-file "$T/rules" probe call "$getpid"
is 0 97 'which holds for the rest' box --seccomp-profile default --seccomp-file "$T/rules" \
	probe call "$(probe number socket)" 38 5 0
echo 'getpid: return 9' >"$T/other"
is 0 9 'the last file counts' by_rules --seccomp-file "$T/other" probe call "$getpid"
is 0 12 'and those before it where it is silent' \
	by_rules --seccomp-file "$T/other" probe call "$unshare" 1

# --- conditions: getpid(2) takes no arguments, so all of what is given counts
# if_met CONDITION ERRNO ARGUMENT…
if_met() {
	condition=$1 errno=$2
	shift 2
	echo "getpid: $condition; return 7" >"$T/rules"
	is 0 "$errno" "$condition: of $*" by_rules probe call "$getpid" "$@"
}
if_met 'arg0 == 5' 0 5
if_met 'arg0 == 5' 7 6
if_met 'arg5 == 5' 0 0 0 0 0 0 5
if_met 'arg0 != 5' 7 5
if_met 'arg0 != 5' 0 4
if_met 'arg0 < 5' 0 4
if_met 'arg0 < 5' 7 5
if_met 'arg0 <= 5' 0 5
if_met 'arg0 <= 5' 7 6
if_met 'arg0 > 5' 7 5
if_met 'arg0 > 5' 0 6
if_met 'arg0 >= 5' 7 4
if_met 'arg0 >= 5' 0 5
if_met 'arg0 & 6' 0 2
if_met 'arg0 & 6' 7 9
if_met 'arg0 in 6' 0 4
if_met 'arg0 in 6' 7 5
if_met 'arg0 in PROT_READ|PROT_WRITE' 0 3
if_met 'arg0 in ~PROT_EXEC' 7 4
if_met 'arg0 == 1 || arg1 == 2' 0 1 0
if_met 'arg0 == 1 || arg1 == 2' 0 0 2
if_met 'arg0 == 1 || arg1 == 2' 7 2 1
if_met 'arg0 == 1 && arg1 == 2' 0 1 2
if_met 'arg0 == 1 && arg1 == 2' 7 1 1
if_met 'arg0 == 1 && arg1 == 2 || arg2 == 3' 0 0 0 3
if_met 'arg0 == 1 || arg1 == 2 && arg2 == 3' 7 0 2 4
case $(uname -m) in
*64)
	if_met 'arg0 == 5' 7 0x100000005
	if_met 'arg0 < 5' 7 0x100000000
	if_met 'arg0 > 0xffffffff' 0 0x100000000
	if_met 'arg0 & 0x100000000' 0 0x100000000
	if_met 'arg0 in 0xff' 7 0x100000001
	;;
esac

# --- what is not named
echo 'getpid: 1' >"$T/rules"
is 159 "$killed" 'it is killed' box --seccomp-file "$T/rules" true
is 126 'sandbox: exec true: Operation not permitted' 'or not permitted' \
	box --seccomp-file "$T/rules" --seccomp-default 'return EPERM' \
	--seccomp-allow exit,exit_group,write,writev true
is 0 '' 'or allowed' by_rules true
is 0 '' 'or noted by the kernel' box --seccomp-file "$T/rules" --seccomp-default log true
is 159 "$killed" 'or trapped' box --seccomp-default trap true
is 0 0 'the default without rules' box --seccomp-default allow probe call "$getpid"

# --- what is wrong
is 125 "sandbox: open $T/nowhere: No such file or directory" 'no such file' \
	sh -c 'sandbox --seccomp-file "$1" true 2>&1 | head -n 1; exit 125' sh "$T/nowhere"
is 125 'sandbox: --seccomp-arch is for x86_64, without rules' 'rules are for one kind of program' \
	box --seccomp-arch i386 --seccomp-allow ptrace true
is 125 'sandbox: --seccomp-default:1: not understood: maybe' 'an action that is none' \
	box --seccomp-default maybe true

# broken TEXT WHERE
broken() {
	printf '%s\n' "$1" >"$T/rules"
	is 125 "sandbox: $T/rules:$2" "not understood: $2" box --seccomp-file "$T/rules" true
}
broken 'getpidd: 1' '1: not understood: getpidd: 1'
broken 'getpid 1' '1: not understood: 1'
broken 'getpid:' '1: not understood: '
broken 'getpid: 1

getpidd: 1' '3: not understood: getpidd: 1'
broken 'getpid: arg6 == 1' '1: not understood: 6 == 1'
broken 'getpid: arg0 = 1' '1: not understood: = 1'
broken 'getpid: arg0 == ' '1: not understood: '
broken 'getpid: arg0 == 18446744073709551616' '1: not understood: 18446744073709551616'
broken 'getpid: arg0 == 08' '1: not understood: 08'
broken 'getpid: arg0 == 0x' '1: not understood: 0x'
broken 'getpid: arg0 == NONE' '1: not understood: NONE'
broken 'getpid: arg0 == (1' '1: not understood: '
broken 'getpid: arg0 == 1 ||' '1: not understood: '
broken 'getpid: arg0 == 1; maybe' '1: not understood: maybe'
broken 'getpid: 1 1' '1: not understood: 1'
broken 'getpid: return 4096' '1: not understood: 4096'
broken '@unknown' '1: not understood: @unknown'
broken 'EPERM: 1' '1: not understood: EPERM: 1'
broken "getpid: arg0 == $(printf '(%.0s' 1 2 3 4 5 6 7 8 9)1)))))))))" \
	'1: not understood: 1)))))))))'

# conditions N FROM: that many of getpid.
conditions() {
	awk -v n="$1" -v from="$2" 'BEGIN {
		while (i < n)
			printf " %s arg0 == %d", (i ? "||" : "getpid:"), from + i++
		print "; return 7"
	}'
}
conditions 60 1000 >"$T/rules"
is 0 0 'a long rule' by_rules probe call "$getpid" 1059
is 0 7 'to its end' by_rules probe call "$getpid" 1060
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do
	conditions 60 $((i * 100))
done >"$T/rules"
is 125 'sandbox: a system call filter has at most 4096 instructions' 'too many rules' \
	box --seccomp-file "$T/rules" true

# --- what was refused
like 0 '' 'what is refused is listed, and passes meanwhile' \
	sh -c 'sandbox --ro "$1" --seccomp-log probe calls safe 2>"$2/log" >"$2/calls"' sh "$KIT" "$T"
is 0 "$(sed 's/ .*/: 1/' "$T/calls" | sort)" 'all of it, once' \
	sh -c 'grep -v "^#" "$1" | sort' sh "$T/log"
box --seccomp-profile default probe calls safe >"$T/default"
for name in mount setns bpf clone3 pidfd_getfd; do
	line=$(grep "^$name " "$T/default")
	like 1 '' "$name fails in another way" grep -x "$line" "$T/calls"
done
is 0 '# refused:' 'nothing was refused' box --seccomp-log true
is 0 '# refused:
unshare: 1' 'and something' box --seccomp-log sh -c 'probe call "$1" 0xffffffff >/dev/null' sh "$unshare"
like 0 '*unshare: 1' 'as PID 1' \
	box --seccomp-log --as-pid-1 sh -c 'probe call "$1" 0xffffffff' sh "$unshare"
like 0 '*unshare: 1' 'in the pid namespace of the caller' \
	box --seccomp-log --share-pid sh -c 'probe call "$1" 0xffffffff' sh "$unshare"
program='test -e / && probe call 20 >/dev/null; :'
box --seccomp-file /dev/null --seccomp-log sh -c "$program" 2>"$T/learned"
like 0 '*execve: 1*' 'what a program needs' cat "$T/learned"
is 0 '' 'that is enough for it' \
	box --seccomp-file "$T/learned" sh -c "$program"
sed '/^execve:/d' "$T/learned" >"$T/less"
is 159 "$killed" 'and with less it is not' box --seccomp-file "$T/less" true
is 0 2 'no child of ours is seen by the command' \
	sh -c 'sandbox --seccomp-log sh -c "echo \$\$; wait" 2>&1 | grep -v "^#"'
like 137 '*unshare: 1' 'a command that dies' \
	box --seccomp-log sh -c 'probe call "$1" 0xffffffff; kill -KILL $$' sh "$unshare"
stop() {
	sandbox --seccomp-log sh -c 'echo up; exec sleep 20' >"$T/up" &
	monitor=$!
	wait_for test -s "$T/up"
	kill -TERM "$monitor"
	wait "$monitor"
}
is 143 '# refused:' 'a signal that is passed on' stop
# Whose listener is gone gets an answer all the same.
is 0 38 'a listener that was killed' sh -c 'exec sandbox --ro "$KIT" "$@" 2>/dev/null' sh \
	--seccomp-log sh -c '
	probe call "$1" >/dev/null
	for pid in /proc/[0-9]*; do
		pid=${pid#/proc/}
		[ $pid = 1 ] || [ $pid = $$ ] || kill -KILL $pid 2>/dev/null
	done
	probe call "$1"' sh "$keyctl"
finish
