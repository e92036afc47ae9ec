#!/bin/sh
# SPDX-License-Identifier: MIT
# Another resolv.conf.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || has root || skip_all 'userns: user namespaces are forbidden'

echo 'nameserver 10.99.0.53' >"$T/resolv"
if [ -e /etc/resolv.conf ]; then
	is 0 'nameserver 10.99.0.53' 'resolv.conf is another' sandbox --resolv-conf "$T/resolv" cat /etc/resolv.conf
	is 0 'nameserver 10.99.0.53' 'or one in the current directory' sh -c "cd '$T' && sandbox --resolv-conf resolv cat /etc/resolv.conf"
else
	skip 'resolv.conf is another' 'resolv.conf: there is none'
fi
for link in ../run/resolved/stub.conf /run/resolved/stub.conf; do
	is 0 'nameserver 10.99.0.53' "which $link leads to" sandbox --ro-bind / / --tmpfs /run --tmpfs /etc \
		--symlink $link /etc/resolv.conf --resolv-conf "$T/resolv" cat /etc/resolv.conf
done
like 125 'sandbox: open_tree /nothing: No such file or directory*' 'of one that is not there it is said' \
	sandbox --resolv-conf /nothing true
finish
