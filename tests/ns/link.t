#!/bin/sh
# SPDX-License-Identifier: MIT
# Interfaces, addresses and routes of a new network.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"

# refused PATTERN NAME OPTION…: in a line, and a hint perhaps, and the command does not run.
refused() {
	what=$1 what_for=$2
	shift 2
	like 125 "sandbox: $what" "$what_for" box "$@" echo ran
}

# The interfaces of a /proc/net/dev, the addresses of a /proc/net/if_inet6.
interfaces() {
	awk 'NR > 2 { sub(/:.*/, ""); print $1 }' /proc/net/dev
}

# --- words -----------------------------------------------------------------------------

for words in '10.0.0.1' '10.0.0.1/' '10.0.0.1/33' '10.0.0/8' '10.0.0.256/8' '10.0.0.01/8' '10.0.0.1/8/8' \
	'10.0.0.1.1/8' '10.0.0.1/0' 'fd00::1/0' '0.0.0.0/8' '224.0.0.1/4' ' 10.0.0.1/8' ':/64' '::/64' '::1' 'fd00::1/129' 'fd00:::1/64' \
	'fd00::1::2/64' ':fd00::1/64' 'fd00::1:/64' 'fd00:1:2:3:4:5:6/64' 'fd00:1:2:3:4:5:6:7:8/64' \
	'fd00::1:2:3:4:5:6:7/64' 'fd00::12345/64' 'fd00::g/64' 'ff02::1/64' 'fd00::1%lo/64' 'x'; do
	refused "--ip $words: is not IP/LEN" "--ip '$words' is no address" --ip "$words"
done
for words in 'default 10.0.0.1/8' 'default fd00::1/64' '10.0.0.0/8 fd00::1' 'fd00::/64 10.0.0.1' 'nowhere 10.0.0.1' \
	'10.0.0.0 10.0.0.1'; do
	# shellcheck disable=SC2086 # two words
	refused '--route *: is not DST IP' "--route $words is none" --route $words
done
for words in v/v:w:x sixteencharacter v: :v v::w v%d; do
	refused '--veth *: is not IF[[]:INSIDE]' "--veth '$words' names no interfaces" --veth "$words"
done
refused '--macvlan *: is not IF*' 'nor is a mode that macvlan lacks one' --macvlan lo:a:bright
for words in 02:00:00:00:00 02:00:00:00:00:00:00 2:0:0:0:0:0 03:00:00:00:00:01 00:00:00:00:00:00 02-00-00-00-00-01; do
	refused '--mac *: is not LLADDR' "--mac $words is none for an interface" --dummy d --mac $words
done
refused '--mtu *: is not SIZE' '--mtu takes a number' --dummy d --mtu 1k
refused '--mac * must come after its interface' '--mac needs an interface' --mac 02:00:00:00:00:01
refused '--bridge * must come after its interface' '--bridge needs a --veth' --dummy d --bridge b
refused '--veth-host-ip * must come after its interface' '--veth-host-ip needs a --veth' --veth-host-ip 10.0.0.1/8
refused '--ip needs a new net namespace' "the host's network is not ours to change" --share-net --ip 10.0.0.1/8
refused '--net-helper takes TOOL...;' 'a helper without an end is none' --net-helper true
refused '--net-helper ;: is not TOOL...;' 'nor is one that is only an end' --net-helper ';'
refused '--peer-netns needs --veth' 'another network is for what is made in it' --peer-netns pid:$$ --dummy d

# --- inside ----------------------------------------------------------------------------

# The kernel makes an address of IPv6 known a little later than it says so.
patiently='tries=50; until probe connect $0,$PORT 2>/dev/null; do tries=$((tries - 1)); [ $tries != 0 ] || exit 1; done'
talk() {
	box "$@" probe listen "$here,0" sh -c "$patiently" "$here"
}
here=10.99.0.1
is 0 connected 'an address is on the loopback where there is no other interface' talk --ip 10.99.0.1/32
refused 'netlink --ip 10.99.0.1/8: File exists (NET_EXISTS)*' 'an address is given once' --ip 10.99.0.1/8 --ip 10.99.0.1/8
if [ -e /proc/net/if_inet6 ]; then
	here=fd99::1
	is 0 connected 'and one of IPv6' talk --ip fd99::1/128
	is 0 fd99000a000b0000000000000000000c 'of which any form is read' box \
		--ip fD99:A:0b::000C/48 sh -c "awk '/^fd/ { print \$1 }' /proc/net/if_inet6"
	is 0 fd990001000200030004000500060007 'in full' box \
		--ip fd99:1:2:3:4:5:6:7/48 sh -c "awk '/^fd/ { print \$1 }' /proc/net/if_inet6"
	is 0 fd990001000200030004000500060000 'or with nothing at the end' box \
		--ip fd99:1:2:3:4:5:6::/48 sh -c "awk '/^fd/ { print \$1 }' /proc/net/if_inet6"
