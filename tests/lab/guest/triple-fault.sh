# SPDX-License-Identifier: MIT
# The CPU shuts down after 1,000 steps; a buffer takes no more than a quarter.
. /job/lib.sh
insmod /job/hft_steps.ko
# shellcheck disable=SC2046 # one parameter a word
insmod $module $(cat /job/args) buffer=4096 flush_ms=10000 syscalls=0 irqs=0 \
	filter=hft_step || exit 1
echo 1000 >/sys/module/hft_steps/parameters/triple_fault
