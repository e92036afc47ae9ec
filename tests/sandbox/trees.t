#!/bin/sh
# SPDX-License-Identifier: MIT
#
# --root and --ro-root: another root file system, made of busybox.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
has busybox || skip_all 'busybox: nothing to make a tree of'
tree=$T/tree
mkdir -p "$tree/bin" "$tree/etc" "$tree/proc" "$tree/sys" "$tree/dev" "$tree/tmp" "$tree/run" "$tree/srv"
busybox=$(command -v busybox)
case $busybox in /*) ;; *) busybox=/bin/busybox ;; esac # its own shell knows no path
cp "$busybox" "$tree/bin/busybox"
for i in sh cat ls stat id pwd readlink wc hostname touch; do
	ln -s busybox "$tree/bin/$i"
done
echo tree >"$tree/etc/os-release"
export T tree
case $(file -L "$tree/bin/busybox" 2>/dev/null) in *dynamically*) skip_all 'busybox: a static one is needed' ;; esac

for root in root ro-root; do
	in_() {
		sandbox "--$root" "$tree" "$@"
	}
	is 0 tree "--$root: it is the root" in_ cat /etc/os-release
	is 0 '' 'nothing of the host is there' in_ sh -c 'ls -d "$T" /usr /home /.. /../usr 2>&- | grep -v "^/\.\.$"; :'
	is 0 "$(id -u)" 'the user stays the same' in_ id -u
	is 0 0 'or is root' in_ --map-root -- id -u 2>/dev/null
	is 0 '/' 'it starts at the top' in_ pwd
	is 0 "1777 /tmp
755 /run" '/tmp and /run are private' in_ stat -c '%a %n' /tmp /run
	is 0 'ok
ok' 'and can be written' in_ sh -c 'cd /tmp && echo ok >x && cat x; [ -w /run ] && echo ok'
	is 0 '1 2 yes' '/proc is its own' in_ sh -c 'cd /proc; echo [0-9]* yes'
	is 0 yes '/sys is there' in_ sh -c '[ -d /sys/class/net/lo ] && echo yes'
	is 0 'yes' '/dev works' in_ sh -c 'echo x >/dev/null && [ -c /dev/tty ] && [ -d /dev/pts ] && echo yes'
	is 0 sandbox 'it has a host name' in_ hostname
	like 127 '*NOT_FOUND*' 'a missing command is not one of the host' in_ env
done
: >"$tree/etc/hostname"
: >"$tree/etc/resolv.conf"
is 0 '1 box' 'what /etc/hostname says is a line' sandbox --ro-root "$tree" --hostname box \
	sh -c 'echo $(wc -l </etc/hostname) $(cat /etc/hostname)'
if [ -r /etc/resolv.conf ]; then
	is 0 "$(cat /etc/resolv.conf)" '/etc/resolv.conf is the host'\''s' sandbox --ro-root "$tree" cat /etc/resolv.conf
fi
is 0 refused '--ro-root is read-only' sandbox --ro-root "$tree" sh -c '( : >/srv/x ) 2>&- || echo refused'
is 0 '' '--root is not' sandbox --root "$tree" touch /srv/x
is 0 "$tree/srv/x" 'what is written is in the tree' ls "$tree/srv/x"
rm "$tree/srv/x"
is 0 file 'options add to it' sandbox --ro-root "$tree" --ro-bind /etc/passwd /tmp/file --chdir /tmp sh -c 'echo *'
rm "$tree/etc/resolv.conf"
rm "$tree/etc/hostname"
echo mine >"$tree/srv/file"
ln -s ../run/no/stub.conf "$tree/etc/resolv.conf"
ln -s /srv/file "$tree/etc/hostname"
for root in root ro-root; do
	is 0 'sandbox mine' "--$root: a link in the tree is covered, not followed" in_ sh -c 'echo $(cat /etc/hostname /srv/file)'
	if [ -r /etc/resolv.conf ]; then
		is 0 "$(cat /etc/resolv.conf)" 'and so one that leads to /run' in_ cat /etc/resolv.conf
	fi
done
(cd "$tree" && rm -r etc/hostname srv/file proc sys dev tmp run)
is 0 '/bin /etc /srv' 'what a read-only tree lacks is left out' sandbox --ro-root "$tree" sh -c 'echo /*'
is 0 '/bin /dev /etc /proc /run /srv /sys /tmp' 'made if it can be' sandbox --root "$tree" sh -c 'echo /*'
for dir in proc sys dev tmp run; do
	rmdir "$tree/$dir"
	ln -s srv "$tree/$dir"
	like 125 "sandbox: open /$dir: Not a directory (DEST_NOT_DIR)*" "a link is not followed: $dir" \
		sandbox --root "$tree" true
	like 125 "sandbox: open /$dir: Not a directory (DEST_NOT_DIR)*" 'with the network of the host' \
		sandbox --share-net --root "$tree" true
	rm "$tree/$dir"
	mkdir "$tree/$dir"
done
is 0 '' 'nothing else is left in the tree' sh -c 'cd "$tree" && ls -A proc dev run tmp srv | grep -v ":$" | grep .; :'
like 125 'sandbox: open_tree */none: No such file or directory (SOURCE_MISSING)*' 'a tree that is not there' \
	sandbox --root "$T/none" true
if [ "$(id -u)" = 0 ]; then
	chmod -R a+rX "$T"
	is 0 tree 'a tree of root'\''s, as an ordinary user' as_user sandbox --root "$tree" cat /etc/os-release
	is 0 refused 'who may not write there' as_user sandbox --root "$tree" \
		sh -c '( : >/srv/x ) 2>&- || echo refused'
fi
finish
