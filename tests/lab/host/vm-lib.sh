# SPDX-License-Identifier: MIT
# Sourced on L1: VMMs of ours by name, and what they are to bring about.
declare -A vm_pid vm_in vm_out
cp /job/guest/vmm-shell /tmp/vmm-shell
vms=/sys/kernel/debug/hyperftrace/vms
counters=(events flushes bytes not_allowed from_user malformed failed probes)

# vm_start NAME [UID]: a VMM, of that user.
vm_start() {
	local name=$1 in out
	rm -f "/tmp/$name.in" "/tmp/$name.out"
	mkfifo "/tmp/$name.in" "/tmp/$name.out"
	setpriv --reuid "${2:-0}" /tmp/vmm-shell \
		<"/tmp/$name.in" >"/tmp/$name.out" 2>"/job/out/vm-$name.log" &
	vm_pid[$name]=$!
	exec {in}>"/tmp/$name.in" {out}<"/tmp/$name.out"
	vm_in[$name]=$in
	vm_out[$name]=$out
}

# vm_close NAME: it has ended.
vm_close() {
	local in=${vm_in[$1]} out=${vm_out[$1]}
	exec {in}>&- {out}<&-
}

# tell NAME COMMAND...: its answer is in $answer. ask does not wait for it.
ask() {
	local name=$1
	shift
	echo "$*" >&"${vm_in[$name]}"
}

hear() {
	read -r -t 100 answer <&"${vm_out[$1]}" ||
		fail "VM $1 does not answer: see vm-$1.log"
}

tell() {
	ask "$@"
	hear "$1"
}

# row NAME: the VM's counters, of the order of $counters.
row() {
	awk -v pid="${vm_pid[$1]}" '
		$1 == pid { $1 = $2 = ""; print; found = 1 }
		END { if (!found) print "0 0 0 0 0 0 0 0" }' $vms
}

row_is_absent() {
	! awk -v pid="${vm_pid[$1]}" '$1 == pid' $vms | grep .
}

# before NAME: what the functions below compare with.
before() {
	read -r -a before < <(row "$1")
}

# count_of NAME COUNTER: by how much it has grown.
count_of() {
	local now i
	read -r -a now < <(row "$1")
	for i in "${!counters[@]}"; do
		[ "${counters[i]}" != "$2" ] ||
			echo $((now[i] - before[i]))
	done
}

# counted NAME COUNTER=N...: in their order; the others are what they were.
counted() {
	local name=$1 counter n got=
	shift
	for counter in "${counters[@]}"; do
		n=$(count_of "$name" "$counter")
		[ "$n" = 0 ] || got+=" $counter=$n"
	done
	echo "counted$got, expected $*"
	[ "$got" = " $*" ]
}

# grew NAME COUNTER N
grew() {
	local n
	n=$(count_of "$1" "$2")
	echo "$2 grew by $n"
	[ "$n" = "$3" ]
}

# sum_of NAME COUNTER COUNTER N
sum_of() {
	[ $(($(count_of "$1" "$2") + $(count_of "$1" "$3"))) = "$4" ]
}

# probe NAME NONCE BYTES: a good one, of a buffer that large at most.
probe() {
	tell "$1" poke 0x100000 0x6563617274666868 0x100 "$3" 0 0 0 0 0
	tell "$1" watch 0x100038
	tell "$1" call 1011 0x100000 64 "$2" 0
	echoed=$answer
}

# answered NAME NONCE ANSWER: the last probe was, when the hypercall returned.
answered() {
	echo "echoed $echoed"
	[ "$echoed" = "ok $2" ] && holds "$1" 0x100020 "0x$3"
}

# holds NAME GPA WORD
holds() {
	tell "$1" peek "$2"
	echo "$answer"
	[ "$answer" = "ok $3" ]
}

# page NAME A0 A1 SEQ ERROR: a buffer, and the event that is to come of it.
page() {
	local tsc
	tsc=$(printf %u $(($4 * 3 + 7)))
	tell "$1" call 1010 "$2" "$3" "$4" "$tsc"
	expect_page "$1" "$3" "$4" "$tsc" "$5"
}

# expect_page NAME A1 SEQ TSC ERROR
expect_page() {
	local n=0 words=$(($2 & 0xffffff))
	[ "$5" != 0 ] || n=$words
	printf '%u 0 %d %u %u 0x%X %s %s %d %u %u\n' "${vm_pid[$1]}" \
		"${CPL:-0}" $(($2 >> 32 & 0xff)) $(($2 >> 24 & 0xff)) \
		$(($2 >> 40 & 0xffffff)) "$3" "$4" "$5" "$words" "$n" \
		>>/job/out/expected-pages
}

# expect_calls NAME NR A0 N
expect_calls() {
	[ "$4" = 0 ] || printf '%u %u %u %u %d\n' "$4" "${vm_pid[$1]}" "$2" \
		"$3" "${CPL:-0}" >>/job/out/expected-calls
}

# expect_numbers NAME CPL FIRST-LAST...: with a0 0x77777.
expect_numbers() {
	local name=$1 cpl=$2 range nr
	shift 2
	for range in "$@"; do
		for nr in $(seq "${range%-*}" "${range#*-}"); do
			CPL=$cpl expect_calls "$name" "$nr" $((0x77777)) 1
		done
	done
}

wait_for() {
	while kill -0 "$1" 2>/dev/null; do
		sleep 0.1
	done
}
