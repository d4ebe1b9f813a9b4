# SPDX-License-Identifier: MIT
# Our own two modules for L1's kernel, which is L2's as well.

make_modules() {
	in_root "$root/root" "$src:/src" "$lttng/src:/lttng" "$1:/out" -- \
		make -s -C /src modules B=/out KDIR="/lib/modules/$(cat "$root/kernel")/build" \
		LTTNG_MODULES=/lttng V=1
	mv "$1"/modules/*-module/*.ko "$1"
	rm -r "$1/modules"
}

# module_key: of the modules' sources.
module_key() {
	local files
	mapfile -t files < <(cd "$src" &&
		find Kbuild include guest-module host-module -type f | sort)
	key_of_files Makefile "${files[@]}"
}

# Sets modules. Needs build_root.
build_modules() {
	cached modules "$(key_of "$root" "$lttng" "$(module_key)")" \
		"hyperftrace's kernel modules" make_modules
	modules=$made
}

# The guest module as Kbuild makes it for a kernel without function graph.
make_unsupported() {
	in_root "$root/root" "$src:/src" "$1:/out" -- \
		make -s -C /src modules B=/out V=1 \
		KDIR="/lib/modules/$(cat "$root/kernel")/build" \
		KBUILD_OPTIONS=CONFIG_FUNCTION_GRAPH_TRACER=
	mv "$1"/modules/guest-module/*.ko "$1"
	rm -r "$1/modules"
}

lab_build() {
	build_root
	build_modules
	build_guest "$root_suite"
}

lab_path() {
	lab_build >&2
	case ${1:-} in
	root) echo "$root/root" ;;
	modules) echo "$modules" ;;
	lttng) echo "$lttng/src" ;;
	unsupported)
		cached unsupported "$(key_of "$root" "$(key_of_files Makefile \
			guest-module/Kbuild guest-module/unsupported.c)")" \
			"guest module for a kernel without fgraph" make_unsupported
		echo "$made"
		;;
	stock-probe)
		cached stock-probe "$(key_of "$lttng" "$(declare -f make_stock_probe)")" \
			"LTTng's own kvm-x86 probe" make_stock_probe
		echo "$made"
		;;
	kernel-*)
		build_kernel "${1#kernel-}"
		echo "$kernel"
		;;
	*) die "path: root, lttng, modules, unsupported, stock-probe or kernel-SUITE" ;;
	esac
}
