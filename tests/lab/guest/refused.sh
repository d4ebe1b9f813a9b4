# SPDX-License-Identifier: MIT
# The host does not allow this VM, whatever the transport.
. /job/lib.sh
for transport in page call auto; do
	check "not allowed: insmod says why, transport=$transport" \
		refused "Permission denied" \
		'host does not allow this VM to be traced' \
		insmod $module "transport=$transport"
done
