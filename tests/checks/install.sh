#!/bin/bash
# SPDX-License-Identifier: MIT
# make install: what lies where, that it works from there, and that make
# uninstall leaves nothing of it.
. "$SRC/tests/checks/lib/common.sh"
requires babeltrace2
requires pkg-config
version=$(cat VERSION)
dest=$work/root

installed() {
	(cd "$dest" && find . ! -type d | sed 's,^\.,,' | LC_ALL=C sort)
}

expected() {
	local module file
	cat <<-END
		/opt/lib/babeltrace2/plugins/babeltrace-plugin-hyperftrace.so
		/opt/lib/libhyperftrace-instrument.a
		/opt/lib/libhyperftrace-instrument.so
		/opt/lib/pkgconfig/hyperftrace-instrument.pc
		/opt/bin/hyperftrace-salvage
		/opt/share/man/man1/hyperftrace-salvage.1
	END
	for file in include/hyperftrace/*.h; do
		echo "/opt/$file"
		echo "/usr/src/hyperftrace-guest-$version/$file"
		echo "/usr/src/hyperftrace-host-$version/$file"
	done
	for file in consumer/man/*.7; do
		[ ! -e "$file" ] || echo "/opt/share/man/man7/${file##*/}"
	done
	for module in guest host; do
		echo "/usr/src/hyperftrace-$module-$version/dkms.conf"
		repository_files "$module-module/*" | grep -v '/dkms.conf$' |
			sed "s,^,/usr/src/hyperftrace-$module-$version/,"
	done
}

make -s install B="$B" PREFIX=/opt DESTDIR="$dest"
diff -u <(expected | LC_ALL=C sort) <(installed) ||
	fail "other files than expected were installed"
! grep -r '@VERSION@\|@PREFIX@' "$dest" || fail "not filled in"

# Unpacked and built as DKMS does it.
kdir=$(find /usr/src -maxdepth 1 -name 'linux-headers-*-amd64' | sort -V |
	tail -n 1)
if [ -n "$kdir" ]; then
	cp -r "$dest/usr/src/hyperftrace-guest-$version" "$work/dkms"
	make -s -C "$kdir" M="$work/dkms/guest-module" modules >"$work/log" 2>&1 ||
		fail "the guest module's DKMS tree does not build: $(cat "$work/log")"
	[ -f "$work/dkms/guest-module/hyperftrace_guest.ko" ] ||
		fail "the guest module's DKMS tree built nothing"
	cp -r "$dest/usr/src/hyperftrace-host-$version" "$work/dkms-host"
	(cd "$work/dkms-host" && ! HYPERFTRACE_LTTNG_MODULES=$work \
		sh host-module/dkms-build "$kdir") >"$work/log" 2>&1 ||
		fail "the host module builds without lttng-modules"
	grep -q 'Install lttng-modules-dkms' "$work/log" ||
		fail "no advice in: $(cat "$work/log")"
fi

babeltrace2 --plugin-path="$dest/opt/lib/babeltrace2/plugins" \
	help sink.hyperftrace.replay >"$work/help" ||
	fail "babeltrace2 does not load the plugin: $(cat "$work/help")"

# A program that somebody wants to trace; not in a guest, so it only has to run.
cat >"$work/program.c" <<'END'
#include <stdio.h>
#include <hyperftrace/instrument.h>

static int twice(int n)
{
	return 2 * n;
}

int main(void)
{
	printf("%d\n", twice(21));
	return 0;
}
END
export PKG_CONFIG_SYSROOT_DIR=$dest
export PKG_CONFIG_PATH=$dest/opt/lib/pkgconfig
[ "$(pkg-config --modversion hyperftrace-instrument)" = "$version" ] ||
	fail "pkg-config knows another version"
read -ra flags < <(pkg-config --cflags hyperftrace-instrument)
read -ra libs < <(pkg-config --libs hyperftrace-instrument)
for how in dynamic static; do
	rm -f "$work/program"
	wl=("-Wl,-B$how" "${libs[@]}" -Wl,-Bdynamic)
	gcc -finstrument-functions "${flags[@]}" -o "$work/program" \
		"$work/program.c" "${wl[@]}" ||
		fail "a program does not link, $how"
	out=$(LD_LIBRARY_PATH=$dest/opt/lib "$work/program") ||
		fail "the $how program fails"
	[ "$out" = 42 ] || fail "the $how program says $out"
	needed=$(readelf -d "$work/program" | grep -c hyperftrace || :)
	case $how$needed in
	dynamic1 | static0) ;;
	*) fail "the $how program needs the library $needed times" ;;
	esac
done

# What was there before stays, what is empty and ours goes.
touch "$dest/opt/lib/other.so"
make -s uninstall B="$B" PREFIX=/opt DESTDIR="$dest"
rm "$dest/opt/lib/other.so"
[ -z "$(installed)" ] || fail "left behind: $(installed)"
! find "$dest" -name '*hyperftrace*' | grep . || fail "folders left behind"
