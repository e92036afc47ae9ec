/* SPDX-License-Identifier: MIT */
/*
 * The things that C cannot say, for four architectures:
 *
 *	_start		main(argc, argv, envp) and exit; no libc start-up, no TLS
 *	sys_exit	exit_group(2), into which it falls
 *	sys_twice	clone(2) with flags and a place for a pidfd, which returns
 *			twice on one stack, as vfork(2) does:
 *			its return address is kept in a register, since the child
 *			overwrites the stack before the parent comes back
 *	sys_apart	clone3(2), whose child calls the function that is the third
 *			argument with the fourth, on the stack that the first names;
 *			that must not return
 *
 * Leaving out libc's start-up saves two system calls, two page faults and a
 * dirty page in every process.  What we take from libc (mem*, str*) needs no TLS.
 * With HOSTED, for the sanitizers, _start is libc's.
 */

#define FUNC(name) .globl name; .type name, %function; name:

	.section .note.GNU-stack,"",%progbits
	.text

#if defined(__x86_64__)

#ifndef HOSTED
FUNC(_start)
	xor	%ebp, %ebp
	mov	(%rsp), %rdi
	lea	8(%rsp), %rsi
	lea	16(%rsp,%rdi,8), %rdx
	and	$-16, %rsp
	call	main
	mov	%eax, %edi
#endif
FUNC(sys_exit)
	mov	$231, %eax		/* exit_group */
	syscall
	hlt

FUNC(sys_twice)
	mov	$56, %eax		/* clone */
	mov	%rsi, %rdx
	xor	%esi, %esi
	xor	%r10d, %r10d
	xor	%r8d, %r8d
	pop	%r9
	syscall
	jmp	*%r9

FUNC(sys_apart)
	mov	%rcx, %r8
	mov	$435, %eax
	syscall
	test	%eax, %eax
	jnz	1f
	mov	%r8, %rdi
	call	*%rdx
1:	ret

#elif defined(__aarch64__)

#ifndef HOSTED
FUNC(_start)
	mov	x29, #0
	mov	x30, #0
	ldr	x0, [sp]
	add	x1, sp, #8
	add	x2, x1, x0, lsl #3
	add	x2, x2, #8
	bl	main
#endif
FUNC(sys_exit)
	mov	x8, #94			/* exit_group */
	svc	#0
	brk	#1

FUNC(sys_twice)
	mov	x8, #220		/* clone */
	mov	x2, x1
	mov	x1, #0
	mov	x3, #0
	mov	x4, #0
	svc	#0
	ret

FUNC(sys_apart)
	mov	x8, #435
	svc	#0
	cbnz	x0, 1f
	mov	x0, x3
	blr	x2
1:	ret

#elif defined(__riscv)

#ifndef HOSTED
FUNC(_start)
	.option push
	.option norelax
	lla	gp, __global_pointer$
	.option pop
	ld	a0, 0(sp)
	addi	a1, sp, 8
	slli	a2, a0, 3
	add	a2, a2, a1
	addi	a2, a2, 8
	andi	sp, sp, -16
	call	main
#endif
FUNC(sys_exit)
	li	a7, 94			/* exit_group */
	ecall
	ebreak

FUNC(sys_twice)
	li	a7, 220			/* clone */
	mv	a2, a1
	li	a1, 0
	li	a3, 0
	li	a4, 0
	ecall
	ret

FUNC(sys_apart)
	li	a7, 435
	ecall
	bnez	a0, 1f
	mv	a0, a3
	jalr	a2
1:	ret

#elif defined(__arm__)

	.syntax unified
	.arm

#ifndef HOSTED
FUNC(_start)
	mov	fp, #0
	mov	lr, #0
	ldr	r0, [sp]
	add	r1, sp, #4
	add	r2, r1, r0, lsl #2
	add	r2, r2, #4
	bic	sp, sp, #7
	bl	main
#endif
FUNC(sys_exit)
	mov	r7, #248		/* exit_group */
	svc	#0
#ifndef HOSTED
/* libgcc's division by zero. */
FUNC(raise)
#endif
	udf	#0

/* Only ip holds r7 meanwhile; r3 and r4 are zero or not looked at. */
FUNC(sys_twice)
	mov	ip, r7
	mov	r7, #120		/* clone */
	mov	r2, r1
	mov	r1, #0
	mov	r3, #0
	svc	#0
	mov	r7, ip
	bx	lr

FUNC(sys_apart)
	mov	ip, r7
	ldr	r7, =435
	svc	#0
	mov	r7, ip
	cmp	r0, #0
	bxne	lr
	mov	r0, r3
	blx	r2

#else
#error an entry for this architecture is missing
#endif
