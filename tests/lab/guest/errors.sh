# SPDX-License-Identifier: MIT
# Everything that insmod and writes to parameters have to refuse.
. /job/lib.sh

try() { insmod $module "$@"; }
write() { echo "$1" >"$2"; }

check "insmod: glob that matches nothing" \
	refused "Invalid argument" 'filter: "no_such_\*" matches no traceable' \
	try 'filter=vfs_*,no_such_*'
check "insmod: notrace glob that matches nothing" \
	refused "Invalid argument" 'notrace: "no_such_\*" matches no traceable' \
	try 'notrace=no_such_*'
check "insmod: not a glob" \
	refused "Invalid argument" 'filter: "vfs_read:mod:x" is not a glob' \
	try filter=vfs_read:mod:x
long=$(head -c 1100 /dev/zero | tr '\0' a)
check "insmod: a filter that is too long" \
	refused "Invalid argument" 'filter: longer than' try "filter=$long"
check "insmod: a symbol that is not kallsyms_lookup_name" \
	refused "unknown symbol" 'cannot find kallsyms_lookup_name' \
	try kallsyms_lookup_name=0xffffffff81000000
address=$(awk '$3 == "kallsyms_lookup_name" { print $1 }' /proc/kallsyms)
check "insmod: kallsyms_lookup_name by address" \
	try "kallsyms_lookup_name=0x$address" 'filter=vfs_*'
rmmod hyperftrace_guest

echo 0 >/proc/sys/kernel/ftrace_enabled
check "insmod: ftrace switched off" \
	refused "not supported" 'ftrace is switched off' try
echo 1 >/proc/sys/kernel/ftrace_enabled

check "insmod: a kernel without function graph" \
	refused "not supported" 'has no function graph tracer' \
	insmod /job/unsupported.ko

try 'filter=vfs_*' enabled=0
check "write: glob that matches nothing" \
	refused "Invalid argument" 'filter: "no_such_\*" matches no traceable' \
	write 'no_such_*' $parameters/filter
check "write: the old filter stays" grep -qx 'vfs_\*' $parameters/filter
check "write: a new filter" write 'vfs_read, vfs_write' $parameters/filter
check "write: the new filter is there" \
	grep -qx 'vfs_read, vfs_write' $parameters/filter
check "write: max_depth" write 3 $parameters/max_depth
check "write: irqs" write 1 $parameters/irqs
check "write: enabled is a bool" \
	refused "Invalid argument" '' write perhaps $parameters/enabled
echo confidentiality >/sys/kernel/security/lockdown
check "write: enabled under lockdown" \
	refused "not permitted" 'lockdown forbids tracing' \
	write 1 $parameters/enabled
rmmod hyperftrace_guest
check "insmod: an unsigned module under lockdown" \
	refused "not permitted" 'unsigned module loading is restricted' try
