#!/bin/sh
# SPDX-License-Identifier: MIT
# A command in a machine of its own behaves as if it ran here.
# limit: 600

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has "qemu-system-$(uname -m | sed 's/armv7l/arm/')" || skip_all 'qemu: there is none for this machine'

run() {
	"$TOP/qemu/run" --rootfs busybox "$@"
}

# Standard output and standard error apart, in files.
apart() {
	"$@" >"$T/out" 2>"$T/err"
}

# The first one may have to fetch a kernel, and tells of it.
run true >/dev/null 2>&1
is 0 '' 'true succeeds, and says nothing' run true
is 7 '' 'the status is the command'\''s' run -- sh -c 'exit 7'
is 143 '' 'a death by signal is 128 more' run -- sh -c 'kill -TERM $$'
is 127 'agent: exec /none: No such file or directory' 'what is not there is 127' run /none
is 126 'agent: exec /etc: Permission denied' 'what cannot be executed is 126' run /etc
is 125 'agent: chdir /none: No such file or directory' 'a directory to start in must be there' \
	run --chdir /none true

is 3 '' 'the streams are kept apart' apart run -- sh -c 'echo one; echo two >&2; exit 3'
is 0 one 'output is output' cat "$T/out"
is 0 two 'errors are errors' cat "$T/err"

# One run looks at much of it: words, environment, directory, input, files.
mkdir -p "$T/dir/deep/er"
echo packed >"$T/dir/deep/er/a file"
ln -s er "$T/dir/deep/link"
printf '#!/bin/sh\necho executed\n' >"$T/script"
chmod 750 "$T/script"
cat >"$T/look" <<-'END'
	printf '<%s>' "$@"
	echo
	echo "$NAME, $EMPTY, $HOME, $(pwd)"
	cat
	/opt/a/script
	stat -c '%a %u' /opt/a/script
	cat "/src/deep/link/a file"
	tty || :
	cat /proc/sys/kernel/hostname
END
seen="<one two><><new
line><*>
a b=c, , /root, /tmp
in put
executed
750 0
packed
not a tty
thimble"
look() {
	echo 'in put' | run --env 'NAME=a b=c' --env EMPTY= --chdir /tmp --share "$T/dir:/src" \
		--file "$T/script:/opt/a/script" --file "$T/look:/look" \
		-- sh /look 'one two' '' 'new
line' '*'
}
is 0 "$seen" 'words, environment, directory, input and files arrive as they are' look

# Both ways, at once, and only if that is wanted.  A kernel that has 9p takes that, others
# virtiofs, whose daemon there must be.
two_ways() {
	mkfifo "$T/answer"
	# shellcheck disable=SC2094 # it is a FIFO
	"$TOP/qemu/run" --rootfs busybox --share "$T/dir:/src:rw" --share "$T/dir:/same" -- sh -c '
		touch /same/new 2>/dev/null || echo refused
		echo question >/src/new
		read -r _
		cat /src/new' <"$T/answer" | {
		exec 3>"$T/answer"
		read -r line
		wait_for test -s "$T/dir/new"
		echo "$line, $(cat "$T/dir/new")"
		echo answer >"$T/dir/new"
		echo >&3
		cat
	}
}
if [ -x /usr/lib/qemu/virtiofsd ] || [ -x /usr/libexec/virtiofsd ]; then
	is 0 'refused, question
answer' 'a directory is shared both ways' two_ways
else
	skip 'a directory is shared both ways' 'virtiofsd: there is none'
fi

# All bytes, and more of them than any buffer has.
head -c 3000000 /dev/urandom >"$T/random"
sum=$(cksum <"$T/random")
through() {
	run -- cat <"$T/random" | cksum
}
is 0 "$sum" 'bytes go in and come out unchanged' through

long() {
	head -c 120000 /dev/zero | tr '\0' x >"$T/x"
	# shellcheck disable=SC2046 # eight words of 120000
	run -- sh -c 'echo $# ${#8}' sh $(for _ in 1 2 3 4 5 6 7 8; do cat "$T/x"; echo; done)
}
is 0 '8 120000' 'a long argument list arrives' long

