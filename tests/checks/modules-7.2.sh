#!/bin/bash
# SPDX-License-Identifier: MIT
# The newest kernel that Debian has (7.2 when this was written), with
# lttng-modules 2.16, in the lab's root.
. "$SRC/tests/checks/lib/common.sh"
. "$SRC/tests/checks/lib/kernel.sh"
needs_root

# depends FILE.deb PATTERN: names of packages that it depends on.
depends() {
	dpkg-deb -f "$1" Depends | tr ',' '\n' | sed 's/ *(.*//; s/ //g' |
		grep -xE "$2"
}

# The headers lie in three packages, found by following what depends on what.
make_headers() {
	local deb=$1/deb amd64
	download sid "$deb" linux-headers-amd64
	amd64=$(depends "$deb"/linux-headers-amd64_*.deb 'linux-headers-.*-amd64')
	download sid "$deb" "$amd64"
	# shellcheck disable=SC2046 # one word a package
	download sid "$deb" $(depends "$deb/$amd64"_*.deb \
		'linux-headers-.*-common|linux-kbuild-.*')
	for deb in "$deb"/*.deb; do
		dpkg-deb -x "$deb" "$1"
	done
	rm -r "$1/deb"
}

cached check-headers "$(key_of "$(declare -f make_headers)")" \
	"kernel headers of sid" make_headers
headers=$made
binds=()
for dir in "$headers"/usr/src/* "$headers"/usr/lib/linux-kbuild-*; do
	# One of linux-kbuild's two names is a link to the other.
	binds+=("$(readlink -f "$dir"):${dir#"$headers"}")
done
kdir=/$(cd "$headers" && echo usr/src/linux-headers-*-amd64)

lttng_for lttng216 sid in_lab_root "$kdir" "${binds[@]}"
build_modules_for "${kdir##*/linux-headers-}, lttng-modules 2.16.0" \
	in_lab_root "$kdir" "$made/src" 'W=1 CC=gcc' "${binds[@]}"
