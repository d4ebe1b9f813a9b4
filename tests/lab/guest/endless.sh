# SPDX-License-Identifier: MIT
# Steps until the host ends it all; a buffer takes no more than a quarter of a thousand.
. /job/lib.sh
insmod /job/hft_steps.ko
# shellcheck disable=SC2046 # one parameter a word
insmod $module $(cat /job/args) buffer=4096 flush_ms=10000 syscalls=0 irqs=0 \
	filter=hft_step || exit 1
: >/job/out/loaded
echo 1000000000 >/sys/module/hft_steps/parameters/steps
