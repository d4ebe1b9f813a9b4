# SPDX-License-Identifier: MIT
# Small initramfs images: busybox, an init and some modules of a kernel.

# pack_initramfs DIRECTORY OUT INIT MODULE...: the kernel is that of the
# DIRECTORY (kernel, root/lib/modules); its modules go to /modules, listed in
# load order in /modules/order.
pack_initramfs() {
	local dir=$1 out=$2 init=$3 tree kernel line file
	shift 3
	tree=$(mktemp -d)
	kernel=$(cat "$dir/kernel")
	mkdir -p "$tree"/{bin,dev,proc,sys,tmp,modules,root,job}
	cp "$root/root/bin/busybox" "$tree/bin/busybox"
	cp "$init" "$tree/init"
	chmod +x "$tree/init"
	: >"$tree/modules/order"
	for line in "$@"; do
		modprobe -d "$dir/root" -S "$kernel" --show-depends "$line"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' |
		while read -r file; do
			line=$(basename "${file%.xz}")
			xz -dcf "$file" >"$tree/modules/$line"
			echo "$line" >>"$tree/modules/order"
		done
	(cd "$tree" && find . -print0 | cpio --null -o -H newc --quiet) |
		gzip -1 >"$out"
	rm -rf "$tree"
}
