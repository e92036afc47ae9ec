#!/bin/sh
# SPDX-License-Identifier: MIT
# The host's name is its own, and so is the sandbox's.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"
here=$(uname -n)
n64=1234567890123456789012345678901234567890123456789012345678901234

is 0 sandbox 'inside, the host is called sandbox' box uname -n
is 0 other 'or as we like' box --hostname other uname -n
is 0 other '/proc has that name as well' box --hostname other cat /proc/sys/kernel/hostname
is 0 $n64 'a name may have 64 characters' box --hostname $n64 uname -n
like 125 'sandbox: *hostname*' 'but not 65' box --hostname ${n64}5 true
is 1 'probe: sethostname: Operation not permitted' 'the command cannot rename it' \
	box probe sethostname other
is 0 "$here" 'a shared namespace has the name it had' box --share-uts uname -n
like 125 'sandbox: *--hostname*' 'which is not for us to change' \
	box --share-uts --hostname other true
is 0 "$(cat /proc/sys/kernel/domainname)" 'the domain name is as it was' \
	box cat /proc/sys/kernel/domainname
is 0 domain 'but can be another' box --domainname domain cat /proc/sys/kernel/domainname

up --hostname other --domainname domain
is 0 other 'while one is called other' inside 'uname -n'
is 0 "$here" 'the host is called as before' uname -n
is 0 third 'and a second sandbox has a name of its own' box --hostname third uname -n
is 0 other 'which the first does not get' inside 'uname -n'
down
is 0 '' 'nothing of it is left on the host' unchanged
finish
