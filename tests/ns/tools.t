#!/bin/sh
# SPDX-License-Identifier: MIT
# Under the names unshare and nsenter: what tutorials on namespaces show, literally, and
# the same as util-linux's where that is.

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: no user namespaces'
theirs=$PATH
mkdir "$T/bin"
ln -s "$(command -v sandbox)" "$T/bin/unshare"
ln -s "$(command -v sandbox)" "$T/bin/nsenter"
PATH=$T/bin:$PATH
sh -c 'unshare --help' 2>&1 | grep -q map-auto || skip_all 'names: the shell has commands of those names in it'
cd / || exit
me=$(id -u)

is 0 "$me
0" 'unshare --map-root-user' sh -c 'id -u; unshare --map-root-user id -u'
is 0 0 'unshare -Ur' unshare -Ur id -u
is 0 "0 $me 1" 'its map' sh -c "unshare -Ur cat /proc/self/uid_map | tr -s ' ' | sed 's/^ //'"
is 0 deny 'and setgroups' unshare -Ur cat /proc/self/setgroups
is 0 "$me" 'unshare -Uc' unshare -U -c id -u
is 0 7 'unshare --map-user' unshare --map-user=7 id -u
none=$(cat /proc/sys/kernel/overflowuid)
is 0 "$none" 'unshare --user, without ids' unshare --user id -u
is 0 "7
$none" 'a user alone leaves the group' unshare --map-user 7 sh -c 'id -u; id -g'
is 0 "$none
7" 'and a group the user' unshare --map-group=7 sh -c 'id -u; id -g'
like 1 'unshare: *setgroups: *' 'groups that are mapped so cannot be allowed' unshare -r --setgroups allow true
like 1 'unshare: -G: *' 'nor dropped' unshare -r -G 0 true
like 0 'CapAmb:	*[1-9a-f]*' 'unshare --keep-caps' unshare -c --keep-caps grep CapAmb /proc/self/status
is 0 '1
1' 'unshare -Urmpf --mount-proc: PID 1, alone' unshare -Urmpf --mount-proc sh -c 'echo $$; set -- /proc/[0-9]*; echo $#'
like 2 '*annot fork*' 'unshare --pid without --fork: no second command' \
	unshare -Ur --pid dash -c '/bin/true; /bin/true; echo ok'
is 0 'changed' 'unshare --uts' unshare -Ur --uts sh -c 'probe sethostname changed && cat /proc/sys/kernel/hostname'
is 0 "$(cat /proc/sys/kernel/hostname)" 'of which the host knows nothing' cat /proc/sys/kernel/hostname
is 0 1 'unshare --net: lo alone, and that is down' unshare -rn sh -c 'grep -c : /proc/net/dev; ! grep -q 1 /sys/class/net/none 2>/dev/null'
is 0 '' 'unshare --ipc' sh -c '[ "$(unshare -ri readlink /proc/self/ns/ipc)" != "$(readlink /proc/self/ns/ipc)" ]'
is 0 '' 'unshare --cgroup' sh -c '[ "$(unshare -rC readlink /proc/self/ns/cgroup)" != "$(readlink /proc/self/ns/cgroup)" ]'
is 0 1000000 'unshare --time --boottime' sh -c '
	in=$(unshare -r --time --boottime 1000000 --fork cut -d. -f1 /proc/uptime)
	out=$(cut -d. -f1 /proc/uptime); echo $((in - (in - out - 1000000) - out))'
is 0 here 'no command: $SHELL' sh -c 'echo echo here | SHELL=/bin/sh unshare -Ur'
is 0 -sh 'which is a login shell' sh -c 'echo echo "\$0" | SHELL=/bin/sh unshare -Ur'
is 0 1 'unshare --help names all' sh -c 'unshare --help | grep -c -- --map-root-user'
is 127 'unshare: failed to execute uts: No such file or directory' 'unshare -m uts: no such command' env PATH=/usr/bin:/bin "$T/bin/unshare" -r -m uts /bin/sh
is 3 '' 'its status' unshare -Ur --fork sh -c 'exit 3'
like 143 '*erminated*' 'or signal' sh -c 'unshare -Ur --fork sh -c "kill \$\$"; exit $?'
is 0 '' 'a signal that would end the child before us is not for it' unshare -Ur --fork sh -c '
	trap "kill \$!; exit 0" WINCH; trap "kill \$!; exit 3" TERM; sleep 10 &
	kill -TERM $PPID; kill -WINCH $PPID; wait'
is 3 '' 'unless --forward-signals' unshare -Ur --fork --forward-signals sh -c '
	trap "kill \$!; exit 3" TERM; sleep 10 & kill -TERM $PPID; wait'
