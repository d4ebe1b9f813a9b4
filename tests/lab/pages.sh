#!/bin/bash
# SPDX-License-Identifier: MIT
# The page transport from end to end: complete, in order, self-contained.
. "$(dirname "$0")/lib.sh"
here=$SRC/tests/lab
added=()

static_program workers "$here/workers.c"
added+=(--add "$program")
steps_module
added+=(--add "$program")
for script in "$here"/guest/{lib,serve,pages-*,dmesg,reboot}.sh; do
	added+=(--add "$script")
done
in_lab pages --timeout 600 --host "$here/host/pages.sh" \
	--host-lib "$here/host/lib.sh" "${added[@]}"

for what in equal exits churn losses idle reboot; do
	replay "$out/trace-$what" >"$out/$what.txt"
done
for what in equal exits churn idle reboot; do
	check "$what: no record is missing" complete "$out/$what.txt"
done

calls_of_tasks "$out/equal.txt" 1 '^worker[0-9]' >"$out/by-page"
calls_of_tasks "$out/equal.txt" 2 '^worker[0-9]' >"$out/by-call"
function_graph_of_tasks "$out/pages/function-graph" '^worker[0-9]' \
	>"$out/by-function-graph"
same_calls() {
	[ "$(cut -f1 "$out/by-page" | uniq | wc -l)" = 4 ] &&
		[ "$(wc -l <"$out/by-page")" -gt 2000 ] &&
		diff "$out/$1" "$out/by-page"
}
calls="$(wc -l <"$out/by-page") calls of 4 tasks"
check "equal: the same $calls by page as by call, in order" same_calls by-call
check "equal: function_graph in the guest lost nothing" \
	test "$(function_graph_lost "$out/pages/function-graph-stats")" = 0
check "equal: the same $calls as function_graph saw in the guest, in order and as deep" \
	same_calls by-function-graph

# Lines NS KIND VM/VCPU, ns since time 0: the whole does not fit into awk.
vm_entries_and_exits() {
	local zero
	zero=$(sed -n 's/^# time 0 is \([0-9.]*\) s.*/\1/p' "$out/exits.txt")
	babeltrace2 --clock-seconds --no-delta "$out/trace-exits" |
		sed -nE 's/^\[([0-9]+)\.([0-9]+)\].* kvm_x86_(entry|exit): .*(vm_pid|vcpu_id) = ([0-9]+), (vm_pid|vcpu_id) = ([0-9]+)[ ,].*/\1 \2 \3 \4 \5 \7/p' |
		awk -v s="${zero%.*}" -v ns="${zero#*.}" '{
			printf "%.0f %s %s\n", ($1 - s) * 1e9 + $2 - ns, $3,
				$4 == "vm_pid" ? $5 "/" $6 : $6 "/" $5
		}'
}
records_of_functions() {
	sed -nE 's|^ *(-?[0-9]+)\.([0-9]+) +([0-9]+/[0-9]+)\) .*|\1\2 record \3|p' \
		"$out/exits.txt"
}
{
	vm_entries_and_exits
	records_of_functions
} | sort -n -s -k1,1 >"$out/causality"
where=$(awk -f "$here/causality.awk" "$out/causality") && in_place=0 || in_place=$?
check "exits: $where" test $in_place = 0

# Both as "reason count", for those of the tracer "hyperftrace count".
exits_of_kvm() {
	babeltrace2 --no-delta "$out/trace-exits" | cut -c 1-400 | awk '
		function field(name) {
			match($0, " " name " = [0-9]+")
			return substr($0, RSTART + length(name) + 4,
				RLENGTH - length(name) - 4)
		}
		{ vcpu = field("vm_pid") "/" field("vcpu_id") }
		/ kvm_x86_exit: / { reason[vcpu] = field("exit_reason") }
		/ hyperftrace_page: / { reason[vcpu] = "hyperftrace" }
		/ kvm_x86_entry: / && (vcpu in reason) {
			exits[reason[vcpu]]++
			delete reason[vcpu]
		}
		END { for (i in exits) print i, exits[i] }' | sort
}
exits_of_view() {
	view exits "$out/trace-exits" 'format="json"' |
		grep -oE '"tracer":[a-z]+,"isa":[^,]+,"reason":[^,]+,"exits":[0-9]+' |
		sed -E 's/.*:true,.*:/hyperftrace /; s/.*"reason":([0-9]+),.*:/\1 /' |
		sort
}
exits_of_kvm >"$out/exits-of-kvm"
exits_of_view >"$out/exits-of-view"
same_exits() {
	[ "$(wc -l <"$out/exits-of-kvm")" -ge 5 ] &&
		diff "$out/exits-of-kvm" "$out/exits-of-view"
}
exits=$(awk '{ n += $2 } END { print n + 0 }' "$out/exits-of-view")
check "exits: $exits, of each reason as many as KVM traced" same_exits
own=$(awk '$1 == "hyperftrace" { print $2 }' "$out/exits-of-view")
check "exits: $own are the tracer's own, one a page" \
	test "$own" = "$(count_in "$out/exits.txt" 'pages with')"

