# SPDX-License-Identifier: MIT
# A guest that does not look like KVM's.
. /job/lib.sh
check "insmod: not a KVM guest" refused "No such device" \
	'not a KVM guest' insmod $module