is 0 '' 'unshare --kill-child=TERM' unshare -Ur --kill-child=TERM true
like 1 'unshare: not understood: FOO' 'a signal that is none' unshare -Ur --kill-child=FOO true
is 0 private 'mounts are private' unshare -rm sh -c 'grep -q shared: /proc/self/mountinfo || echo private'
is 0 '' 'unless they are to be unchanged' sh -c '
	[ "$(unshare -rm --propagation unchanged grep -c master: /proc/self/mountinfo)" -ge 0 ]'
like 1 'unshare: *-x*' 'an option that there is not' unshare -x
like 1 'unshare: not understood: so' 'a word that is none' unshare -m --propagation so true
is 0 / 'unshare --root --wd' unshare -r --root / --wd / pwd

is 0 0 'without a link' sandbox --as unshare -Ur id -u
like 0 'bubblewrap *' 'for any of the names' sandbox --as unshare -Ur sandbox --as bwrap --version

mkfifo "$T/up"
unshare -Urmpuf --mount-proc --kill-child sh -c 'probe sethostname inner; echo up; exec sleep 1000' >"$T/up" &
read -r _ <"$T/up"
target=$(probe children $!)
is 0 "inner
2" 'nsenter -a' nsenter -a -t "$target" sh -c 'cat /proc/sys/kernel/hostname; set -- /proc/[0-9]*; echo $#'
is 0 inner 'nsenter --target --user --uts' nsenter --target "$target" --user --uts cat /proc/sys/kernel/hostname
is 0 0 'who enters a user namespace is root there' nsenter -U -t "$target" id -u
is 5 '' 'the status' nsenter -a -t "$target" sh -c 'exit 5'
is 0 inner 'nsenter with files' nsenter --user="/proc/$target/ns/user" --uts="/proc/$target/ns/uts" cat /proc/sys/kernel/hostname
is 0 x 'nsenter --env' env A=x sh -c 'nsenter -U -e -t "$0" sh -c "echo \${A-x}"' "$target"
is 0 /usr 'nsenter --wdns' nsenter -t "$target" -U -m --preserve-credentials --wdns /usr pwd
is 0 / 'nsenter --root: where the namespace begins' nsenter -t "$target" -U -m -r pwd
kill -KILL "$target"
wait $! 2>/dev/null
like 1 'nsenter: no target process*' 'a namespace of nobody' nsenter -n true
like 1 'nsenter: not understood: -Z' 'nothing of SELinux' nsenter -Z true
unshare -Ur sh -c 'unshare -Ur sh -c "echo up; exec sleep 1000"; :' >"$T/up" &
read -r _ <"$T/up"
is 0 "$(readlink /proc/$!/ns/user)" 'nsenter --user-parent' \
	nsenter -t "$(probe children $!)" --user-parent readlink /proc/self/ns/user
kill -KILL "$(probe children $!)"
wait $! 2>/dev/null
like 1 'nsenter: * 999999999: *' 'a process that there is not' nsenter -t 999999999 -a true
like 1 'nsenter: no target process*' 'or is not said' nsenter true

if has root; then
	is 0 '0 0 1
10 100000 5
0 0 1
5 100000 10' 'unshare --map-users --map-groups' sh -c '
		unshare -r --map-users 100000,10,5 --map-groups 5:100000:10 cat /proc/self/uid_map /proc/self/gid_map |
			tr -s " " | sed "s/^ //"'
	is 0 '0 100000 3
3 0 1
4 100003 6' 'one id of its own goes between' sh -c '
		unshare --map-user 3 --map-users 100000,0,10 cat /proc/self/uid_map | tr -s " " | sed "s/^ //" |
			sort -n'
	outside=$(readlink /proc/self/ns/net)
	probe listen 0 unshare -n sh -c 'echo up; exec sleep 1000' >"$T/up" &
	read -r _ <"$T/up"
	for fd in "/proc/$!/fd"/*; do
		case $(readlink "$fd") in socket:*) break ;; esac
	done
	is 0 "$outside" 'nsenter --net-socket' \
		unshare -n nsenter -t $! --net-socket "${fd##*/}" readlink /proc/self/ns/net
	kill -KILL $!
	wait $! 2>/dev/null
	: >"$T/uts"
	: >"$T/net"
	is 0 '' 'unshare --uts=FILE' unshare --uts="$T/uts" --net="$T/net" probe sethostname kept
	is 0 kept 'stays, for nsenter' nsenter --uts="$T/uts" cat /proc/sys/kernel/hostname
	like 1 'unshare: mount /nonexistent: *' 'where that cannot be we say so' unshare --uts=/nonexistent true
	PATH=$theirs
	! has nsenter || is 0 kept 'and for that of others' nsenter --uts="$T/uts" cat /proc/sys/kernel/hostname
	probe umount "$T/uts"
	probe umount "$T/net"
fi
finish
