# SPDX-License-Identifier: MIT
# The page transport in the lab, every function and all interrupts, against
# the guest's own ftrace, against handlers that do nothing, and by call.
. "$SRC/tests/lab/lib.sh"
here=$SRC/tests/bench
static_program workload "$here/guest/workload.c"
out=$B/lab/bench-pages
"$SRC/tools/lab/lab" run --out "$out" --timeout 1200 \
	--host "$here/host/pages.sh" --add "$program" \
	--add "$here/guest/pages.sh" --add "$here/guest/minute.sh" \
	--add "$here/guest/small.sh"

# median NAME: of the times in ns, as ms.
median() {
	sort -n "$out/pages/$1" | sed -n 2p | awk '{ printf "%.1f", $1 / 1e6 }'
}

# figure NAME VALUE UNIT RIVAL RIVAL_VALUE
figure() {
	printf '%s\t%s\t%s\t%s\t%s\n' "$@"
}

# records GUEST: function records that it says it has sent by page, in each load.
records() {
	sed -n 's/.* \([0-9]*\) function records in .*/\1/p' "$out/$1/dmesg" |
		grep -vx 0
}

# per_event MS MS EVENTS: ns that an event costs.
per_event() {
	awk -v a="$1" -v b="$2" -v n="$3" 'BEGIN { printf "%.0f", (a - b) * 1e6 / n }'
}

untraced=$(median untraced) none=$(median none)
page=$(median page) ftrace=$(median ftrace)
figure 'workload traced by page' "$page" ms "the guest's ftrace" "$ftrace"
figure 'workload traced by page' "$page" ms 'empty handlers' "$none"
figure 'workload traced by page' "$page" ms untraced "$untraced"

events=$(records pages | sed -n 1,3p | sort -n | sed -n 2p)
ftrace_events=$(awk '{ print $1 + $2 }' "$out/pages/ftrace-stats" | sort -n | sed -n 2p)
ns=$(per_event "$page" "$untraced" "$events")
figure 'an event by page' "$ns" ns "the guest's ftrace" \
	"$(per_event "$ftrace" "$untraced" "$ftrace_events")"
figure 'an event by page' "$ns" ns 'empty handlers' \
	"$(per_event "$none" "$untraced" "$events")"
some=$(records pages | sed -n 4,6p | sort -n | sed -n 2p)
figure 'an event by page' "$ns" ns 'by call' \
	"$(per_event "$(median some-call)" "$(median some-none)" "$some")"

# From the hypercall to the event: looking the memory up and copying it.
copied=$(babeltrace2 "$out/trace-pages" | awk '
	{ for (i = 1; i < 60 && i < NF; i++) {
		if ($i == "delay_ns") ns += $(i + 2)
		if ($i == "words") n += $(i + 2)
	} }
	END { printf "%.1f", ns / n }')
figure 'of that, copying from the guest' "$copied" ns 'an event by page' "$ns"

# Everything included: symbols, names, packets.
bytes=$(find "$out/trace-minute" -type f -exec cat {} + | wc -c)
sent=$(records minute)
figure 'trace, an event' \
	"$(awk -v b="$bytes" -v n="$sent" 'BEGIN { printf "%.3f", b / n }')" bytes \
	"the guest's ftrace" \
	"$(awk '{ printf "%.3f\n", $3 / $1 }' "$out/pages/ftrace-stats" | sed -n 1p)"

# footer GUEST, received GUEST, missing GUEST: what the consumer says of it.
footer() {
	babeltrace2 --plugin-path="$B" "$out/trace-$1" \
		--component=sink.hyperftrace.replay | tail -n 20 | grep '^#'
}
received() {
	sed -n 's/^# .* pages with .* \([0-9]*\) of functions.*/\1/p' "$out/footer-$1"
}
missing() {
	sed -n 's/^# \([0-9]*\) records* of .* missing$/\1/p' "$out/footer-$1" |
		grep . || echo 0
}
footer minute >"$out/footer-minute"
footer small >"$out/footer-small"
figure 'events missing after 60 s at the full rate' "$(missing minute)" \
	"of $sent" "the guest's ftrace, of $ftrace_events" \
	"$(awk '{ print $2 }' "$out/pages/ftrace-stats" | sort -n | sed -n 2p)"
figure 'losses reported, LTTng too small' "$(missing small)" events \
	'losses caused' $(($(records small) - $(received small)))
figure 'memory for tracing, a CPU' "$(sed -n 's/.*tracing by page; [0-9]* x \([0-9]*\) KiB.*/\1/p' "$out/minute/dmesg")" KiB "the guest's ftrace" \
	"$(cat "$out/pages/ftrace-kb")"

module=$("$SRC/tools/lab/lab" path modules)/hyperftrace_guest.ko
for what in entry exit; do
	figure "instructions, an $what" \
		"$("$here/instructions" "$module" "hft_page_$what")" \
		instructions 'empty handler' \
		"$("$here/instructions" "$module" "on_${what}_none")"
done
