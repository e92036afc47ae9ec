#!/bin/sh
# SPDX-License-Identifier: MIT
#
# limit: 600
#
# Programs of all kinds behave with the filter as they do without it.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
[ -e /proc/sys/kernel/seccomp ] || skip_all 'seccomp: this kernel has no filters'
# shellcheck disable=SC3045 # all three shells have it
ulimit -c 0

mkdir "$T/w"
chmod 777 "$T/w"
cd "$T/w" || exit

# work PROFILE SCRIPT: in an empty directory; what it says and how it ends.
work() {
	rm -rf "$T/w/d" && mkdir "$T/w/d" && chmod 777 "$T/w/d" && cd "$T/w/d" || return
	timeout -k 5 120 sandbox --seccomp-profile "$1" --rw "$T/w" --setenv HOME "$T/w/d" \
		--setenv LC_ALL C sh -c "$2" </dev/null 2>&1
	echo "status $?"
}

# same TOOL NAME SCRIPT: if there is the tool.
same() {
	if ! command -v "$1" >/dev/null; then
		skip "$2" "$1: is not here"
		return
	fi
	without=$(work none "$3")
	case $without in
	*'status 0') is 0 "$without" "$2" work default "$3" ;;
	*) skip "$2" "$1: does not work here" ;;
	esac
}

cat >"$T/w/hello.c" <<-'END'
	#include <pthread.h>
	#include <stdio.h>
	#include <sys/wait.h>
	#include <unistd.h>
	static void *run(void *n) { return (char *)n + 1; }
	int main(void)
	{
		pthread_t t[8];
		void *r, *sum = 0;
		int status;
		for (long i = 0; i < 8; i++)
			pthread_create(t + i, NULL, run, (void *)i);
		for (int i = 0; i < 8; i++)
			pthread_join(t[i], &r), sum = (char *)sum + (long)r;
		if (!fork())
			_exit(7);
		wait(&status);
		printf("%ld %d\n", (long)sum, WEXITSTATUS(status));
		return 0;
	}
END
hello=$T/w/hello.c
same sh 'a shell: pipes, jobs, traps, here documents' '
	trap "echo end" EXIT
	(echo a; echo b) | sort -r | tr "\n" ,
	sleep 0.01 & wait $!; echo $?
	cat <<-X
		here $((1 + 2))
	X
	kill -0 $$ && echo alive; ulimit -n >/dev/null; umask 027; : >f; ls -l f | cut -c1-10'
same gcc 'gcc, with threads and fork' "gcc -O2 -pthread -o h $hello && ./h"
same musl-gcc 'musl' "musl-gcc -static -o h $hello && ./h"
same clang 'clang' "clang -O1 -pthread -o h $hello && ./h"
same g++ 'g++' 'printf "#include <iostream>\n#include <thread>\nint main() { std::thread t([]{ std::cout << 42 << std::endl; }); t.join(); }" >a.cc && g++ -pthread -o a a.cc && ./a'
same python3 'python: threads, subprocesses, sockets, files' 'python3 - <<X
import asyncio, concurrent.futures, os, socket, subprocess, sys, tempfile, threading, mmap, select, signal
a, b = socket.socketpair()
a.send(b"x"); print(b.recv(1))
s = socket.create_server(("127.0.0.1", 0)); c = socket.create_connection(s.getsockname())
c.close(); s.close()
socket.socket(socket.AF_UNIX).close(); socket.socket(socket.AF_INET6).close()
print(subprocess.check_output(["echo", "sub"]))
with concurrent.futures.ThreadPoolExecutor() as e: print(list(e.map(lambda i: i * i, range(5))))
async def f():
    p = await asyncio.create_subprocess_exec("true"); return await p.wait()
print(asyncio.run(f()))
with tempfile.TemporaryFile() as t:
    t.write(b"y" * 4096); t.flush(); print(mmap.mmap(t.fileno(), 4096)[0])
print(os.getpid() > 1, os.cpu_count() > 0, os.sched_getaffinity(0) != set())
signal.setitimer(signal.ITIMER_REAL, 10); signal.alarm(0)
X'
same python3 'python: multiprocessing' 'cat >m.py <<X
import multiprocessing
def f(x): return x * x
if __name__ == "__main__":
    with multiprocessing.Pool(2) as p: print(p.map(f, range(5)))
X
	python3 m.py'
