# SPDX-License-Identifier: MIT
# Building the modules for other kernels and other releases of lttng-modules.
# Sourced after common.sh. The lab's root, caches and downloads are used.
src=$SRC
lab_dir=$SRC/tools/lab
PATH=$PATH:/usr/sbin:/sbin
cache=${HYPERFTRACE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hyperftrace}
. "$lab_dir/lib/say.sh"
. "$lab_dir/lib/cache.sh"
. "$lab_dir/lib/packages.sh"
. "$lab_dir/lib/root.sh"
. "$lab_dir/lib/initramfs.sh"
. "$lab_dir/lib/kernels.sh"

# Makes the lab's root if need be; sets root.
needs_root() {
	[ "$(id -u)" = 0 ] || skip "only root can build in the lab's root"
	command -v mmdebstrap >/dev/null || skip "mmdebstrap is not installed"
	build_root
}

# in_lab_root [BIND...] -- COMMAND...
in_lab_root() {
	in_root "$root/root" "$SRC:/src" "$@"
}

# here [BIND...] -- COMMAND...: like it, on this machine.
here() {
	while [ "$1" != -- ]; do
		shift
	done
	shift
	"$@"
}

# make_lttng_for SUITE WHERE KDIR BIND... DIRECTORY: its sources are of the
# suite, built WHERE (in_lab_root or here) without its probes and clients: to
# build against it takes its core alone, and some releases' probes do not build
# on kernels that came after them.
make_lttng_for() {
	local suite=$1 where=$2 kdir=$3 dir=${*: -1} binds=("${@:4:$#-4}") lttng
	download "$suite" "$dir/deb" lttng-modules-dkms
	dpkg-deb -x "$dir"/deb/*.deb "$dir/deb"
	mv "$dir"/deb/usr/src/lttng-modules-* "$dir/src"
	rm -r "$dir/deb"
	echo 'obj-m := $(filter-out lttng-probe-%,$(obj-m))' \
		>>"$dir/src/src/probes/Kbuild"
	echo 'obj-m := $(filter-out tests/ %-client.o lttng-ring-buffer-client-% lttng-counter-client-%,$(obj-m))' \
		>>"$dir/src/src/Kbuild"
	lttng=$dir/src
	[ "$where" = here ] || lttng=/lttng
	$where "${binds[@]}" "$dir/src:/lttng" -- make -C "$lttng" CC=gcc \
		-j"$(nproc)" KERNELDIR="$kdir" modules
}

# lttng_for NAME SUITE WHERE KDIR BIND...: built once; its tree is in $made/src.
lttng_for() {
	local name=$1
	shift
	cached "check-$name" "$(key_of "$@" "$(declare -f make_lttng_for)")" \
		"lttng-modules of $1" make_lttng_for "$@"
}

# build_modules_for NAME WHERE KDIR LTTNG OPTIONS BIND...: W=1 and OPTIONS; a
# warning is ours if it is about a file or a module of ours.
build_modules_for() {
	local name=$1 where=$2 kdir=$3 lttng=$4 options=$5 log=$work/log
	local out=$B/check/${1//[ ,]/-} status=0
	shift 5
	rm -rf "$out"
	mkdir -p "$out"
	if [ "$where" = here ]; then
		make -C "$SRC" modules V=0 B="$out" KDIR="$kdir" \
			LTTNG_MODULES="$lttng" KBUILD_OPTIONS="$options" \
			>"$log" 2>&1 || status=$?
	else
		$where "$@" "$lttng:/lttng" "$out:/out" -- make -C /src \
			modules V=0 B=/out KDIR="$kdir" LTTNG_MODULES=/lttng \
			KBUILD_OPTIONS="$options" >"$log" 2>&1 || status=$?
	fi
	if [ $status != 0 ]; then
		tail -n 30 "$log"
		echo "SUBTEST FAIL $name: it does not build"
	elif ! [ -f "$out/modules/guest-module/hyperftrace_guest.ko" ] ||
		! [ -f "$out/modules/host-module/hyperftrace_host.ko" ]; then
		cat "$log"
		echo "SUBTEST FAIL $name: a module was not built"
	elif grep -aE '((guest|host)-module|include/hyperftrace)/[^ ]*:.*(warning|error)|modpost:.*hyperftrace' "$log"; then
		echo "SUBTEST FAIL $name: warnings"
	else
		echo "SUBTEST PASS $name"
	fi
}