else
	skip 'and one of IPv6' 'ipv6: the kernel has none'
fi
refused 'netlink --route *' 'a route by nobody is refused' --ip 10.99.0.1/24 --route default 10.98.0.1

XDG_RUNTIME_DIR=$T
export XDG_RUNTIME_DIR
up --name "link$$" --ip 10.99.0.9/32
is 0 connected 'who enters by name finds what there is' sandbox --enter "link$$" \
	probe listen 10.99.0.9,0 sh -c 'probe connect 10.99.0.9,$PORT'
down

if box --dummy d0 true 2>"$T/why"; then
	host_before=$(host) # the module has made one for the host
	is 0 'd0 lo' 'an interface to nowhere' box --dummy d0 sh -c "awk 'NR > 2 { sub(/:.*/, \"\"); print \$1 }' /proc/net/dev | sort | xargs"
	is 0 '02:00:00:00:00:0a 1400 up' 'with hardware address and size' box --ro-bind / / --proc /proc --sys /sys --ro "$KIT" \
		--dummy d0 --mac 02:00:00:00:00:0A --mtu 1400 sh -c \
		'cd /sys/class/net/d0; echo $(cat address mtu) $([ $(($(cat flags) & 1)) = 0 ] || echo up)'
	is 0 '00000000 0200630A 0000640A 0300630A' 'and with routes, whatever comes first' box \
		--dummy d0 --route default 10.99.0.2 --route 10.100.0.0/16 10.99.0.3 --ip 10.99.0.1/24 \
		sh -c "awk '\$3 ~ /0A\$/ { print \$2, \$3 }' /proc/net/route | sort | xargs"
	is 0 '1 1' 'each by its own interface' box \
		--dummy d0 --ip 10.99.0.1/24 --route default 10.99.0.2 --dummy d1 --ip 10.97.0.1/24 --route 10.96.0.0/16 10.97.0.2 \
		sh -c "echo \$(grep -c '^d0.00000000' /proc/net/route) \$(grep -c '^d1.0000600A' /proc/net/route)"
	refused 'netlink --dummy d0: File exists*' 'of a name there is one' --dummy d0 --dummy d0
else
	skip 'an interface to nowhere' "dummy: $(head -n 1 "$T/why")"
fi

# --- helpers ---------------------------------------------------------------------------

help='readlink /proc/$0/ns/net >'$T'/seen; echo >&3; trap "echo ended >'$T'/ended; exit" TERM; while :; do sleep 0.02; done'
box --net-helper sh -c "$help" {} ';' readlink /proc/self/ns/net >"$T/told"
like 0 'net:*' 'a helper that is ready is not waited for' cat "$T/told"
is 0 '' 'and has seen the network namespace' diff "$T/seen" "$T/told"
wait_for [ -e "$T/ended" ]
is 0 ended 'it is asked to end with us' cat "$T/ended"
is 0 'ran' 'one that has ended well has done its work' box --net-helper true ';' echo ran
is 0 'ran' 'even if it left somebody behind' box --net-helper sh -c 'sleep 0.3 3>&- &' ';' echo ran
refused 'netlink --net-helper false: Input/output error (HELPER_FAILED)*' 'one that fails is a failure' --net-helper false ';'
refused 'netlink --net-helper /nowhere: No such file or directory' 'and so is none' --net-helper /nowhere {} ';'

mkfifo "$T/hangs"
sandbox --ro "$KIT" --net-helper sh -c "echo \$\$ >'$T/hangs'; exec sleep 1000" ';' true &
monitor=$!
read -r helper <"$T/hangs"
kill -TERM $monitor
wait $monitor 2>/dev/null
is 143 '' 'when one hangs we can be ended' sh -c "exit $?"
wait_for gone "$helper"
is 0 '' 'and it ends with us' gone "$helper"

box --net-helper sh -c "probe fds >'$T/fds'" ';' true 7</dev/null
is 0 '0 1 2 3' 'it has four descriptors' xargs <"$T/fds"

# Who may open the device of a tap has a network by it.
if ! has slirp4netns; then
	skip 'slirp4netns makes a network' 'slirp4netns: there is none'
