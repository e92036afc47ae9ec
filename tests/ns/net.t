#!/bin/sh
# SPDX-License-Identifier: MIT
# Interfaces, ports and abstract sockets.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"

# The interfaces in a /proc/net/dev.
interfaces() {
	awk 'NR > 2 { sub(/:.*/, ""); print $1 }' /proc/net/dev
}

is 0 lo 'the loopback is the only interface' \
	box awk 'NR > 2 { sub(/:.*/, ""); print $1 }' /proc/net/dev
is 0 connected 'and it is up' box probe listen 0 sh -c 'probe connect $PORT'
is 0 "$(interfaces)" 'a shared network has the interfaces it had' \
	box --share-net awk 'NR > 2 { sub(/:.*/, ""); print $1 }' /proc/net/dev
is 0 '' 'a new network has no routes to anywhere' box awk 'NR > 1' /proc/net/route
if [ -d /sys/class/net ]; then
	is 0 lo 'a new /sys knows no other interface' \
		box --ro-bind / / --proc /proc --sys /sys --ro "$KIT" probe list /sys/class/net
else
	skip 'a new /sys knows no other interface' 'sys: there is no /sys'
fi

is 1 'probe: connect: Connection refused' 'a port of the host is not reached' \
	probe listen 0 sh -c 'sandbox --ro "$KIT" probe connect $PORT'
is 0 connected 'except where the network is shared' \
	probe listen 0 sh -c 'sandbox --ro "$KIT" --share-net probe connect $PORT'
is 1 'probe: connect: Connection refused' 'nor is an abstract socket of the host' \
	probe listen "@thimble.$$" sh -c "sandbox --ro '$KIT' probe connect @thimble.$$"
is 0 connected 'except where the network is shared' \
	probe listen "@thimble.$$" sh -c \
		"sandbox --ro '$KIT' --share-net --landlock off probe connect @thimble.$$"

up
port=$(inside 'probe hold 0')
like 0 '[1-9]*' 'a port is had inside' echo "$port"
is 0 connected 'where it is reached' inside "probe connect $port"
is 1 'probe: connect: Connection refused' 'and not from the host' probe connect "$port"
is 1 'probe: connect: Connection refused' 'nor from a second sandbox' box probe connect "$port"
is 0 "@thimble.$$" 'an abstract socket is had inside' inside "probe hold @thimble.$$"
is 0 connected 'where it is reached' inside "probe connect @thimble.$$"
is 1 'probe: connect: Connection refused' 'and not from the host' probe connect "@thimble.$$"
is 0 0 'the host lists neither' sh -c \
	"grep -i -c -e ':$(printf %04X "$port") 00000000' -e '@thimble.$$' /proc/net/tcp /proc/net/unix |
		awk -F: '{ n += \$2 } END { print n }'"
down
is 0 '' 'nothing of it is left on the host' unchanged
finish
