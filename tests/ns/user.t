#!/bin/sh
# SPDX-License-Identifier: MIT
# Who we are, whose files are whose, and what we may.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"
uid=$(id -u) gid=$(id -g)

# A line of /proc/self/status, without its name.
status() {
	box awk -v name="$1:" '$1 == name { print $2 }' /proc/self/status
}

# The three numbers of each line, with one blank between.
map() {
	awk '{ print $1, $2, $3 }' "/proc/$1/$2_map"
}

# --- ids

is 0 "$uid" 'the user is the same inside' box id -u
is 0 "$gid" 'and the group' box id -g
is 0 0 'another user can be had' box --uid 0 id -u
is 0 77 'of any number' box --uid 77 id -u
is 0 88 'and another group' box --uid 77 --gid 88 id -g

# maps: of a running sandbox, as we see them.
maps() {
	map "$shell" uid
	map "$shell" gid
}

up
if [ "$uid" = 0 ]; then
	is 0 '0 0 4294967295
0 0 4294967295' 'for root every id is what it was' maps
	is 0 allow 'and groups can be left' inside 'cat /proc/self/setgroups'
else
	is 0 "$uid $uid 1
$gid $gid 1" 'for an ordinary user there is nobody else' maps
	is 0 deny 'and groups cannot be left' inside 'cat /proc/self/setgroups'
	is 0 "$(cat /proc/sys/kernel/overflowuid)" 'so root'\''s files are nobody'\''s' \
		inside 'stat -c %u /proc/sys/kernel'
fi
down

mkdir "$T/mine"
up --uid 7 --gid 8 --rw "$T/mine"
is 0 "7 $uid 1
8 $gid 1" 'another id is ours' maps
inside ": >$T/mine/file"
is 0 "$uid:$gid" 'a file made there belongs to us outside' stat -c %u:%g "$T/mine/file"
is 0 7:8 'and to the other id inside' inside "stat -c %u:%g $T/mine/file"
like 1 '*' 'it cannot be given away' inside "chown 9 $T/mine/file"
down

up --map-root
is 0 "0 $uid 1
0 $gid 1" 'to be root inside maps just us' maps
is 0 '0
deny' 'and nobody else' inside 'id -u; cat /proc/self/setgroups'
down
is 0 "$(cat /proc/sys/kernel/overflowuid)" 'to be nobody maps none' box --map-none id -u
is 0 '' 'whose map is empty' box --map-none cat /proc/self/uid_map

# --- what we may

for set in CapInh CapPrm CapEff CapBnd CapAmb; do
	is 0 0000000000000000 "$set is empty" status $set
done
is 0 0000000000000000 'nor has uid 0 a capability' \
	box --uid 0 awk '$1 == "CapEff:" { print $2 }' /proc/self/status
is 0 1 'no program can bring any' status NoNewPrivs
is 0 /proc/1 'with all of them one may mount what is the namespace'\''s' \
	sandbox --only mnt,pid,user --map-root --cap-add ALL \
	sh -c 'mount -t proc proc /proc && ls -d /proc/1'
is 0 "$(uname -n)" 'but not rename the host' sandbox --only user --map-root --cap-add ALL \
	sh -c 'hostname thimble 2>/dev/null; uname -n'

if has root; then
	: >"$T/theirs"
	chown 12345 "$T/theirs"
	chmod 600 "$T/theirs"
	like 1 '*Permission denied*' 'uid 0 is bound by modes of files' box --ro "$T/theirs" cat "$T/theirs"
	! has userns || is 0 "$(nsid user)" 'root may share the namespace' \
		box --share-user readlink /proc/self/ns/user
else
	skip 'uid 0 is bound by modes of files' 'root: nobody else is uid 0'
	like 125 'sandbox: *clone3*
sandbox: hint: *--share-user*' 'an ordinary user cannot share the namespace' box --share-user true
fi

# The limit is one of each user namespace, so that of the host is left alone.
! has userns || like 125 'sandbox: *clone3*
sandbox: hint: *user.max_user_namespaces*' 'where they are forbidden we say by what' \
	probe new user sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; exec sandbox true'

is 0 '' 'nothing of it is left on the host' unchanged
finish
