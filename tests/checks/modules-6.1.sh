#!/bin/bash
# SPDX-License-Identifier: MIT
# Kernel 6.1 and lttng-modules 2.13.9, Debian 12's, on this machine; with
# sparse.
. "$SRC/tests/checks/lib/common.sh"
. "$SRC/tests/checks/lib/kernel.sh"
requires sparse
kdir=$(find /usr/src -maxdepth 1 -name 'linux-headers-6.1.*-amd64' | sort -V |
	tail -n 1)
[ -n "$kdir" ] || skip "the headers of a Debian kernel 6.1 are not installed"

lttng_for lttng2139 bookworm here "$kdir"
build_modules_for "6.1, lttng-modules 2.13.9" here "$kdir" "$made/src" \
	'W=1 C=2 CHECK=sparse'
