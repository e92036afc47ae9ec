#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Init as PID 1 of a namespace that our sandbox makes, which passes on what it is sent.
# shellcheck source=tests/init/init.sh
. "${0%/*}/init.sh"
has sandbox || skip_all 'sandbox: it is not built'
new=pid,mnt
has root || new=user,$new
cat >"$T/bin/inside" <<END
#!/bin/sh
exec sandbox --only $new --proc /proc --as-pid-1 -- "\$@"
END
chmod +x "$T/bin/inside"
inside true 2>/dev/null || skip_all 'userns: not for whom we are'

# Who stops with what is to stop it would need somebody to continue it.
for how in pid1 'pid1 -g' 'dumb-init -r 20:20 -r 21:21 -r 22:22' 'dumb-init -c' catatonit; do
	# shellcheck disable=SC2046,SC2086
	is 0 '' "all signals and queued values pass: $how" drive signals $(by_kill "$how") inside $how drive repeat
	# shellcheck disable=SC2086
	is 0 '' "every end is told: $how" drive statuses inside $how
	# shellcheck disable=SC2086
	is 0 '' "orphans leave nothing behind: $how" inside $how drive orphans 2000
done
for how in pid1 'pid1 -g' dumb-init; do
	# shellcheck disable=SC2086
	is 0 '0 of 401 lost' "no TERM is lost: $how" drive race inside $how drive await
done
is 0 1 'it is PID 1' inside pid1 sh -c 'echo $PPID'
is 3 '' 'what the program leaves is ended' inside pid1 -a -t 0.1 \
	sh -c 'sleep 100 & (trap "" TERM; exec sleep 100) & exit 3'
finish
