# SPDX-License-Identifier: MIT
# Ready for what LTTng is to lose.
. /job/lib.sh
set -e
insmod /job/hft_steps.ko
insmod $module buffer=16384 irqs=0 syscalls=0 filter=hft_step