same python3 'python: a data base' 'python3 -c "
import sqlite3
d = sqlite3.connect(\"x.db\"); d.execute(\"create table t (a)\"); d.execute(\"insert into t values (5)\"); d.commit()
print(d.execute(\"select * from t\").fetchall())"'
same perl 'perl' 'perl -MSocket -MFile::Temp -e '\''$p = fork; if (!$p) { exit 3 } waitpid $p, 0; print $? >> 8, "\n"; socket(S, PF_INET, SOCK_STREAM, 0) or die; print `echo x`; print join(",", getpwuid($<)) ne "", "\n"'\'
same git 'git: init, commit, gc, clone' '
	export GIT_AUTHOR_DATE=@1e9 GIT_COMMITTER_DATE=@1e9 GIT_CONFIG_COUNT=2
	export GIT_CONFIG_KEY_0=user.name GIT_CONFIG_VALUE_0=n GIT_CONFIG_KEY_1=user.email GIT_CONFIG_VALUE_1=e
	export GIT_AUTHOR_DATE="2001-01-01 00:00:00Z" GIT_COMMITTER_DATE="2001-01-01 00:00:00Z"
	git init -q r && cd r && echo x >f && git add f && git commit -qm m && git log --format=%H &&
		git gc -q && git clone -q . ../s && cat ../s/f'
same tar 'tar and gzip' 'mkdir a; echo x >a/f; ln a/f a/g; ln -s f a/h; tar -czf a.tgz a && mkdir b && tar -xzf a.tgz -C b && ls b/a && tar -tzf a.tgz | sort'
same xz 'xz, with threads' 'head -c 3000000 /dev/zero | xz -T2 | xz -dc | cksum'
same zstd 'zstd' 'head -c 3000000 /dev/zero | zstd -T2 -q | zstd -dcq | cksum'
same bzip2 'bzip2' 'head -c 300000 /dev/zero | bzip2 | bunzip2 | cksum'
same make 'make -j' 'printf "all: a b c\na b c:\n\t@echo \$@ >\$@; sleep 0.01\n" >Makefile && make -j3 && cat a b c'
same awk 'awk' 'awk "BEGIN { while ((\"echo a b\" | getline) > 0) print \$2; print substr(\"abc\", 2) }"'
same sed 'sed in place' 'echo a >f; sed -i s/a/b/ f && cat f'
same find 'find and xargs' 'mkdir -p a/b; : >a/b/c; find . -type f -print0 | xargs -0 -P 2 ls; find a -delete; ls'
same cp 'cp, mv, ln, chmod, touch, dd, truncate' 'echo x >a; cp -a a b; cp --reflink=auto a c; mv b d; ln d e; chmod 600 e; touch -d @5 e; stat -c "%s %a %Y %h" e; dd if=a of=f bs=1 2>/dev/null; truncate -s 9 f; wc -c f; mkfifo p; ls'
same openssl 'openssl' 'echo x | openssl dgst -sha256; openssl rand 4 | wc -c; openssl genrsa 1024 2>/dev/null | head -n 1'
same busybox 'busybox' 'busybox sh -c "busybox ls /; busybox seq 3 | busybox sort -r; busybox ps >/dev/null"'
same ps 'ps' 'ps -o pid,comm >f; wc -l <f'
same strace 'strace' 'strace -o t -e trace=getpid,kill sh -c "kill -0 \$\$; echo \$?" && tail -n 1 t | cut -d " " -f 2-'
same gdb 'gdb' 'gdb -q -batch -ex "break exit" -ex run -ex bt /bin/true 2>&1 | grep -c "^#0"'
same ip 'ip link' 'ip -o link show lo | cut -d " " -f 2'
same ss 'ss' 'ss -ltn 2>/dev/null | wc -l'
same node 'node' 'node -e "const w=require(\"worker_threads\"); require(\"fs\").writeFileSync(\"f\",\"x\"); console.log(require(\"child_process\").execSync(\"echo a\").toString(), process.pid>0)"'
same java 'java' 'java -version 2>&1 | wc -l'
same go 'go' 'printf "package main\nfunc main() { println(1) }\n" >a.go && GOCACHE=$PWD/c go run a.go'
same rustc 'rustc' 'echo "fn main() { println!(\"1\") }" >a.rs && rustc a.rs && ./a'
same bash 'bash: process substitution, sockets' 'bash -c "diff <(echo a) <(echo a) && echo same; coproc cat; echo x >&\${COPROC[1]}; read -r y <&\${COPROC[0]}; echo \$y"'
same dpkg 'dpkg' 'dpkg -s libc6 | grep -c ^Status'
same apt-cache 'apt-cache' 'apt-cache policy libc6 | head -n 1'
same bc 'bc' 'echo 2^100 | bc'
same vim 'vim' 'echo a >f; vim -es -c "%s/a/b/" -c wq f; cat f'
same mandoc 'mandoc' 'printf ".Dd x\n.Dt A 1\n.Sh NAME\n.Nm a\n" | mandoc | wc -l'
same flock 'flock' 'flock f echo locked'
same timeout 'timeout' 'timeout 0.01 sleep 5; echo $?'
same setpriv 'setpriv' 'setpriv --no-new-privs true; echo $?'
same taskset 'taskset' 'taskset -p $$ | cut -d: -f1 | cut -c1-3'
same script 'script, a terminal' 'script -qc "tty | cut -c1-8; stty size" /dev/null </dev/null | tr -d "\r"'

# The one difference that is meant.
is 0 'refused' 'no namespaces' sandbox sh -c 'unshare -U true 2>/dev/null || echo refused'
finish
