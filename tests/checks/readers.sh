#!/bin/bash
# SPDX-License-Identifier: MIT
# Files that the export writes, read by programs that we did not write:
# speedscope, in Chromium; protoc, with pprof's published message and by
# Perfetto's published numbers; FlameGraph. All is of one trace, and has to say
# the same of it.
. "$SRC/tests/checks/lib/common.sh"
src=$SRC
cache=${HYPERFTRACE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hyperftrace}
. "$SRC/tools/lab/lib/say.sh"
. "$SRC/tools/lab/lib/cache.sh"

for program in babeltrace2 protoc perl npm chromium-headless-shell; do
	requires $program
done
pprof_proto=/usr/share/gocode/src/github.com/google/pprof/proto
[ -f "$pprof_proto/profile.proto" ] ||
	skip "golang-github-google-pprof-dev is not installed"
flamegraph=/usr/share/perl5/Devel/NYTProf/flamegraph.pl
[ -f "$flamegraph" ] || skip "libdevel-nytprof-perl is not installed"

speedscope_version=1.25.0
speedscope_sha256=2831f1e0d26df914b477e522d78b8485511495a6af81a0b88158f8b48f9e0d03

make_speedscope() {
	(cd "$1" && npm pack --silent "speedscope@$speedscope_version") &&
		echo "$speedscope_sha256 $1/speedscope-$speedscope_version.tgz" |
		sha256sum --check --quiet &&
		tar -xzf "$1/speedscope-$speedscope_version.tgz" -C "$1"
}

speedscope=$(cached check-speedscope "$speedscope_sha256" \
	"speedscope $speedscope_version" make_speedscope && echo "$made") ||
	skip "speedscope cannot be had from npm"

out=$B/check/readers
rm -rf "$out"
mkdir -p "$out"
fixture=$SRC/tests/golden/captured/pages

export_as() {
	babeltrace2 --plugin-path="$B" "$fixture/trace" \
		--component=sink.hyperftrace.export \
		--params="kallsyms=\"$fixture/symbols\"" \
		--params="format=\"$1\"" --params="output=\"$out/calls.$1\"" \
		--params="weight=\"${2:-self}\""
}

# browse ARGUMENTS...: without a screen and a graphics card.
browse() {
	timeout 120 chromium-headless-shell --no-sandbox --disable-gpu --disable-dev-shm-usage \
		--use-angle=swiftshader --enable-unsafe-swiftshader \
		--user-data-dir="$work/chromium" --virtual-time-budget=10000 \
		"$@" 2>"$work/chromium.log" ||
		fail "the browser failed: $(tail -n 5 "$work/chromium.log")"
}

# speedscope_url FILE VIEW: as its own command opens files.
speedscope_url() {
	printf 'speedscope.loadFileFromBase64("%s", "%s")' "${1##*/}" \
		"$(base64 -w0 "$1")" >"$work/profile.js"
	echo "file://$speedscope/package/dist/release/index.html#localProfilePath=$work/profile.js&view=$2"
}

# shows FILE: its functions, from speedscope's table of them.
shows() {
	browse --dump-dom "$(speedscope_url "$1" sandwich)" |
		sed 's,</tr>,\n,g' | sed -n 's,.*</span>\([^<]*\)</td>$,\1,p' |
		sed 's/&lt;/</g; s/&gt;/>/g' | LC_ALL=C sort
}

# same TEST FILE FILE
same() {
	if diff -u "$2" "$3"; then
		echo "SUBTEST PASS $1"
	else
		echo "SUBTEST FAIL $1: other calls than expected"
	fi
}

export_as jsonl
for format in perfetto speedscope pprof collapsed; do
	export_as $format
done

# "N NAME", how often each function was called.
grep -v '^{"version"' "$out/calls.jsonl" |
	sed -n 's/^{"name":"\([^"]*\)".*/\1/p' | LC_ALL=C sort | uniq -c \
	>"$work/called"
[ "$(wc -l <"$work/called")" -gt 10 ] || fail "hardly any calls"
# Those that ended, with their callers' names, are in trees of stacks.
grep '"duration_ns"' "$out/calls.jsonl" |
	sed -n 's/^{"name":"\([^"]*\)".*/\1/p' | LC_ALL=C sort | uniq -c \
	>"$work/ended"
{
	sed 's/^ *[0-9]* //' "$work/ended"
	sed 's/;.*//' "$out/calls.collapsed"
} | LC_ALL=C sort -u >"$work/names"

