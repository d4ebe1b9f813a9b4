#!/bin/bash
# SPDX-License-Identifier: MIT
# Unit and golden tests with babeltrace2 2.1, Debian 13's, in the lab's root.
. "$SRC/tests/checks/lib/common.sh"
. "$SRC/tests/checks/lib/kernel.sh"
needs_root

# The root has the library, and not the program.
make_babeltrace2() {
	download trixie "$1/deb" babeltrace2
	dpkg-deb -x "$1"/deb/*.deb "$1"
	rm -r "$1/deb"
}

cached check-babeltrace21 "$(key_of "$(declare -f make_babeltrace2)")" \
	"babeltrace2 of trixie" make_babeltrace2
mkdir -p "$B/check/babeltrace-2.1"
in_lab_root "$B/check/babeltrace-2.1:/out" "$made:/babeltrace2" -- \
	env B=/out PATH=/babeltrace2/usr/bin:/usr/sbin:/usr/bin:/sbin:/bin \
	bash -euc '
		cd /src
		babeltrace2 --version | grep " 2\.1\."
		make -s -j"$(nproc)" B=/out user unit-programs
		tests/run $(find /out/tests/unit -type f -executable) \
			$(find tests/golden -maxdepth 1 -name "*.sh" ! -name lib.sh | sort)'
