# calls -> C: what the filter does with each number.
#
#	awk -v machine=x86_64-linux-gnu -f calls.awk calls >calls.h
#
# With machine=all there are all of them, for tests.
#
# Numbers are stored as ranges: 3 bits of action, 5 of length less one, and if
# these are all set, the length in the byte that follows.

BEGIN {
	n = split("x86_64 i386 arm aarch64 riscv64", abi, " ")
	split("c000003e 40000003 40000028 c00000b7 c00000f3", audit, " ")
	for (i = 0; i < split("allow strict eperm enosys clone ioctl socket personality", w, " "); i++)
		code[w[i + 1]] = i
}

/^#/ || !NF || $2 == "=" { next }

{
	for (i = 1; i <= n; i++) {
		if ($(1 + i) == "-")
			continue
		if ($(1 + i) > top)
			top = $(1 + i)
		action[i, $(1 + i)] = NF > 6 ? $7 : "allow"
	}
}

# All numbers up to the end of the table.
function ranges(i,   nr, what, was, from, bytes, len)
{
	was = -1
	for (nr = 0; nr <= 512; nr++) {
		what = nr == 512 ? -2 : (i, nr) in action ? code[action[i, nr]] : code["enosys"]
		if (what == was)
			continue
		for (; was >= 0 && from < nr; from += len) {
			len = nr - from > 255 ? 255 : nr - from
			bytes = bytes was * 32 + (len < 32 ? len - 1 : 31) "," (len < 32 ? "" : len ",")
		}
		was = what
		from = nr
	}
	printf "static const unsigned char ranges_%s[] = {%s};\n", abi[i], bytes
}

function table(i,   a)
{
	a = abi[i]
	ranges(i)
	printf "static const struct abi abi_%s = {0x%s, %d, ranges_%s};\n", a, audit[i], a == "arm", a
}

END {
	print "/* calls.awk made this from calls. */"
	for (i = 1; i <= n; i++)
		if (machine == "all" || index(machine, abi[i]) == 1) {
			table(i)
			if (abi[i] == "x86_64" && machine != "all")
				table(2)
			if (machine != "all")
				printf "static const struct abi *const native = &abi_%s;\n", abi[i]
		}
	printf "enum { CALLS = %d };\n", top + 1
	if (machine != "all")
		printf "static const struct abi *const other = %s;\n", index(machine, "x86_64") == 1 ? "&abi_i386" : "NULL"
}
