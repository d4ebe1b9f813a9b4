# SPDX-License-Identifier: MIT
# A guest is a directory: vmlinuz, initrd and hyperftrace_guest.ko. Its kernel
# is L1's own or that of another suite.

# make_guest MODULE DIRECTORY OUT: the kernel is in DIRECTORY (kernel, vmlinuz,
# root/lib/modules).
make_guest() {
	cp "$1" "$3/hyperftrace_guest.ko"
	cp "$2/vmlinuz" "$3/vmlinuz"
	pack_initramfs "$2" "$3/initrd" "$lab_dir/l2/init" virtio_pci \
		9pnet_virtio 9p
}

# make_guest_module DIRECTORY OUT
make_guest_module() {
	local binds
	mapfile -t binds < <(kernel_binds "$1")
	in_root "$root/root" "${binds[@]}" "$src:/src" "$2:/out" -- \
		make -s -C /src modules B=/out V=1 KBUILD_OPTIONS=CC=gcc \
		KDIR="/usr/src/linux-headers-$(cat "$1/kernel")"
	mv "$2"/modules/guest-module/*.ko "$2"
	rm -r "$2/modules"
}

# build_guest SUITE: sets guest. Needs build_root and build_modules.
build_guest() {
	local kernel=$root module=$modules/hyperftrace_guest.ko
	if [ "$1" != "$root_suite" ]; then
		build_kernel "$1"
		cached "module_$1" "$(key_of "$root" "$kernel" "$(module_key)")" \
			"guest module for the kernel of $1" \
			make_guest_module "$kernel"
		module=$made/hyperftrace_guest.ko
	fi
	cached "guest_$1" "$(key_of "$root" "$kernel" "$module" "$(key_of_files \
		tools/lab/l2/init tools/lab/lib/guest.sh \
		tools/lab/lib/initramfs.sh)")" \
		"guest with the kernel of $1" make_guest "$module" "$kernel"
	guest=$made
}
