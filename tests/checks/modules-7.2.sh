#!/bin/bash
# SPDX-License-Identifier: MIT
# The newest kernel that Debian has (7.2 when this was written), with
# lttng-modules 2.16, in the lab's root.
. "$SRC/tests/checks/lib/common.sh"
. "$SRC/tests/checks/lib/kernel.sh"
needs_root

build_kernel sid
release=$(cat "$kernel/kernel")
mapfile -t binds < <(kernel_binds "$kernel")
kdir=/usr/src/linux-headers-$release

lttng_for lttng216 sid in_lab_root "$kdir" "${binds[@]}"
build_modules_for "$release, lttng-modules 2.16.0" \
	in_lab_root "$kdir" "$made/src" 'W=1 CC=gcc' "${binds[@]}"