elif ! (: <>/dev/net/tun) 2>/dev/null; then
	skip 'slirp4netns makes a network' 'tun: /dev/net/tun is not for us'
else
	is 0 connected 'slirp4netns makes a network' probe listen 0 sh -c "
		sandbox --ro '$KIT' --net-helper slirp4netns --configure --ready-fd=3 {} tap0 ';' \
			probe connect 10.0.2.2,\$PORT 2>'$T/slirp' | grep connected"
fi

# --- a host of one's own ---------------------------------------------------------------

# Where one is root in a user namespace, and of what is made there the host sees nothing.
if ! has userns; then
	skip 'a network of our own is one to make pairs in' 'userns: user namespaces are forbidden'
elif probe new user,net sandbox --ro "$KIT" --veth tv0 true 2>"$T/why"; then
	is 0 'connected
lo' 'a network of our own is one to make pairs in' probe new user,net probe listen 0.0.0.0,0 sh -c "
		sandbox --ro '$KIT' --veth tv0:inner --veth-host-ip 10.99.6.1/24 --ip 10.99.6.2/24 probe connect 10.99.6.1,\$PORT
		awk 'NR > 2 { sub(/:.*/, \"\"); print \$1 }' /proc/net/dev"
else
	skip 'a network of our own is one to make pairs in' "veth: $(head -n 1 "$T/why")"
fi

# --- the host --------------------------------------------------------------------------

if ! has root; then
	for option in '--veth tv0' '--macvlan lo' '--move-nic lo'; do
		# shellcheck disable=SC2086 # two words
		refused 'netlink --* Operation not permitted (NET_DENIED)*--net-helper' "${option%% *} is for root" $option
	done
	refused 'setns --peer-netns /proc/self/ns/net: Operation not permitted*' 'and so is another network' \
		--peer-netns /proc/self/ns/net --veth tv0
	finish
fi

