# SPDX-License-Identifier: MIT
# Boots twice, each time at other addresses (KASLR), with everything traced: a
# module comes while it is traced, works, and goes. The first time it ends in a
# reboot amid work.
. /job/lib.sh
set -e
boot=1
[ ! -e /job/out/kallsyms-1 ] || boot=2
cat /proc/kallsyms >/job/out/kallsyms-$boot
insmod $module
insmod /job/hft_steps.ko
echo ${boot}00 >/sys/module/hft_steps/parameters/steps
rmmod hft_steps
[ $boot = 2 ] || {
	sync
	while :; do ls -l /bin >/dev/null; done &
	reboot -f
}
rmmod hyperftrace_guest
