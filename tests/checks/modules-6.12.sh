#!/bin/bash
# SPDX-License-Identifier: MIT
# Kernel 6.12, Debian 13's, with both ends of the lttng-modules that support
# it, in the lab's root.
. "$SRC/tests/checks/lib/common.sh"
. "$SRC/tests/checks/lib/kernel.sh"
needs_root
kdir=/lib/modules/$(cat "$root/kernel")/build

lttng_for lttng21318 trixie in_lab_root "$kdir"
build_modules_for "6.12, lttng-modules 2.13.18" in_lab_root "$kdir" \
	"$made/src" W=1
build_modules_for "6.12, lttng-modules 2.16.0" in_lab_root "$kdir" \
	"$lttng/src" W=1
