# SPDX-License-Identifier: MIT
# One call, and nothing more until the host ends it all.
. /job/lib.sh
insmod $module flush_ms=50 irqs=0 syscalls=0 filter=vfs_mkdir || exit 1
mkdir /tmp/the-only-one
: >/job/out/called
sleep 1000
