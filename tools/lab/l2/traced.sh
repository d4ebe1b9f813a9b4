# SPDX-License-Identifier: MIT
# The standard guest script: the workload runs traced, nothing else does.
set -e
parameters=/sys/module/hyperftrace_guest/parameters
# shellcheck disable=SC2046 # one parameter a word
insmod /job/hyperftrace_guest.ko enabled=0 $(cat /job/args)
echo 1 >$parameters/enabled
rc=0
sh /job/workload.sh || rc=$?
echo 0 >$parameters/enabled
rmmod hyperftrace_guest
exit $rc
