#!/bin/sh
# SPDX-License-Identifier: MIT
# Parameters that are unknown, of another type, or name files that are not
# what they should be.
. "$SRC/tests/golden/lib.sh"

trace some << 'END'
100 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000
END

refuses()
{
	replay some "$1"
	fails
	says "$2"
}

refuses 'colour="red"' \
	'unknown parameter "colour": the known ones are kallsyms, symfs, output, threads, functions, notrace, depth, min-duration, from, to, tasks, processes, vms, vcpus, no-kernel, no-user, no-irqs, format, color, columns'
refuses 'kallsyms=3' \
	'parameter "kallsyms" must be a string or an array of strings'
refuses 'kallsyms=["a",3]' \
	'parameter "kallsyms" must be a string or an array of strings'
refuses 'kallsyms=""' 'parameter "kallsyms" is empty'
refuses 'output=[]' 'parameter "output" must be a string'
refuses "output=\"$work/none/out\"" 'cannot create'
refuses "kallsyms=\"$work/none\"" 'No such file or directory'

: > "$work/nothing"
refuses "kallsyms=\"$work/nothing\"" 'is empty: give a copy'
echo '0000000000000000 T start' > "$work/zero"
refuses "kallsyms=\"$work/zero\"" 'sysctl kernel.kptr_restrict=0'
printf '0000000000001000 T start\nPK\003\004\n' > "$work/binary"
refuses "kallsyms=\"$work/binary\"" 'binary:2: not a line of symbols'
echo '0000000000001000 D data' > "$work/data"
refuses "kallsyms=\"$work/data\"" 'has no functions'

# A wrong parameter does not cost an older output.
echo precious > "$work/old"
refuses "output=\"$work/old\",kallsyms=\"$work/none\"" 'cannot open'
[ "$(cat "$work/old")" = precious ] || fail 'the output was overwritten'
