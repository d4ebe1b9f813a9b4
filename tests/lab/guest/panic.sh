# SPDX-License-Identifier: MIT
# Dies with calls open, traced by call.
cat /proc/kallsyms >/job/out/kallsyms
sync
insmod /job/hyperftrace_guest.ko transport=call 'filter=*sysrq*,*panic*'
echo c >/proc/sysrq-trigger