if box --veth tv0 true 2>"$T/why"; then
	is 0 '' 'the end on the host is gone when we are' sh -c '! grep tv0 /proc/net/dev'
	up --veth tv0:inner --veth-host-ip 10.99.1.1/24 --ip 10.99.1.2/24 --mtu 1300
	is 0 'inner lo' 'a pair has an end inside' inside "awk 'NR > 2 { sub(/:.*/, \"\"); print \$1 }' /proc/net/dev | sort | xargs"
	is 0 '1300 up' 'and one on the host' sh -c 'cd /sys/class/net/tv0 && echo $(cat mtu) $([ $(($(cat flags) & 1)) = 0 ] || echo up)'
	port=$(inside 'probe hold 10.99.1.2,0')
	is 0 connected 'the host reaches the sandbox' probe connect "10.99.1.2,$port"
	is 0 connected 'and is reached' probe listen 10.99.1.1,0 sh -c \
		"printf '%s\n' \"probe connect 10.99.1.1,\$PORT; echo '@ 0'\" >&3; IFS= read -r line <&4; echo \"\$line\"; read -r line <&4"
	refused 'netlink --veth tv0: File exists (NET_EXISTS)*' 'a name in use is refused' --veth tv0
	for address in 10.99.1.77/24 10.99.1.129/25 10.98.0.1/15; do
		refused 'netlink --veth-host-ip * File exists (NET_EXISTS)*' "$address overlaps" --veth tv1 --veth-host-ip $address
	done
	refused 'netlink --ip 10.99.1.1/24: File exists (NET_EXISTS)*' "nor is an address of the host's for the sandbox" \
		--veth tv1 --ip 10.99.1.1/24
	refused 'netlink --ip 10.97.1.1/24: File exists (NET_EXISTS)*' 'nor one that it has just got' \
		--ip 10.97.1.1/24 --veth tv1 --veth-host-ip 10.97.1.1/24
	refused 'netlink --mtu 70000: Invalid argument' 'what the kernel refuses is refused' --veth tv1 --mtu 70000
	is 0 '' 'nothing is left of these' sh -c '! grep tv1 /proc/net/dev'

	refused 'netlink --ip 10.99.4.2/24: File exists (NET_EXISTS)*' 'an address is for one interface' \
		--veth tv1 --ip 10.99.4.2/24 --veth tv2 --ip 10.99.4.2/24
	refused 'netlink --route default: * (NO_WAY)*' 'who is in no network of ours cannot be reached' \
		--veth tv1 --ip 10.99.4.2/24 --route default 10.99.5.1
	if [ -e /proc/net/if_inet6 ]; then
		refused 'netlink --route default: * (NO_WAY)*' 'by IPv6 either' \
			--veth tv1 --ip fd99::2/64 --route default fd98::1
		is 0 2 'those of a link are for each' box --veth tv1 --ip fe80::9/64 --veth tv2 --ip fe80::9/64 \
			grep -c '^fe800000000000000000000000000009' /proc/net/if_inet6
	fi

	is 0 '00000000 0104630A' 'a way out by it, whatever is said first' box \
		--veth tv1 --route default 10.99.4.1 --ip 10.99.4.2/24 awk '$3 ~ /0A$/ { print $2, $3 }' /proc/net/route

	# A second one, on the host's end of the first.
	if box --macvlan tv0:mv true 2>"$T/why"; then
		is 0 'lo tv0' 'of the name that its interface has, if no other is given' box --macvlan tv0 \
			sh -c "awk 'NR > 2 { sub(/:.*/, \"\"); print \$1 }' /proc/net/dev | sort | xargs"
		is 0 'a b lo' 'as many as are wanted' box --macvlan tv0:a --macvlan tv0:b \
			sh -c "awk 'NR > 2 { sub(/:.*/, \"\"); print \$1 }' /proc/net/dev | sort | xargs"
		refused 'netlink --macvlan tv0:a: File exists (NET_EXISTS)*' 'but each by a name of its own' \
			--macvlan tv0:a --macvlan tv0:a
		# Each with an address of its own, whose hardware's is not yet known, and
		# when the kernel has let go of the one before.
		host=10
		for mode in private vepa bridge passthru; do
			host=$((host + 1))
			is 0 '' "macvlan, $mode, talks to who is at the other end" \
				wait_for box --macvlan tv0:mv:$mode --ip 10.99.1.$host/24 sh -c "
					! ip -d link >/dev/null 2>&1 || ip -d link show mv | grep -q 'macvlan mode $mode ' || exit
					probe connect 10.99.1.2,$port"
		done
	else
		skip 'macvlan talks to who is at the other end' "macvlan: $(head -n 1 "$T/why")"
	fi
	refused 'netlink --macvlan tv9: No such device (NIC_MISSING)*' 'macvlan needs an interface' --macvlan tv9
	refused 'netlink --move-nic tv9: No such device (NIC_MISSING)*' 'one that there is not cannot be moved' --move-nic tv9
	refused 'netlink --move-nic tv0: Device or resource busy (NIC_BUSY)*' 'nor one that is up' --move-nic tv0
	ip link set tv0 down
	is 0 connected 'one that is down is moved, and talks' box --move-nic tv0 --ip 10.99.1.3/24 probe connect "10.99.1.2,$port"
	is 0 tv0 'and is back' awk '/tv0/ { sub(/:.*/, ""); print $1 }' /proc/net/dev
	is 137 '' 'if the command crashes' box --move-nic tv0 sh -c 'kill -KILL $$'
	is 0 tv0 'it is back as well' awk '/tv0/ { sub(/:.*/, ""); print $1 }' /proc/net/dev
	for who in PID1 monitor; do
		rm -f "$T/ready"
		sandbox --ro "$KIT" --move-nic tv0 sh -c 'echo ready; exec sleep 1000' >"$T/ready" &
		monitor=$!
		wait_for grep -q ready "$T/ready"
		pid1=$(probe children $monitor | head -n 1)
		if [ $who = PID1 ]; then kill -KILL "$pid1"; else kill -KILL $monitor; fi
		wait $monitor 2>/dev/null
		wait_for grep -q tv0 /proc/net/dev
		is 0 tv0 "if $who is killed" awk '/tv0/ { sub(/:.*/, ""); print $1 }' /proc/net/dev
	done
	refused 'netlink --ip 10.99.1.3/24: File exists*' 'or if it is not to run at all' --move-nic tv0 --ip 10.99.1.3/24 --ip 10.99.1.3/24
	is 0 tv0 'it is back, too' awk '/tv0/ { sub(/:.*/, ""); print $1 }' /proc/net/dev
	refused 'netlink --veth-host-ip 127.0.0.9/8: File exists*' 'and as it was' --move-nic tv0 --veth tv1 --veth-host-ip 127.0.0.9/8
	is 0 tv0 'if we fail' awk '/tv0/ { sub(/:.*/, ""); print $1 }' /proc/net/dev
	down

	# Two sandboxes.
	mkfifo "$T/joined"
	if [ -e /proc/net/if_inet6 ]; then other=fd99:2::; else other=10.99.3.; fi
	up --hostname first
	is 0 'connected
