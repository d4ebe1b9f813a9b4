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

check "insmod: a transport that there is not" \
	refused "Invalid argument" 'transport: "pigeon" is none' \
	try transport=pigeon
for bytes in 0 4095 6144 2097152; do
	check "insmod: a buffer of $bytes bytes" \
		refused "Invalid argument" "buffer: $bytes is no multiple" \
		try buffer=$bytes
done
for ms in 0 10001; do
	check "insmod: a flush every $ms ms" refused "Invalid argument" \
		"flush_ms: $ms is not 1 to 10000" try flush_ms=$ms
done

echo 0 >/proc/sys/kernel/ftrace_enabled
check "insmod: ftrace switched off" \
	refused "not supported" 'ftrace is switched off' try
echo 1 >/proc/sys/kernel/ftrace_enabled

check "insmod: a kernel without function graph" \
	refused "not supported" 'has no function graph tracer' \
	insmod /job/unsupported.ko

irqs_are() {
	# shellcheck disable=SC2086 # one parameter a word
	try 'filter=vfs_*' transport=$1 && grep -qx "$2" $parameters/irqs &&
		rmmod hyperftrace_guest
}
check "irqs: traced by page, if nothing else is said" irqs_are page Y
check "irqs: not traced by call" irqs_are call N
check "irqs: what is said counts" irqs_are 'page irqs=0' N

try 'filter=vfs_*' enabled=0
check "write: announce, with somebody who listens" write 1 $parameters/announce
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
