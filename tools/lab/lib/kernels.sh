# SPDX-License-Identifier: MIT
# Kernels of other suites, for guests and for building against: image, modules
# and headers, unpacked beside the root and installed nowhere.

# Packages whose names match are followed from package to package.
kernel_package='linux-(image|binary|modules|base|headers|kbuild)-[0-9].*'

# wanted_by DIRECTORY: kernel packages that those in it depend on.
wanted_by() {
	local deb
	for deb in "$1"/*.deb; do
		dpkg-deb -f "$deb" Depends
	done | tr ',' '\n' | sed 's/ *(.*//; s/ //g' |
		grep -xE "$kernel_package" | sort -u
}

# missing_in DIRECTORY PACKAGE...: those that are not there.
missing_in() {
	local dir=$1 package
	shift
	for package in "$@"; do
		[ -n "$(find "$dir" -name "${package}_*.deb")" ] || echo "$package"
	done
}

make_kernel() {
	local suite=$1 deb=$2/deb tree=$2/root missing kernel
	missing='linux-image-amd64 linux-headers-amd64'
	while [ -n "$missing" ]; do
		# shellcheck disable=SC2086 # one word a package
		download "$suite" "$deb" $missing
		# shellcheck disable=SC2046 # the same
		missing=$(missing_in "$deb" $(wanted_by "$deb"))
	done
	mkdir -p "$tree/usr/lib"
	# 6.1 has lib/modules, later ones usr/lib/modules.
	ln -s usr/lib "$tree/lib"
	for deb in "$deb"/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" |
			tar -x -C "$tree" --keep-directory-symlink
	done
	rm -r "$2/deb"
	rm -rf "$tree"/lib/modules/*/kernel/{sound,drivers/{gpu,media,net,usb}}
	kernel=$(basename "$tree"/lib/modules/*)
	echo "$kernel" >"$2/kernel"
	find "$tree" -name 'vmlinuz*' -type f -exec mv {} "$2/vmlinuz" \;
	depmod -b "$tree" "$kernel"
}

# kernel_binds DIRECTORY: where in the root its headers go, for in_root.
kernel_binds() {
	local dir
	for dir in "$1"/root/usr/src/* "$1"/root/usr/lib/linux-kbuild-*; do
		# One of linux-kbuild's two names may be a link to the other.
		echo "$(readlink -f "$dir"):${dir#"$1/root"}"
	done
}

# build_kernel SUITE: sets kernel.
build_kernel() {
	cached "kernel_$1" "$(key_of "$1" "$(declare -f make_kernel wanted_by)")" \
		"kernel of $1" make_kernel "$1"
	kernel=$made
}
