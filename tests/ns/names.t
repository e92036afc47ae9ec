#!/bin/sh
# SPDX-License-Identifier: MIT
# Network namespaces of others, and such with names.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"

# refused PATTERN NAME OPTION…
refused() {
	what=$1 what_for=$2
	shift 2
	like 125 "sandbox: $what" "$what_for" box "$@" echo ran
}

probe new user,net sh -c 'echo ready; exec sleep 1000' >"$T/holder" &
holder=$!
wait_for grep -q ready "$T/holder"
theirs=$(nsid net $holder)
for ns in pid:$holder /proc/$holder/ns/net 4; do
	is 0 "$theirs" "--netns ${ns%%[0-9]*} enters" box --userns 3 --netns "$ns" readlink /proc/self/ns/net \
		3<"/proc/$holder/ns/user" 4<"/proc/$holder/ns/net"
done
kill $holder
wait $holder 2>/dev/null
refused 'setns 4: Invalid argument (NOT_A_NAMESPACE)*' 'what is no network namespace is refused' --netns 4 4</proc/self/ns/uts
has root || refused 'setns /proc/self/ns/net: Operation not permitted (NOT_YOURS)*' "and the host's without privilege" --netns /proc/self/ns/net
XDG_RUNTIME_DIR=$T
export XDG_RUNTIME_DIR
refused 'find sandbox nobodys: *' 'and a name that there is not' --netns nobodys
refused 'setns /proc/0/ns/net: No such file or directory' 'and a path' --netns /proc/0/ns/net

refused '--netns and --unshare-net exclude each other' 'one network namespace is entered or made' --netns 0 --unshare-net
refused '--netns-list  must be alone' 'to list names is nothing beside a command' --netns-list

# Without any of ip-netns.
if has root; then
	is 0 'one
1
lo:
net:one
gone' 'a name is made, listed, entered and removed' probe new mnt sh -c '
		probe mount /run
		sandbox --netns-add one
		sandbox --netns-list
		grep -c "^nsfs /run/netns/one nsfs " /proc/mounts
		sandbox --ro "$KIT" --netns one awk "NR > 2 { print \$1 }" /proc/net/dev
		[ "$(sandbox --enter net:one readlink /proc/self/ns/net)" = "net:[$(stat -c %i /run/netns/one)]" ] && echo net:one
		sandbox --netns-del one
		sandbox --netns-list
		grep -c "^nsfs /run/netns/one " /proc/mounts | grep -q "^0" && echo gone'
fi

# In a mount namespace of its own and with another /run, of which the host sees nothing.
cat >"$T/names" <<-'END'
	mount -t tmpfs none /run
	echo "list: $(sandbox --netns-list)"
	sandbox --netns-add one
	sandbox --netns-add one 2>&1
	ip netns add two
	echo "list: $(sandbox --netns-list | sort | xargs)"
	echo "ip: $(ip netns list | sed 's/ .*//' | sort | xargs)"
	echo "mounts: $(grep -c '/run/netns/one' /proc/self/mountinfo) $(grep -c '/run/netns/two' /proc/self/mountinfo)"
	echo "shared: $(grep -c ' /run/netns .* shared:' /proc/self/mountinfo)"
	echo "lo: $(ip -n one -o link | sed 's/.*<\(.*\)>.*/\1/')"
	for name in one two; do
		[ "$(sandbox --ro "$KIT" --netns $name readlink /proc/self/ns/net)" = "$(ip netns exec $name readlink /proc/self/ns/net)" ] && echo "entered $name"
	done
	mounted() { grep -c "^nsfs /run/netns/$1 nsfs " /proc/mounts; }
	echo "nsfs: $(mounted one) $(mounted two)"
	for name in one two; do
		sandbox --ro "$KIT" --netns $name sh -c 'cat /proc/net/dev' | awk 'NR > 2 { print $1 }'
	done
	# One by unshare(1), whose file is there before.
	touch /run/netns/three
	unshare --net=/run/netns/three true
	sandbox --netns-list | grep three
	[ "$(sandbox --ro "$KIT" --netns three readlink /proc/self/ns/net)" = "net:[$(stat -c %i /run/netns/three)]" ] && echo 'entered three'
	[ "$(sandbox --enter net:one readlink /proc/self/ns/net)" = "net:[$(stat -c %i /run/netns/one)]" ] && echo 'entered net:one'
	sandbox --netns-del three
	# Who is in one stays there.
	sandbox --netns-add four
	mkfifo "$T/to" "$T/from"
	sandbox --ro "$KIT" --netns four sh -c 'echo ready; read -r end; grep -c lo: /proc/net/dev' <"$T/to" >"$T/from" &
	until command exec 5>"$T/to"; do :; done 2>/dev/null
	until command exec 6<"$T/from"; do :; done 2>/dev/null
	read -r line <&6
	sandbox --netns-del four
	sandbox --netns-del four 2>&1
	echo >&5
	read -r line <&6
	echo "$line"
	exec 5>&- 6<&-
	wait
	sandbox --netns-list 2>&1 >/dev/full
	ip netns exec one probe listen 127.0.0.1,0 sh -c 'sandbox --ro "$KIT" --netns one probe connect $PORT'
	sandbox --netns-del two
	ip netns del one
	echo "list: $(sandbox --netns-list) $(ip netns list)"
	for name in .. . '' a/b one; do
		sandbox --netns-del "$name" 2>&1 | head -n 1
	done
	sandbox --netns-add .. 2>&1
	sandbox --netns-add 2>&1
	mountpoint -q /run && echo 'the rest is there'
END
if has root && has mountpoint && ip netns >/dev/null 2>&1; then
	export T
	is 0 'list: 
sandbox: netns one: File exists
list: one two
ip: one two
mounts: 1 1
shared: 1
lo: LOOPBACK,UP,LOWER_UP
entered one
entered two
nsfs: 1 1
lo:
lo:
three
entered three
entered net:one
sandbox: netns four: No such file or directory
1
sandbox: write /run/netns: No space left on device
connected
list:  
sandbox: netns ..: Invalid argument
sandbox: netns .: Invalid argument
sandbox: netns : Invalid argument
sandbox: netns a/b: Invalid argument
sandbox: netns one: No such file or directory
sandbox: netns ..: Invalid argument
sandbox: --netns-add takes NAME
the rest is there' 'names are those of ip-netns, in both directions' probe new mnt sh "$T/names"
elif ! has root; then
	like 125 'sandbox: netns tn0: *' 'a name is for root' sandbox --netns-add tn0
	like 125 'sandbox: netns tn0: *' 'and that it goes' sandbox --netns-del tn0
else
	skip 'names are those of ip-netns, in both directions' 'ip: there is none, or one without netns'
fi

is 0 '' 'nothing of it is left on the host' unchanged
finish