connected' 'two sandboxes are joined' sh -c "
		printf '%s\n' 'probe hold 127.0.0.1,0 >/dev/null; echo \"@ 0\"' >&3; read -r line <&4
		sandbox --ro '$KIT' --peer-netns pid:$pid1 --veth far:near --veth-host-ip 10.99.2.1/24 --ip 10.99.2.2/24 \
			--veth-host-ip ${other}1/30 --ip ${other}2/30 \
			sh -c 'for at in 10.99.2.2 ${other}2; do echo \$at,\$(probe hold \$at,0); done; exec sleep 1000' >'$T/joined' &
		exec 5<'$T/joined'
		for i in 1 2; do
			read -r address <&5
			printf '%s\n' \"probe connect \$address; echo '@ 0'\" >&3
			IFS= read -r line <&4; echo \"\$line\"; read -r line <&4
		done
		kill \$!; wait"
	is 0 lo 'and apart again' inside "awk 'NR > 2 { sub(/:.*/, \"\"); print \$1 }' /proc/net/dev"
	down

	# Namespaces that are kept, and what is between them and the host.
	mkdir "$T/kept"
	is 0 ran 'a network that is kept' box --persist "$T/kept" --veth tv0:inner --veth-host-ip 10.99.7.1/24 --ip 10.99.7.2/24 echo ran
	is 0 connected 'keeps its pair' probe listen 10.99.7.1,0 sh -c \
		"sandbox --ro '$KIT' --netns '$T/kept/net' probe connect 10.99.7.1,\$PORT"
	refused 'netlink --veth tv0: File exists (NET_EXISTS)*' 'for which a name is taken' --veth tv0
	sandbox --drop "$T/kept"
	wait_for sh -c '! grep tv0 /proc/net/dev'
	is 0 '' 'until it is dropped' sh -c '! grep tv0 /proc/net/dev'

	# After a crash: the network namespace is held, and so the end on the host stays.
	rm "$T/ready"
	sandbox --ro "$KIT" --veth tv0 --veth-host-ip 10.99.3.1/24 sh -c 'echo ready; exec sleep 1000' >"$T/ready" &
	monitor=$!
	wait_for grep -q ready "$T/ready"
	pid1=$(probe children $monitor)
	exec 5<"/proc/$pid1/ns/net"
	kill -KILL $monitor
	wait $monitor 2>/dev/null
	wait_for sh -c "! kill -0 $pid1"
	is 0 tv0 'a crash leaves an end' awk '/tv0/ { sub(/:.*/, ""); print $1 }' /proc/net/dev
	is 0 ran 'that makes room' box --veth tv0 --veth-host-ip 10.99.3.1/24 echo ran
	exec 5<&-
	if ip link add td0 type dummy 2>"$T/why"; then
		ip link set td0 up
		if box --macvlan td0:mv true 2>"$T/why"; then
			is 0 mv 'macvlan of a dummy' box --macvlan td0:mv awk '/mv/ { sub(/:.*/, ""); print $1 }' /proc/net/dev
		else
			skip 'macvlan of a dummy' "macvlan: $(head -n 1 "$T/why")"
		fi
		ip link set td0 down
		is 0 td0 'a dummy is moved' box --move-nic td0 awk '/td0/ { sub(/:.*/, ""); print $1 }' /proc/net/dev
		is 0 td0 'and is back, though the kernel would remove it' awk '/td0/ { sub(/:.*/, ""); print $1 }' /proc/net/dev
		ip link del td0
	else
		skip 'a dummy is moved' "dummy: $(head -n 1 "$T/why")"
	fi
	if ip link add tb0 type bridge 2>"$T/why"; then
		up --veth tv0 --bridge tb0
		is 0 tv0 'a bridge has a port' probe list /sys/class/net/tb0/brif
		down
		is 0 '' 'as long as we run' probe list /sys/class/net/tb0/brif
		ip link del tb0
		refused 'netlink --bridge tb0: No such device*' 'it must be there' --veth tv0 --bridge tb0
		refused 'netlink --bridge lo: *' 'and be one' --veth tv0 --bridge lo
	else
		skip 'a bridge has a port' "bridge: $(head -n 1 "$T/why")"
	fi
else
	skip 'a pair has an end inside' "veth: $(head -n 1 "$T/why")"
fi
is 0 '' 'nothing of it is left on the host' unchanged
finish
