#!/bin/sh
# SPDX-License-Identifier: MIT
# Names from System.map, vmlinux and modules, of a guest whose kernel is at an
# offset. Where that is shows when enough functions have been entered.
. "$SRC/tests/golden/lib.sh"
requires gcc

# Each function's number and where it is.
functions()
{
	i=0
	while [ $i -lt 40 ]; do
		echo $i $((4096 + 96 * i + i * i % 5 * 16))
		i=$((i + 1))
	done
}

{
	echo '0000000000000000 A fixed_percpu_data'
	echo 'ffffffff81000000 T _text'
	functions | while read -r i at; do
		printf 'ffffffff8100%04x T function_%d\n' "$at" "$i"
	done
	echo 'ffffffff81003000 T _etext'
} > "$work/System.map"

{
	echo '.text; .globl _text; _text:'
	functions | while read -r i at; do
		echo ".org $at; .type function_$i, @function"
		echo "function_$i: .skip 32, 0x90"
		echo ".size function_$i, . - function_$i"
	done
} > "$work/kernel.s"
gcc -c "$work/kernel.s" -o "$work/kernel.o"
ld -e 0 -Ttext=0xffffffff81000000 "$work/kernel.o" -o "$work/vmlinux"

functions | while read -r i at; do
	event="kvm_x86_hypercall nr=1000"
	at=$((0x9b000000 + at + i % 2 * 4))
	event="$event a0=$(printf 0xffffffff%x $at)"
	echo "$((1000 + 10 * i)) 0 $event"
	echo "$((1005 + 10 * i)) 0 $event a1=1 a2=5"
done > "$work/script"
# Beside a function, and one that is there.
cat >> "$work/script" << 'END'
2000 0 kvm_x86_hypercall nr=1000 a0=0xffffffff9b000010
2001 0 kvm_x86_hypercall nr=1000 a0=0xffffffff9b000010 a1=1 a2=5
2002 0 kvm_x86_hypercall nr=1000 a0=0xffffffff9b001000
2003 0 kvm_x86_hypercall nr=1000 a0=0xffffffff9b001000 a1=1 a2=5
END
trace moved < "$work/script"

replay moved "kallsyms=\"$work/System.map\""
succeeds
silent
prints kernel-map
replay moved "kallsyms=\"$work/vmlinux\""
succeeds
silent
prints kernel-map
replay moved "kallsyms=[\"$work/vmlinux\",\"$work/System.map\"]"
fails
says 'are both of a kernel'

# A module, which the trace tells the place of, but not its functions.
cat > "$work/module.s" << 'END'
.section .modinfo, "a"; .asciz "license=MIT"; .asciz "name=tiny"
.section .init.text, "ax"; .globl init_module; .type init_module, @function
init_module: ret
.text; .type tiny_open, @function; tiny_open: .skip 0x40, 0x90
.globl tiny_close; .type tiny_close, @function; tiny_close: .skip 0x20, 0x90
.section .exit.text, "ax"; .type tiny_exit, @function; tiny_exit: ret
END
gcc -c "$work/module.s" -o "$work/tiny.ko"
trace module << 'END'
begin 1000 57 cpu=0
+0    hello session=7 khz=1000000 cpus=1 ms=10
+0    record 18 1 0xffffffffc0200000 0x1000 0x796e6974
+100  enter 0xffffffffc0200000 0
+100  enter 0xffffffffc0200044 1
+100  exit  0xffffffffc0200044 1
+100  enter 0xffffffffc0200060 1
+100  exit  0xffffffffc0200060 1
+100  enter 0xffffffffc0200100 1
+100  exit  0xffffffffc0200100 1
+100  exit  0xffffffffc0200000 0
2000 0 hyperftrace_page vm_pid=4321 seq=0 session=7 guest_tsc=2000
END
replay module "kallsyms=\"$work/tiny.ko\""
succeeds
silent
prints kernel-module

if command -v xz > /dev/null; then
	xz "$work/tiny.ko"
	replay module "kallsyms=\"$work/tiny.ko.xz\""
	succeeds
	prints kernel-module
fi

# Programs that are mapped anywhere are no files of symbols.
echo 'int main(void) { return 0; }' > "$work/program.c"
gcc -fPIE -pie "$work/program.c" -o "$work/program"
replay module "kallsyms=\"$work/program\""
fails
says 'with symfs'
head -c 100 "$work/program" > "$work/cut"
replay module "kallsyms=\"$work/cut\""
fails
says "$work/cut"
