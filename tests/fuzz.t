#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What people write, mutilated: libFuzzer with the sanitizers.  FUZZ_TIME is for how
# many seconds each.  A finding is shown, and kept in $O/fuzz.
# limit: 900
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
targets=$O/fuzz/tests/fuzz
[ -d "$targets" ] || skip_all 'clang: is not here'
awk -F'"' '/^OPT/ && !/help|version|args|enter|check|list|kill|stop|wait|freeze|thaw|drop|netns-/ {
	print "\"" $2 "\""; print "\"--" $2 "\\x00\""
}' \
	"$TOP/sandbox/options.def" >"$T/options.dict"
cp "$T/options.dict" "$T/args.dict"
cp "$TOP/tests/fuzz/rules.dict" "$T"
for target in ids mounts inittab; do
	cp "$TOP/tests/fuzz/files.dict" "$T/$target.dict"
done
mkdir "$T/options" "$T/args" "$T/rules" "$T/ids" "$T/mounts" "$T/inittab"
for file in "$TOP"/tests/plan/*.args; do
	name=${file##*/}
	tr ' \n' '\0\0' <"$file" >"$T/options/$name"
	[ ! -e "${file%.args}.plan" ] || cp "${file%.args}.plan" "$T/args/$name"
done
# What was found once.
for target in options args rules ids mounts inittab; do
	for file in "$TOP/tests/fuzz/$target"-*; do
		[ ! -e "$file" ] || cp "$file" "$T/$target"
	done
done
printf '0:1000:10\n1000:100000:65536\nu:x:1000:1000::/:\n' >"$T/ids/one"
cp /proc/self/mountinfo "$T/mounts/one"
printf '1 2 0:4 net:[4026531840] /%09000d rw - nsfs nsfs rw\n' 0 >"$T/mounts/long"
printf '::sysinit:/bin/true\ntty1::respawn:sh\n' >"$T/inittab/one"
printf 'read: 1\nwrite: arg0 == 1 || arg0 in ~(1|PROT_EXEC); return EPERM\n' >"$T/rules/one"

for target in options args rules ids mounts inittab; do
	"$targets/$target" -max_total_time="${FUZZ_TIME:-20}" -max_len=10000 -timeout=5 -rss_limit_mb=1024 \
		-print_final_stats=1 -verbosity=0 -dict="$T/$target.dict" \
		-artifact_prefix="$O/fuzz/$target-" "$T/$target" >"$T/out" 2>&1
	status=$?
	sed -n 's/^stat::\(number_of_executed_units\|peak_rss_mb\)/# \1/p' "$T/out"
	is 0 '' "$target: nothing is found" sh -c 'test "$1" = 0 || { tail -n 40 "$2"; exit 1; }' \
		sh $status "$T/out"
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$T/out")
	is 0 '' "$target: after many tries" test "${runs:-0}" -gt 1000
done
finish
