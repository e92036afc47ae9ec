# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# For the tests of init: `drive' (drive.c) in PATH, and init under other names.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

# By its own name busybox's shell, env and so on would run busybox's: pid1 is nobody's,
# and so has the same habits.
init=$KIT/bin/init

mkdir "$T/bin"
for name in pid1 tini docker-init dumb-init catatonit pause; do
	ln -s "$init" "$T/bin/$name"
done
# Nothing in PATH that an ordinary user may not search, as that changes an error.
PATH=$T/bin:$KIT/bin:$KIT/tests:/usr/sbin:/usr/bin:/sbin:/bin

if ! has drive; then
	has "${CC:-gcc}" || skip_all 'gcc: drive is to be built first'
	"${CC:-gcc}" -O1 -w -o "$T/bin/drive" "${0%/*}/drive.c" || exit
fi

# Since Linux 6.9 a value can be queued for a group; `by_kill HOW' is -k where it cannot.
by_kill() {
	case $1 in
	*\ -g | dumb-init | dumb-init\ -r*)
		IFS=.- read -r major minor _ </proc/sys/kernel/osrelease
		[ $((major * 100 + minor)) -ge 609 ] || echo -k
		;;
	esac
}

# As PID 1 of a namespace, if we may make one; `in_pidns COMMAND...'.
if has root; then
	in_pidns() { unshare -fp --mount-proc -- "$@"; }
elif has userns; then
	in_pidns() { unshare -Urfp --mount-proc -- "$@"; }
fi
may_pidns() { has unshare && command -v in_pidns >/dev/null && in_pidns true 2>/dev/null; }
