#!/bin/sh
# SPDX-License-Identifier: MIT
# Ranges of ids: who the command is among them, and whose the files are.

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: no user namespaces'
uid=$(id -u)
maps='while read -r a b c; do echo $a $b $c; done </proc/self/uid_map
	while read -r a b c; do echo $a $b $c; done </proc/self/gid_map; cat /proc/self/setgroups'
who='echo $(id -u) $(id -g) $(id -G)'
caps='sed -n "s/CapEff:.//p" /proc/self/status'

is 125 'sandbox: a map of ids is three numbers' 'a map has numbers' sandbox --uid-map 0 x 1 true
if [ "$uid" != 0 ] || ! has root; then
	like 125 'sandbox: grant /etc/subuid: user *
sandbox: hint: *' 'an ordinary user has what /etc/subuid grants, or nothing' sandbox --map-auto true
	is 0 '7 8' 'to be another user is just another name' \
		sandbox --user 7:8 sh -c 'echo $(id -u) $(id -g)'
	is 125 'sandbox: to have groups needs a --gid-map' 'groups need ids' sandbox --groups 1 true
	finish
fi

# --- written directly

like 125 'sandbox: idmap uid_map: Invalid argument*
sandbox: hint: *' 'ranges do not overlap' sandbox --uid-map 0 100000 10 --uid-map 5 1 1 true
like 125 'sandbox: idmap uid_map: Invalid argument*
sandbox: hint: *' 'nor go beyond what there is' sandbox --uid-map 4294967290 0 10 true

is 0 '0 100000 65536
0 200000 1000
allow' 'root maps what it likes' \
	sandbox --uid-map 0 100000 65536 --gid-map 0 200000 1000 sh -c "$maps"
is 0 '0 100000 10
0 0 1
deny' 'and may deny groups' sandbox --uid-map 0 100000 10 --setgroups deny sh -c "$maps"
is 0 '0 0 0' 'the command is root then' \
	sandbox --uid-map 0 100000 65536 --gid-map 0 200000 1000 sh -c "$who"
is 0 0000000000000000 'without capabilities' sandbox --uid-map 0 100000 65536 sh -c "$caps"
is 0 '33 34 34 5 6' 'or whom it is told to be' \
	sandbox --uid-map 0 100000 65536 --gid-map 0 200000 1000 --user 33:34 --groups 5,6 sh -c "$who"
is 0 '33 34 34' 'also without a map' sandbox --user 33:34 sh -c "$who"
if grep -q ^daemon: /etc/passwd; then
	is 0 "$(sed -n 's/^daemon:[^:]*:\([0-9]*\):\([0-9]*\):.*/\1 \2 \2/p' /etc/passwd)" 'or with a name' sandbox --user daemon sh -c "$who"
else
	skip 'or with a name' 'account: no daemon in /etc/passwd'
fi
is 0 0000000000000000 'who has none either' sandbox --user 33:34 sh -c "$caps"
is 0 0000000000000001 'unless it is given' \
	sandbox --user 33:34 --cap-add chown sh -c "$caps"
like 125 'sandbox: setresuid 77 0: *
sandbox: hint: *' 'nobody is who is not mapped' \
	sandbox --uid-map 0 100000 10 --user 77:0 true
like 125 'sandbox: setresuid 0 -1: *' 'the set-up needs root, or us' sandbox --uid-map 10 100000 10 true
is 0 100000:200000 'a file made inside is theirs' sh -c '
	mkdir "$0/open" && chmod 777 "$0/open" &&
	sandbox --rw "$0/open" --uid-map 0 100000 65536 --gid-map 0 200000 1000 touch "$0/open/file" &&
	stat -c %u:%g "$0/open/file"' "$T"

# --- by newuidmap, for a user who has an account and a grant in an /etc of our own

if has newuidmap && has unshare; then
	mkdir "$T/etc"
	cp -a /etc/. "$T/etc" 2>/dev/null
	echo thimble:x:12345:12345::/:/bin/sh >>"$T/etc/passwd"
	echo thimble:x:12345: >>"$T/etc/group"
	echo thimble:300000:1000 >"$T/etc/subuid"
	echo thimble:400000:500 >"$T/etc/subgid"
	granted() {
		# shellcheck disable=SC2016 # for the inner shell
		unshare -m sh -c 'mount --bind "$0" /etc && cd / && exec probe as 12345 sandbox "$@"' \
			"$T/etc" "$@"
	}
	is 0 '0 300000 1000
12345 12345 1
0 400000 500
12345 12345 1
allow' 'a user has the ids that are granted' granted --map-auto sh -c "$maps"
	is 0 '1 300000 1000
0 12345 1
1 400000 500
0 12345 1
allow' 'behind root, who is itself' granted --map-auto --map-root sh -c "$maps"
	is 0 '0 300000 5
6 300005 995
5 12345 1
0 400000 5
6 400005 495
5 12345 1
allow' 'or around any other' granted --map-auto --uid 5 --gid 5 sh -c "$maps"
	is 0 '300000 300000 1000
