# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# For the tests of init: `drive' (drive.c) in PATH, and init under other names.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

mkdir "$T/bin"
for name in tini docker-init dumb-init catatonit pause; do
	ln -s "$(command -v init)" "$T/bin/$name"
done
# Nothing in PATH that an ordinary user may not search, as that changes an error.
PATH=$T/bin:$KIT/bin:$KIT/tests:/usr/sbin:/usr/bin:/sbin:/bin

if ! has drive; then
	has "${CC:-gcc}" || skip_all 'gcc: drive is to be built first'
	"${CC:-gcc}" -O1 -w -o "$T/bin/drive" "${0%/*}/drive.c" || exit
fi

# As PID 1 of a namespace, if we may make one; `in_pidns COMMAND...'.
if has root; then
	in_pidns() { unshare -fp --mount-proc -- "$@"; }
elif has userns; then
	in_pidns() { unshare -Urfp --mount-proc -- "$@"; }
fi
may_pidns() { has unshare && command -v in_pidns >/dev/null && in_pidns true 2>/dev/null; }