# Of the first profile only: speedscope shows one task at a time.
shows "$out/calls.speedscope" >"$work/speedscope"
{ [ "$(wc -l <"$work/speedscope")" -gt 5 ] &&
	grep -qx vfs_statx "$work/speedscope" &&
	! grep -vxFf "$work/names" "$work/speedscope"; } &&
	echo "SUBTEST PASS speedscope, its own format" ||
	echo "SUBTEST FAIL speedscope, its own format: $(cat "$work/speedscope")"

browse --window-size=1200,700 --hide-scrollbars \
	--screenshot="$out/speedscope.png" \
	"$(speedscope_url "$out/calls.speedscope" time-ordered)"
colors=$(perl "$SRC/tests/checks/lib/png-colors.pl" "$out/speedscope.png")
# A button is blue; calls have a colour for each function.
if [ "$colors" -ge 5 ]; then
	echo "SUBTEST PASS speedscope, a picture"
else
	echo "SUBTEST FAIL speedscope, a picture: $colors colours in $out/speedscope.png"
fi

for format in pprof collapsed; do
	shows "$out/calls.$format" >"$work/$format"
	same "speedscope, $format" "$work/names" "$work/$format"
done

# Unknown fields would have numbers. Sample type 0 is calls.
gzip -dc "$out/calls.pprof" | protoc --decode=perftools.profiles.Profile \
	--proto_path="$pprof_proto" profile.proto >"$work/profile"
! grep -E '^ *[0-9]+[:{ ]' "$work/profile" ||
	fail "pprof's message has no such fields"
awk '
	/^sample \{/ { value = 0; leaf = "" }
	$1 == "location_id:" && leaf == "" { leaf = $2 }
	$1 == "value:" && !value++ { calls[leaf] += $2 }
	/^location \{/ { id = "" }
	$1 == "id:" { id = $2 }
	$1 == "function_id:" { function_of[id] = $2 }
	/^function \{/ { in_function = 1 }
	/^\}/ { in_function = 0 }
	in_function && $1 == "name:" { name_of[id] = $2 }
	$1 == "string_table:" {
		sub(/^string_table: "/, "")
		sub(/"$/, "")
		strings[n++] = $0
	}
	END {
		for (leaf in calls)
			if (calls[leaf])
				printf "%7d %s\n", calls[leaf],
					strings[name_of[function_of[leaf]]]
	}' "$work/profile" | LC_ALL=C sort -k2 >"$work/pprof"
same "pprof's message" "$work/ended" "$work/pprof"

protoc --decode_raw <"$out/calls.perfetto" |
	perl "$SRC/tests/checks/lib/perfetto.pl" >"$work/perfetto" ||
	fail "Perfetto would not read this"
same "Perfetto's numbers" "$work/called" "$work/perfetto"
(
	fixture=$SRC/tests/golden/captured/exits
	out=$work
	export_as perfetto
)
protoc --decode_raw <"$work/calls.perfetto" >"$work/raw"
if perl "$SRC/tests/checks/lib/perfetto.pl" <"$work/raw" >"$work/log" 2>&1 &&
	grep -q '23: "npf"' "$work/raw"; then
	echo "SUBTEST PASS Perfetto's numbers, with VM exits"
else
	echo "SUBTEST FAIL Perfetto's numbers, with VM exits: $(tail -n 1 "$work/log")"
fi

# The picture names all frames, with other brackets, and the sum.
export_as collapsed calls
perl "$flamegraph" --minwidth=0 --countname=calls "$out/calls.collapsed" \
	>"$out/calls.svg"
sum=$(awk '{ n += $1 } END { print n }' "$work/ended")
if [ "$(sed -n 's/.*<title>all (\([0-9,]*\) calls.*/\1/p' "$out/calls.svg" |
	tr -d ,)" = "$sum" ] &&
	sed -n 's/.*<title>\(.*\) ([0-9,]* calls.*/\1/p' "$out/calls.svg" |
	grep -vx all | LC_ALL=C sort -u |
	diff -u <(tr '<>' '()' <"$work/names") -; then
	echo "SUBTEST PASS FlameGraph"
else
	echo "SUBTEST FAIL FlameGraph: other stacks than expected"
fi
