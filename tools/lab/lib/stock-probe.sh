# SPDX-License-Identifier: MIT
# LTTng's own kvm-x86 probe, which Debian leaves out: it needs KVM's private
# headers. They come from the kernel's source package, for tests only.

# private_headers DIRECTORY: arch/x86/kvm and virt/kvm of L1's kernel.
private_headers() {
	local series
	series=$(cut -d. -f1,2 "$root/kernel")
	download "$root_suite" "$1" "linux-source-$series"
	dpkg-deb --fsys-tarfile "$1"/linux-source-*.deb |
		tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
		tar -xJ -C "$1" --strip-components=1 --wildcards \
			'*/arch/x86/kvm/*.h' '*/virt/kvm/*.h'
	rm "$1"/linux-source-*.deb
}

make_stock_probe() {
	local kernel common
	kernel=$(cat "$root/kernel")
	common=/usr/src/linux-headers-${kernel%-*}-common
	private_headers "$1/headers"
	# The tree's own objects are kept apart from the lab's.
	cp -r "$lttng/src" "$1/lttng"
	echo "obj-m := lttng-probe-kvm-x86.o" >>"$1/lttng/src/probes/Kbuild"
	in_root "$root/root" "$1/lttng:/lttng" \
		"$1/headers/arch/x86/kvm:$common/arch/x86/kvm" \
		"$1/headers/virt/kvm:$common/virt/kvm" -- \
		make -C "/lib/modules/$kernel/build" M=/lttng/src/probes \
		CONFIG_LTTNG=m KBUILD_EXTRA_SYMBOLS=/lttng/src/Module.symvers modules
	mv "$1/lttng/src/probes/lttng-probe-kvm-x86.ko" "$1"
	rm -r "$1/lttng" "$1/headers"
}
