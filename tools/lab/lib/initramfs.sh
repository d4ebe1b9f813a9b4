# SPDX-License-Identifier: MIT
# Small initramfs images: busybox, an init and some modules of L1's kernel.

# pack_initramfs OUT INIT MODULE...: the modules go to /modules, listed in
# load order in /modules/order.
pack_initramfs() {
	local out=$1 init=$2 tree kernel line file
	shift 2
	tree=$(mktemp -d)
	kernel=$(cat "$root/kernel")
	mkdir -p "$tree"/{bin,dev,proc,sys,tmp,modules,root,job}
	cp "$root/root/bin/busybox" "$tree/bin/busybox"
	cp "$init" "$tree/init"
	chmod +x "$tree/init"
	: >"$tree/modules/order"
	for line in "$@"; do
		modprobe -d "$root/root" -S "$kernel" --show-depends "$line"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' |
		while read -r file; do
			line=$(basename "${file%.xz}")
			xz -dc "$file" >"$tree/modules/$line"
			echo "$line" >>"$tree/modules/order"
		done
	(cd "$tree" && find . -print0 | cpio --null -o -H newc --quiet) |
		gzip -1 >"$out"
	rm -rf "$tree"
}
