# SPDX-License-Identifier: MIT
# The standard job: load, trace, boot the guest, bring everything back.
set -e
. /job/l1/lib.sh
load_kvm
load_host_module
trace_start
GUEST_ARGS=$(cat /job/args) VCPUS=$(cat /job/vcpus) guest_start guest
guest_wait
trace_stop trace
guest_ok guest
host_no_splat
