#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The system call filter: what is refused is refused by it, and what is said of it.
# tests/unit/seccomp.c looks at each number and at all kinds of arguments.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
[ -e /proc/sys/kernel/seccomp ] || skip_all 'seccomp: this kernel has no filters'
# shellcheck disable=SC3045 # all three shells have it
ulimit -c 0
chmod 755 "$T"

# box OPTION… COMMAND…: that sees our files.
box() {
	sandbox --ro "$KIT" --ro "$T" "$@"
}

# --- whether there is one, and how many
filters() {
	box "$@" sed -n 's/^Seccomp_filters:[	 ]*//p' /proc/self/status
}
if grep -q ^Seccomp_filters /proc/self/status; then
	have=$(sed -n 's/^Seccomp_filters:[	 ]*//p' /proc/self/status)
	# ret ALLOW
	printf '\006\0\0\0\0\0\377\177' >"$T/allow"
	is 0 $((have + 1)) 'there is a filter' filters
	is 0 "$have" '--seccomp-profile none: there is none' filters --seccomp-profile none
	is 0 $((have + 2)) 'another one stands beside it' filters --seccomp 3 3<"$T/allow"
	is 0 $((have + 3)) 'and any number of others' \
		filters --add-seccomp-fd 3 --add-seccomp-fd 4 3<"$T/allow" 4<"$T/allow"
	is 0 "$have" 'as bwrap there is none' \
		sandbox --compat --ro-bind / / sed -n 's/^Seccomp_filters:[	 ]*//p' /proc/self/status
	is 0 "$have" 'nor with --only' \
		sandbox --only user sed -n 's/^Seccomp_filters:[	 ]*//p' /proc/self/status
	is 0 $((have + 1)) 'unless it is asked for' \
		sandbox --compat --ro-bind / / --seccomp-profile default \
		sed -n 's/^Seccomp_filters:[	 ]*//p' /proc/self/status
else
	skip 'how many filters there are' 'kernel: does not tell'
fi

# ld nr; jeq seccomp, 0, 1; ret ERRNO|ENOSYS; ret ALLOW
case $(uname -m) in
x86_64) nr='\075\001' ;;
armv7*) nr='\177\001' ;;
*) nr='\025\001' ;;
esac
# shellcheck disable=SC2059 # a part of the format it is
printf "\040\0\0\0\0\0\0\0\025\0\0\001$nr\0\0\006\0\0\0\046\0\005\0\006\0\0\0\0\0\377\177" >"$T/no-more"
for as in '' --compat; do
	is 0 '' "a filter that forbids seccomp(2) can have others on it ${as:-by default}" \
		sandbox ${as:+"$as"} --ro-bind / / --add-seccomp-fd 3 --add-seccomp-fd 4 true \
		3<"$T/no-more" 4<"$T/no-more"
done

# --- what it refuses
box probe calls all >"$T/calls"
is 0 '' 'what is no longer or not yet there is not implemented, the rest not permitted' awk '
	/^(add_key|request_key|keyctl|userfaultfd|io_uring_.*|clone3|listns) / {
		if ($2 != 38) print
		next
	}
	$2 != 1' "$T/calls"
more=$(wc -l <"$T/calls")
is 0 '' 'they are many' test "$more" -gt 45
for profile in none default; do
	box --seccomp-profile $profile probe calls safe >"$T/$profile"
done
# Without privilege the kernel itself refuses many of them, and some it does not have.
for name in mount unshare setns bpf keyctl add_key clone3 pidfd_getfd mount_setattr clock_settime; do
	line=$(grep "^$name " "$T/default")
	like 1 "" "without a filter $name fails in another way" grep -x "$line" "$T/none"
done

# --- by their arguments
answers() {
	number=$(probe number "$1") || return
	shift
	# shellcheck disable=SC2086 # they are words
	box "$@" probe call "$number" $arguments
}
# ask ERRNO NAME ARGUMENTS TITLE
ask() {
	arguments=$3
	is 0 "$1" "$4" answers "$2"
}
ask 97 socket '38 5 0' 'no AF_ALG socket'
ask 97 socket '40 1 0' 'no AF_VSOCK socket'
ask 97 socket '0x100000026 5 0' 'whatever stands in the half that the kernel does not look at'
ask 97 socket '16 3 9' 'no netlink socket but for routes'
ask 0 socket '16 3 0' 'but for these'
ask 0 socket '1 1 0' 'a unix socket'
ask 0 socket '2 1 0' 'an inet socket'
ask 97 socketpair '30 1 0 0' 'no pair of TIPC sockets'
ask 1 ioctl '0 0x5412 0' 'no TIOCSTI'
ask 1 ioctl '0 0x541c 0' 'no TIOCLINUX'
ask 1 personality '0x0040000' 'no odd personality'
ask 0 personality '0xffffffff' 'but to ask for the one there is'
ask 1 clone '0x10000011' 'no user namespace by clone(2)'
ask 1 clone '0x20011' 'no mount namespace either'
case $(uname -m) in
*64)
	ask 1 ioctl '0 0x100005412 0' 'no TIOCSTI with more bits'
	ask 1 clone '0x110000011' 'no user namespace with more bits'
	;;
esac

# --- programs of another kind
if [ "$(uname -m)" = x86_64 ]; then
	is 0 38 'x32 is not there' box probe call 0x40000027
	if [ "$(probe int80 20 2>/dev/null)" -gt 0 ] 2>/dev/null; then
		killed='sandbox: killed by the system call filter; is this a 32-bit program? see --seccomp-arch'
		is 159 "$killed" 'a 32-bit program is ended, and it is said why' box probe int80 20
		is 159 "$killed" 'as PID 1' box --as-pid-1 probe int80 20
		is 159 "$killed" 'in the pid namespace of the caller' box --share-pid probe int80 20
		is 159 '' 'a program of its own may use the same number' box sh -c 'exit 159'
		like 0 '[1-9]*' '--seccomp-arch i386 lets it run' box --seccomp-arch i386 probe int80 20
		is 0 -1 'and refuses the same there' box --seccomp-arch i386 probe int80 21
		is 0 -38 'and socketcall(2), whose arguments it cannot see' \
			box --seccomp-arch i386 probe int80 102
	else
		skip '32-bit programs' 'kernel: does not run them'
	fi
fi
# --- the strict one
ptrace=$(probe number ptrace)
is 0 3 'the default filter lets ptrace(2) be' box probe call "$ptrace" 16 0
is 0 1 'the strict one does not' box --seccomp-profile strict probe call "$ptrace" 16 0
if [ -e /sys/kernel/security/landlock ] || probe landlock >/dev/null 2>&1; then
	is 0 1 'which is that of --strict' box --strict probe call "$ptrace" 16 0
fi
is 0 3 'unless another is asked for' box --strict --landlock off --seccomp-profile default probe call "$ptrace" 16 0

# --- one in another
is 0 here 'a sandbox can be made in one without a filter' \
	box --uid 5 --gid 5 --allow-userns --landlock off --seccomp-profile none \
	sandbox --allow-userns --ro-bind / / --dev /dev echo here
like 125 '*--seccomp-profile none*' 'and not in one with it' \
	box --uid 5 --gid 5 --allow-userns --landlock off sandbox --ro-bind / / true
finish
