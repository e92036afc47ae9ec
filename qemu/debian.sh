# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# Debian's archive through an apt of our own: its lists, its cache and its idea
# of what is installed lie in $O/apt, one directory for each suite and
# architecture, so the machine's packages are neither asked nor touched and no
# privilege is needed.  Signatures and checksums are apt's to check.
#
# To be sourced, with O set, and die and say defined.

# Where the machine itself gets Debian from.
debian_mirror() {
	[ -z "${DEBIAN_MIRROR:-}" ] || { echo "$DEBIAN_MIRROR"; return; }
	# shellcheck disable=SC2016 # apt's own variables
	apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' 2>/dev/null | awk '
		BEGIN {
			n = split("bullseye bookworm trixie forky sid " \
				"oldstable stable testing unstable", name)
			for (i = 1; i <= n; i++)
				suite[name[i]]
		}
		$2 in suite && $3 == "main" { print $1; exit }'
}

# debian_setup SUITE ARCH: set APT_CONFIG for what follows; ARCH may be `source`.
debian_setup() {
	debian=$O/apt/$1-$2
	APT_CONFIG=$debian/apt.conf
	export APT_CONFIG
	[ ! -e "$APT_CONFIG" ] || return 0

	command -v apt-get >/dev/null || die 'apt-get is missing: Debian packages come by it'
	keys=/usr/share/keyrings/debian-archive-keyring.gpg
	[ -e $keys ] || die "$keys is missing: install debian-archive-keyring"
	unset APT_CONFIG
	mirror=$(debian_mirror)
	[ -n "$mirror" ] || die 'apt has no Debian mirror configured: set DEBIAN_MIRROR'

	mkdir -p "$debian/etc/apt/apt.conf.d" "$debian/etc/apt/preferences.d" \
		"$debian/var/lib/apt/lists/partial" "$debian/var/cache/apt/archives/partial"
	: >"$debian/status"
	case $2 in
	source) type=deb-src only=$(dpkg --print-architecture) ;;
	*) type=deb only=$2 ;;
	esac
	echo "$type [signed-by=$keys] $mirror $1 main" >"$debian/etc/apt/sources.list"
	{
		# How this machine reaches its mirror we do want to know: proxies, dates.
		apt-config dump | grep -E '^Acquire::(https?|Retries|ForceIPv|Check-)' || :
		cat <<-END
			Dir "$debian/";
			Dir::State::status "$debian/status";
			Dir::Etc::netrc "/etc/apt/auth.conf";
			Dir::Etc::netrcparts "/etc/apt/auth.conf.d";
			APT::Architecture "$only";
			APT::Architectures { "$only"; };
			APT::Sandbox::User "";
			Acquire::Languages "none";
			Acquire::GzipIndexes "true";
		END
	} >"$debian/apt.conf.$$"
	mv "$debian/apt.conf.$$" "$debian/apt.conf"
	APT_CONFIG=$debian/apt.conf
	export APT_CONFIG
}

debian_update() {
	say "package lists of ${debian##*/}"
	apt-get -qq update >&2 && : >"$debian/updated"
}

# debian_try COMMAND...: run it, which looks names up and downloads them.  If it
# fails, the archive may have changed since the lists came: get new ones, once.
debian_try() {
	exec 8>"$debian/lock"
	flock 8
	if ! { [ -e "$debian/updated" ] && "$@"; }; then
		debian_update && "$@"
	fi
	tried=$?
	rm -f "$debian"/var/cache/apt/*.bin # a hundred MB, and quickly made again
	exec 8>&-
	return $tried
}

# debian_depends PACKAGE: those it needs whatever else is chosen, one a line.
debian_depends() {
	apt-cache depends --no-recommends --no-suggests --no-conflicts --no-breaks \
		--no-replaces --no-enhances "$1" | sed -n 's/^  [A-Za-z]*Depends: //p'
}
