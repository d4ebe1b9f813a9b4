# SPDX-License-Identifier: MIT
# Our own two modules for L1's kernel, which is L2's as well.

make_modules() {
	in_root "$root/root" "$src:/src" "$lttng/src:/lttng" "$1:/out" -- \
		make -s -C /src modules B=/out KDIR="/lib/modules/$(cat "$root/kernel")/build" \
		LTTNG_MODULES=/lttng V=1
	mv "$1"/modules/*-module/*.ko "$1"
	rm -r "$1/modules"
}

# Sets modules. Needs build_root.
build_modules() {
	local files
	files=$(cd "$src" && find Kbuild include guest-module host-module -type f |
		sort)
	cached modules "$(key_of "$root" "$lttng" "$(key_of_files Makefile $files)")" \
		"hyperftrace's kernel modules" make_modules
	modules=$made
}

# The guest's initramfs. Sets guest.
make_guest() {
	pack_initramfs "$1/initrd" "$lab_dir/l2/init" virtio_pci 9pnet_virtio 9p
}

build_guest() {
	cached guest "$(key_of "$root" "$(key_of_files tools/lab/l2/init \
		tools/lab/lib/initramfs.sh)")" "initramfs of the guest" make_guest
	guest=$made
}

lab_build() {
	build_root
	build_modules
	build_guest
}

lab_path() {
	lab_build >&2
	case ${1:-} in
	root) echo "$root/root" ;;
	modules) echo "$modules" ;;
	lttng) echo "$lttng/src" ;;
	*) die "path: root, modules or lttng" ;;
	esac
}
