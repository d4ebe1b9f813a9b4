#!/bin/sh
# SPDX-License-Identifier: MIT
# A boot at a glance: of a guest with two vCPUs that is told by page, from its
# first function to the power-off; and what the captured traces make of it.
. "$SRC/tests/golden/lib.sh"

timeline()
{
	show timeline "$@"
}

# The functions of the boot, 256 bytes each.
names='start_kernel rest_init kernel_init_freeable do_one_initcall
cpu_stop_init smp_init driver_init parse_args initcall_blacklisted net_ns_init
ksysfs_init irq_enter_rcu do_populate_rootfs free_initmem kernel_execve vfs_read
__x64_sys_chroot do_idle kernel_power_off device_shutdown hrtimer_interrupt
do_init_module'
offset=0
table=
for name in $names; do
	address=$(printf '0xffffffff%x' $((0x81000000 + offset)))
	eval "$name=$address"
	table="$table $offset:T:$name"
	offset=$((offset + 256))
done
ext4_init=0xffffffffc0200000

# call FUNCTION DEPTH TICKS: its entry, and its exit so much later.
call()
{
	eval "echo \"+10 enter \$$1 $2\""
	eval "echo \"+$3 exit \$$1 $2\""
}

# initcall FUNCTION DEPTH TICKS: as do_one_initcall() calls it.
initcall()
{
	echo "+10 enter $do_one_initcall $2"
	call initcall_blacklisted $(($2 + 1)) 5
	call "$1" $(($2 + 1)) "$3"
	echo "+10 exit $do_one_initcall $2"
}

boot()
{
	cat << END
begin 1000 0 cpu=0
+0    hello session=7 boot=1 khz=1000000 cpus=2 ms=10
+0    symbols 0xffffffff81000000 -$table
+0    symbols $ext4_init ext4 0:t:ext4_init_fs
+0    name 1 1 0 swapper/0
+100  enter $start_kernel 0
+9000 enter $rest_init 1
+100  task 1
+100  enter $kernel_init_freeable 0
END
	initcall cpu_stop_init 1 3000
	echo "+100 enter $smp_init 1"
	echo "+5000 exit $smp_init 1"
	call driver_init 1 2000
	call parse_args 1 100
	initcall net_ns_init 1 4000
	call parse_args 1 100
	# An interrupt comes first.
	cat << END
+10   enter $do_one_initcall 1
+10   context 2
+10   enter $irq_enter_rcu 2
+10   exit  $irq_enter_rcu 2
+10   context 0
+10   enter $ksysfs_init 2
+20   enter $parse_args 3
+20   exit  $parse_args 3
+7000 exit  $ksysfs_init 2
+10   exit  $do_one_initcall 1
+10   enter $do_populate_rootfs 1
+9000 exit  $do_populate_rootfs 1
+10   exit  $kernel_init_freeable 0
+10   enter $free_initmem 0
+900  exit  $free_initmem 0
+10   enter $kernel_execve 0
+10   name 1 1 2 init
+900  exit  $kernel_execve 0
+10   sysenter 0
+10   enter $vfs_read 0
100000 0 hyperftrace_page vm_pid=4321 session=7 guest_tsc=100000
begin 50000 0 cpu=1
+100  enter $do_idle 0
+50000 context 2
+10   enter $hrtimer_interrupt 1
+50   exit  $hrtimer_interrupt 1
+10   context 0
200000 1 hyperftrace_page vm_pid=4321 vcpu_id=1 session=7 guest_tsc=200000
begin 100000 1 cpu=0 functions=32
+60000 exit $vfs_read 0
+10   sysexit 0 5
+10   sysenter 161
+10   enter $__x64_sys_chroot 0
+500  exit  $__x64_sys_chroot 0
+10   sysexit 161 0
+10   sysenter 999
+10   sysexit 999 -38
+10   sysenter 313
+10   enter $do_init_module 0
+10   enter $do_one_initcall 1
+10   enter $ext4_init 2
+9000 exit  $ext4_init 2
+10   exit  $do_one_initcall 1
+10   exit  $do_init_module 0
+10   sysexit 313 0
+10   sysenter 169
+10   enter $kernel_power_off 0
+10   enter $device_shutdown 1
+2000 exit  $device_shutdown 1
+10   record 23 4
300000 0 hyperftrace_page vm_pid=4321 session=7 seq=1 guest_tsc=300000
END
}

boot > "$work/script"
trace boot < "$work/script"
timeline boot
succeeds
silent
prints timeline-boot

timeline boot 'format="json"'
succeeds
silent
# The footer's counters are not the timeline's.
sed -i 's/,"quality":{.*}}$/}/; s/},{/},\n{/g' "$work/out"
prints timeline-boot-json

timeline boot 'sections=["gaps","landmarks"],gaps=1,limit=2,no-idle=true'
succeeds
prints timeline-few

timeline boot 'sections="weather"'
fails
says '"weather" is none of phases, initcalls, syscalls, gaps, landmarks'
timeline boot 'gaps=1000000'
fails
says '"gaps" is above 100000'

for trace in "$golden"/captured/*/trace; do
	fixture=${trace%/trace}
	name=$(basename "$fixture")
	ln -s "$trace" "$work/$name"
	timeline "$name" "kallsyms=\"$fixture/symbols\",gaps=3,limit=9"
	succeeds
	silent
	prints "timeline-$name"
done