12345 12345 1
400000 400000 500
12345 12345 1
allow' 'or by their own numbers' granted --map-subids --compat --unshare-all --ro-bind / / \
		--proc /proc sh -c "$maps"
	is 0 '0 300010 5
0 12345 1
deny' 'or some of them' granted --uid-map 0 300010 5 --gid 0 sh -c "$maps"
	is 0 '7 7 7' 'and can be any of them' granted --map-auto --user 7:7 sh -c "$who"
	mkdir -m 777 "$T/given"
	given() {
		granted --map-auto --map-root --cap-add chown --rw "$T/given" \
			sh -c ': >"$0" && chown 5:6 "$0"' "$T/given/file" && stat -c %u:%g "$T/given/file"
	}
	is 0 300004:400005 'a file given to one of them is theirs' given
	# The same by unshare's name, whose gap for the one id is at the cost of the last.
	ln -s "$(command -v sandbox)" "$T/unshare"
	ln -s "$(command -v sandbox)" "$T/nsenter"
	mkfifo "$T/pid" "$T/never"
	chmod 666 "$T/pid" "$T/never"
	cat >"$T/entered" <<-'END'
		A=inherited "$1/unshare" --map-auto -c -S 0 -G 0 sh -c 'echo $$; read -r _ <"$0"' "$1/never" >"$1/pid" &
		read -r pid <"$1/pid"
		[ ! -r "/proc/$pid/environ" ] || echo readable
		"$1/nsenter" -U -S 0 -G 0 -e -t "$pid" sh -c 'echo "$A"'
		kill $!
	END
	named() {
		# shellcheck disable=SC2016 # for the inner shell
		unshare -m sh -c 'mount --bind "$0" /etc && cd / && exec probe as 12345 "$@"' "$T/etc" "$@"
	}
	is 0 '0 12345 1
1 300000 999
0 12345 1
1 400000 499
allow' 'unshare --map-auto' named "$T/unshare" -r --map-auto sh -c "$maps"
	is 0 '5 12345 1
0 300010 5
5 12345 1
0 400010 5
allow' 'unshare --map-users --map-groups' named "$T/unshare" --map-user 5 --map-group 5 \
		--map-users 300010,0,6 --map-groups 0:400010:6 sh -c "$maps"
	is 0 '300000 300000 1000
400000 400000 500
allow' 'unshare --map-subids' named "$T/unshare" --map-subids sh -c "$maps"
	like 1 '*unshare: newuidmap: *' 'and there no more, either' \
		named "$T/unshare" --map-users 300999,0,2 true
	is 0 inherited 'nsenter --env of whom only its namespace lets us look at' \
		named sh "$T/entered" "$T"
	like 125 '*sandbox: idmap newuidmap: *
sandbox: hint: *' 'but no more' granted --uid-map 0 300999 2 true
	like 125 '*sandbox: idmap newgidmap: *
sandbox: hint: *' 'and not as groups' granted --gid-map 0 300000 1 true
	sed s/thimble/12345/ "$T/etc/subuid" >"$T/etc/subuid.new" && mv "$T/etc/subuid.new" "$T/etc/subuid"
	like 0 '0 300000 1000
*' 'a grant may be by number' granted --map-auto sh -c "$maps"
	# shellcheck disable=SC2016
	like 125 'sandbox: idmap newuidmap: *
sandbox: hint: *uidmap' 'without newuidmap we say so' unshare -m sh -c '
		mount --bind "$0" /etc && cd / && mount -t tmpfs none /usr/local/bin &&
		mount --bind /dev/null /usr/bin/newuidmap && USER=thimble exec probe as 12345 sandbox --map-auto true' "$T/etc"
	rm -rf "${T:?}/etc"
else
	skip 'a user has the ids that are granted' 'newuidmap: or unshare is not here'
fi

# --- trees with ids of their own

mkdir "$T/tree"
: >"$T/tree/file"
chown 5:6 "$T/tree/file"
chmod 755 "$T" "$T/tree"
ids="--uid-map 0 100000 65536 --gid-map 0 200000 65536"
# shellcheck disable=SC2086 # words they are
if sandbox $ids --idmap --ro "$T/tree" true >"$T/said" 2>&1; then
	is 0 5:6 'a tree can have the ids on the disk' \
		sandbox $ids --idmap --rw "$T/tree" stat -c %u:%g "$T/tree/file"
	is 0 0:0 'and has those of whom is inside' sh -c '
		sandbox "$@" --idmap --rw "$0/tree" touch "$0/tree/new" && stat -c %u:%g "$0/tree/new"' "$T" $ids
	is 1 '' 'it may be read-only' sandbox $ids --idmap --ro "$T/tree" sh -c "touch $T/tree/no 2>/dev/null"
else
	skip 'a tree can have the ids on the disk' "idmap: $(head -n 1 "$T/said")"
fi
is 125 'sandbox: --idmap needs root and a map of ids' 'but only with a map' \
	sandbox --idmap --uid 5 --bind / / true
finish
