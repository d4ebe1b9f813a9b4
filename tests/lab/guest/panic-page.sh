# SPDX-License-Identifier: MIT
# Dies with work going on on the other CPU. Everything is traced but how the
# kernel writes to its console, which is most of what it does then.
. /job/lib.sh
insmod $module \
	'notrace=*serial*,*uart*,*console*,*printk*,*delay*,*watchdog*' ||
	exit 1
while :; do ls -l /bin >/dev/null; done &
echo c >/proc/sysrq-trigger
