# SPDX-License-Identifier: MIT
# The root of L1: Debian with KVM, LTTng, QEMU and a compiler.

root_suite=trixie
root_packages=linux-image-amd64,linux-headers-amd64,lttng-tools,kmod
root_packages+=,qemu-system-x86,busybox-static,gcc,make,perl,libc6-dev
root_packages+=,libbabeltrace2-dev,check,pkg-config
root_packages+=,libelf-dev,libdw-dev,libiberty-dev,libjson-c-dev,zlib1g-dev
root_packages+=,protobuf-c-compiler,protobuf-compiler
root_packages+=,libprotobuf-c-dev

# Its lttng-modules are of a suite whose sources build on its kernel.
lttng_suite=sid

# Until 10.1 QEMU's emulation changes the set of pending interrupts in two
# threads at once and can lose one: L1 then sleeps for ever.
root_preferences='Package: src:qemu src:seabios src:ipxe
Pin: release n=*-backports
Pin-Priority: 600'

make_root() {
	sources $root_suite >"$1/sources"
	mmdebstrap --mode=root --variant=apt --include=$root_packages \
		--aptopt='Apt::Install-Recommends "false"' \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--setup-hook='mkdir -p "$1/etc/apt/preferences.d"' \
		--setup-hook="echo '$root_preferences' >\"\$1/etc/apt/preferences.d/lab\"" \
		$root_suite "$1/root" "$1/sources"
	basename "$1"/root/lib/modules/* >"$1/kernel"
	cp "$1"/root/boot/vmlinuz-* "$1/vmlinuz"
}

# in_root ROOT [BIND...] -- COMMAND...: run it there. A BIND is FROM:TO; the
# mounts end with the command.
in_root() {
	local root=$1
	shift
	unshare --mount sh -c '
		set -e
		root=$1
		shift
		mount -t proc proc "$root/proc"
		while [ "$1" != -- ]; do
			mkdir -p "$root/${1#*:}"
			mount --bind "${1%%:*}" "$root/${1#*:}"
			shift
		done
		shift
		exec chroot "$root" "$@"' sh "$root" "$@"
}

# LTTng's modules, built in the root: src/ is the tree that the host module is
# built against.
make_lttng() {
	local kernel
	kernel=$(cat "$root/kernel")
	download $lttng_suite "$1/deb" lttng-modules-dkms
	dpkg-deb -x "$1"/deb/*.deb "$1/deb"
	mv "$1"/deb/usr/src/lttng-modules-* "$1/src"
	rm -r "$1/deb"
	in_root "$root/root" "$1/src:/lttng" -- make -C /lttng -j"$(nproc)" \
		KERNELDIR="/lib/modules/$kernel/build" modules
}

# The disk that L1 boots from, and its initramfs. Runs see a throw-away
# snapshot of it.
make_disk() {
	local kernel tree=$1/tree modules
	kernel=$(cat "$root/kernel")
	cp -a --reflink=auto "$root/root" "$tree"
	modules=$tree/lib/modules/$kernel/updates
	mkdir -p "$modules"
	find "$lttng/src" -name '*.ko' -exec cp -t "$modules" {} +
	depmod -b "$tree" "$kernel"
	# The compiler and its like stay behind: L1 only runs.
	rm -rf "$tree"/usr/src "$tree"/usr/include "$tree"/usr/lib/gcc \
		"$tree"/usr/libexec/gcc "$tree"/var/cache/apt \
		"$tree"/var/lib/apt/lists
	mkdir -p "$tree/job"
	mke2fs -q -t ext4 -O ^has_journal -d "$tree" "$1/disk.img" \
		"$(($(du -sm "$tree" | cut -f1) * 5 / 4 + 400))M"
	pack_initramfs "$root" "$1/initrd" "$lab_dir/l1/initramfs-init" \
		virtio_pci virtio_blk ext4
	rm -rf "$tree"
}

# Sets root, lttng and disk.
build_root() {
	local recipe
	command -v mmdebstrap mke2fs cpio >/dev/null ||
		die "missing tools: make demo installs them (apt-get install mmdebstrap e2fsprogs cpio xz-utils kmod)"
	[ "$(id -u)" = 0 ] || die "building needs root: run it as root or with sudo"
	recipe=$(key_of_files tools/lab/lib/root.sh tools/lab/lib/packages.sh \
		tools/lab/lib/initramfs.sh tools/lab/l1/initramfs-init)
	cached root "$(key_of "$root_suite" "$root_packages" \
		"$root_preferences" "$(declare -f make_root)")" \
		"Debian root of the host ($root_suite)" make_root
	root=$made
	cached lttng "$(key_of "$root" "$(declare -f make_lttng)")" \
		"LTTng's kernel modules" make_lttng
	lttng=$made
	cached disk "$(key_of "$root" "$lttng" "$recipe")" \
		"disk of the host" make_disk
	disk=$made
}