closed() {
	run -- sh -c 'echo lost; exit 5' <&- >&- 2>&-
}
is 5 '' 'standard input, output and error may be closed' closed
is 0 end 'the end of the input is seen' run -- sh -c 'cat; echo end' </dev/null

is 0 '1 cpu' 'there is one processor' run -- sh -c 'echo $(grep -c ^processor /proc/cpuinfo) cpu'
like 0 '2 3[0-9][0-9]???' 'or as many as wanted, with as much memory' run --cpus 2 --memory 384 -- \
	sh -c 'echo $(nproc) $(sed -n "s/MemTotal: *\([0-9]*\) kB/\1/p" /proc/meminfo)'
is 0 'yes' 'more words for the kernel' run --append 'thimble.test=yes' -- \
	sed -n 's/.*thimble.test=\([a-z]*\).*/\1/p' /proc/cmdline
is 0 lo 'no network but lo' run -- sh -c 'ls -d /sys/class/net/lo /sys/class/net/e* 2>/dev/null |
	sed "s,.*/,,"'
is 0 eth0 'unless it is wanted' run --net user -- sh -c 'basename /sys/class/net/e*'

# The console as a terminal; what the kernel itself says there comes first and last.
like 4 '*rows=/dev/?*;*' 'the console is a terminal' run --console -- \
	sh -c 'stty -F /dev/tty speed >/dev/null && echo "rows=$(tty);"; exit 4' </dev/null

piped() {
	echo 'echo read; exit 5' | run
}
is 5 read 'without a command and a terminal a shell reads what comes in' piped

# At a terminal, as a person has it: `drive terminal' types what stands behind >, awaits
# what is behind <, and = changes the size.
talk() {
	drive terminal "$TOP/qemu/run" --rootfs busybox "$@"
}
if has drive; then
	is 0 '' 'without a command there is a shell with job control' talk <<-'END'
		=33 111
		<root@thimble:/#
		>stty size\n
		<33 111
		>while [ "$(stty size)" = "33 111" ]; do sleep 0.1; done; stty size\n
		=22 77
		<22 77
		>sh -c 'echo u""p; while read -r x; do echo "+$x+"; done'\n
		<up
		>^Z
		<Stopped
		>fg\n
		>hello\n
		<+hello+
		>^C
		<root@thimble:/#
		>echo status $?\n
		<status 130
		>^Ax
	END
	is 5 '' 'whose status is ours if it ends by itself' talk <<-'END'
		</#
		>exit 5\n
	END
	is 3 '' 'and so has a command that is to have the console' talk --console -- sh -c \
		'trap "exit 3" INT; echo ready; while :; do sleep 1; done' <<-'END'
		<ready
		>^C
	END
else
	skip 'without a command there is a shell' 'drive: it was not built'
fi

is 0 '' 'the files of a run can be kept' run --keep "$T/kept" true
is 0 'up exit' 'among them what the guest reported' sh -c \
	"sed 's/ .*//' '$T/kept/ctl' | tr '\n' ' ' | sed 's/ \$//'"

# Everything that is wrong with a command line.
is 125 "qemu/run: unknown option --nope; --help lists them" 'an unknown option' run --nope x
is 125 'qemu/run: unknown option, or one without its operand: --env' 'a missing operand' run --env
is 125 'qemu/run: --timeout takes a number, not 1m' 'an operand out of range' run --timeout 1m true
is 125 'qemu/run: --env takes NAME=VALUE, not =x' 'a variable without a name' run --env =x true
is 125 'qemu/run: --net takes none or user, not tap' 'an unknown network' run --net tap true
is 125 'qemu/run: --file: no such file: /none' 'a file that is not there' run --file /none:/x true
is 125 'qemu/run: --share: no such directory: /none' 'a directory that is not there' \
	run --share /none true
is 125 'qemu/run: --kernel: no such file: ./none' 'a kernel that is not there' run --kernel ./none true
is 125 'qemu/run: unknown architecture vax: there are x86_64, aarch64, armv7, riscv64' \
	'an unknown architecture' run --arch vax true
is 125 'qemu/initramfs: /none is not a directory, nor toybox or busybox' \
	'a root that is not there' "$TOP/qemu/run" --rootfs /none true
like 125 'qemu/kernel: no Debian release has a kernel 4.4' 'a kernel nobody has' run --kernel 4.4 true
finish
