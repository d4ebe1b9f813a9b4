# SPDX-License-Identifier: MIT
# Dies with calls open.
cat /proc/kallsyms >/job/out/kallsyms
sync
insmod /job/hyperftrace_guest.ko 'filter=*sysrq*,*panic*'
echo c >/proc/sysrq-trigger
