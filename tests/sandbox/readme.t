#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The commands beside those that one knows, in the README's table, as they stand there.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
readme=$KIT/README.md
[ -e "$readme" ] || readme=$TOP/README.md
[ -e "$readme" ] || skip_all 'README: not here'
has userns || skip_all 'userns: not for whom we are'
has busybox || skip_all 'busybox: nothing to make an image of'
# What they do to mounts, /run and interfaces they do in a copy, and on one processor:
# Linux 6.18 binds a mount namespace in another only if that has the lower number, and
# numbers them by processors.
if has root && [ -z "${COPY:-}" ]; then
	rm -rf "$T"
	cpu=$(sed -n 's/^Cpus_allowed_list:[^0-9]*\([0-9]*\).*/\1/p' /proc/self/status)
	COPY=yes exec $(! has taskset || echo taskset -c "$cpu") probe new mnt,net \
		sh -c 'probe mount /run && exec "$@"' - "${SH:-sh}" "$0"
fi
export XDG_RUNTIME_DIR="$T/run" T
mkdir -p "$T/work/kept" "$T/run"
cd "$T/work" || exit
mkdir -p image/bin image/etc image/proc image/sys image/dev image/tmp image/run
cp "$(command -v busybox)" image/bin/busybox
ln -s busybox image/bin/sh
: >image/etc/passwd

sleeper sandbox
PID=$(probe children "$(probe children $monitor)") DISK=
if has root && has mke2fs && has losetup && truncate -s 1M "$T/disk" && mke2fs -q "$T/disk"; then
	DISK=$(losetup -f --show "$T/disk" 2>/dev/null)
fi
export PID DISK
nics=
if has root && ip link add br0 type bridge && ip link add eth1 type veth peer name eth2; then
	nics=yes
fi 2>/dev/null

# What a row has besides `sandbox' must be here.
able() {
	case $1 in
	sudo*) has root || { lacks='root: we are not'; return 1; } ;;
	esac
	# shellcheck disable=SC2016 # as it stands there
	case $1 in
	*'$DISK'*) [ -n "$DISK" ] || { lacks='losetup: is not here, or not allowed'; return 1; } ;;
	esac
	case $1 in
	*br0*|*eth1*) [ -n "$nics" ] || { lacks='ip: makes no bridge and no pair here'; return 1; } ;;
	esac
	for lacks in ip ps ipcs uptime hostname; do
		case " $1 " in
		*" $lacks "*) has $lacks || { lacks="$lacks: is not here"; return 1; } ;;
		esac
	done
}

# Without a word of ours.
row() {
	printf 'sudo() { "$@"; }\n%s\n' "$1" | sh -e >"$T/out" 2>"$T/err" || { cat "$T/err"; return 1; }
	! grep '^sandbox:' "$T/err"
}

# Two commands in a row of the table are two.
sed -e '/^## You know/,/^## /!d' -e '/^|.*| `.*` |$/!d' -e 's/.* | `//' -e 's/` |$//' -e 's/`, `/; /g' \
	"$readme" >"$T/rows"
is 0 yes 'there are rows' sh -c '[ "$(wc -l <"$0")" -gt 30 ] && echo yes' "$T/rows"
while IFS= read -r row <&9; do
	if able "$row"; then
		is 0 '' "$row" row "$row"
	else
		skip "$row" "$lacks"
	fi
done 9<"$T/rows"
like 1 '*' 'the date is not set' sandbox sh -c 'date -s "$(date "+%Y-%m-%d %H:%M:%S")"'
[ -z "$DISK" ] || losetup -d "$DISK"
kill $monitor
wait $monitor 2>/dev/null
finish