view exits "$out/trace-exits" 'format="collapsed",value="count"' \
	>"$out/exits-collapsed"
# N M K: the exits of known tasks, those of them that came upon a function or
# a stack (user mode has neither), and those upon a worker's sleep.
read -r known placed asleep < <(
	awk -F ';' '
		$1 == "unknown" { next }
		{ exits = $NF; sub(/.* /, "", exits); known += exits }
		NF > 2 { placed += exits }
		/^worker[0-9];.*_nanosleep;.+;/ { asleep += exits }
		END { print known + 0, placed + 0, asleep + 0 }' \
		"$out/exits-collapsed"
)
check "exits: of $known of known tasks $placed have a function or stack" \
	test "$known" -gt 1000 -a $((placed * 4)) -gt $((known * 3))
check "exits: $asleep upon functions that workers call to sleep" \
	test "$asleep" -gt 0

read -r made handed_over lost < <(totals "$out/pages/totals-churn")
check "churn: all $made records in $handed_over buffers are in the trace" \
	test "$(count_in "$out/churn.txt" 'of functions')" = "$made" \
	-a "$(count_in "$out/churn.txt" 'pages with')" = "$handed_over" \
	-a "$lost" = 0

every_exit_has_its_entry() {
	grep -q ' 0 unmatched exits' "$out/churn.txt" &&
		[ "$(count_in "$out/churn.txt" 'calls? whose entry was not seen')" = 0 ]
}
unseen=$(count_in "$out/churn.txt" 'calls? whose exit was not seen')
check "churn: no exit without its entry; $unseen exits fell into the pauses" \
	every_exit_has_its_entry

read -r made handed_over lost < <(totals "$out/pages/totals-losses")
got=$(count_in "$out/losses.txt" 'of functions')
pages=$(count_in "$out/losses.txt" 'pages with')
missing=$(count_in "$out/losses.txt" 'records of functions missing')
missing_pages=$(count_in "$out/losses.txt" 'pages missing')
discarded=$(count_in "$out/losses.txt" 'events discarded by LTTng')
check "losses: $made records made = $got there + $missing told missing" \
	test "$made" = $((got + missing)) -a "$missing" -gt 0 -a "$lost" = 0
check "losses: $handed_over pages = $pages there + $missing_pages missing, as LTTng discarded" \
	test "$handed_over" = $((pages + missing_pages)) -a "$missing_pages" = "$discarded"

check "idle: the only call of an idle guest is there, which then was shot" \
	test "$(calls "$out/idle.txt" '.*')" = 1 -a "$(calls "$out/idle.txt" vfs_mkdir)" = 1

# Both epochs, without a symbol table of either.
epoch() {
	awk -v epoch="$1" '/^# VM / { n++ } n == epoch && !/^# [0-9]/' "$out/reboot.txt"
}
for n in 1 2; do
	epoch $n >"$out/epoch-$n.txt"
	check "reboot: each address of epoch $n has a name, of $(wc -l <"$out/epoch-$n.txt") lines" \
		sh -c "! grep -E '\|  +(\} /\* )?0x' '$out/epoch-$n.txt'"
	check "reboot: each task of epoch $n has a name" \
		sh -c "! grep -E '=>  task [0-9]' '$out/epoch-$n.txt'"
	check "reboot: a module that came and went in epoch $n: ${n}00 of its calls" \
		test "$(calls "$out/epoch-$n.txt" hft_step)" = ${n}00
done
text_of() {
	awk '$3 == "_text" { print $1 }' "$out/reboot/kallsyms-$1"
}
check "reboot: the addresses are others" test "$(text_of 1)" != "$(text_of 2)"
boots() {
	[ "$(sed -n 's/^# VM .* boot id //p' "$out/reboot.txt" | sort -u | wc -l)" = 2 ]
}
check "reboot: the trace has both boot ids" boots
check "reboot: the last function is that which resets the machine" \
	sh -c "tail -n 4 '$out/epoch-1.txt' | grep -q 'acpi_os_write_port\|native_machine_emergency_restart'"
