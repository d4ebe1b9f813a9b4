# SPDX-License-Identifier: MIT
# What host scripts of the lab are made of. Sourced on L1 with `set -e`; the
# job is in /job, results go to /job/out.

# fail REASON: end the job. What was traced until then is kept.
fail() {
	echo "$*" >&2
	echo "$*" >/job/out/reason
	[ ! -d /tmp/trace ] || trace_stop trace
	exit 1
}

load_kvm() {
	modprobe kvm-amd nested=1 2>/dev/null || modprobe kvm-intel ||
		fail "no KVM on the host: see host-dmesg.log"
	[ -e /dev/kvm ] || fail "/dev/kvm is missing on the host"
}

# load_host_module [PARAMETER...]: allow=all, if nothing else is given.
load_host_module() {
	[ $# -gt 0 ] || set -- allow=all
	modprobe lttng-tracer || fail "lttng-tracer does not load"
	insmod /job/modules/hyperftrace_host.ko "$@" ||
		fail "hyperftrace_host refused: see host-dmesg.log"
}

# trace_start [EVENT...]: a session of ours, writing to /tmp/trace.
trace_start() {
	local event
	[ $# -gt 0 ] || set -- kvm_x86_hypercall hyperftrace_page
	pidof lttng-sessiond >/dev/null ||
		lttng-sessiond --daemonize --kmod-probes=sched ||
		fail "lttng-sessiond does not start"
	rm -rf /tmp/trace
	lttng create lab --output=/tmp/trace >/dev/null ||
		fail "lttng create failed"
	lttng enable-channel -k lab --subbuf-size="${SUBBUF:-1M}" \
		--num-subbuf="${NUM_SUBBUF:-16}" >/dev/null
	for event in "$@"; do
		lttng enable-event -k -c lab "$event" >/dev/null ||
			fail "LTTng does not know the event $event"
	done
	lttng start >/dev/null || fail "lttng start failed"
}

# trace_stop NAME: the trace is /job/out/NAME afterwards.
trace_stop() {
	lttng destroy >/dev/null
	rm -rf "/job/out/$1"
	mv /tmp/trace/kernel "/job/out/$1" && rm -r /tmp/trace
}

# Only a panic is printed on the guest's console: a character takes 15 ms where
# L1 is emulated. The whole log is in /job/out/NAME/dmesg.
#
# guest_start NAME [QEMU OPTION...]: boot L2 in the background. Its script is
# /job/guest/NAME.sh, its console /job/out/NAME-console.log, and what it puts
# into its /job/out is in /job/out/NAME. GUEST_CMDLINE, VCPUS, GUEST_ARGS (of
# the guest module) and GUEST_KERNEL (a folder of /job/kernels) may be set.
guest_start() {
	local name=$1 kernel=/job/kernels/${GUEST_KERNEL:-$(cat /job/suite)}
	shift
	guest_share=/tmp/guest-$name
	rm -rf "$guest_share"
	mkdir -p "$guest_share/out" "/job/out/$name"
	cp -r /job/guest/. "$guest_share"
	cp "$kernel/hyperftrace_guest.ko" "$guest_share"
	cp "$guest_share/$name.sh" "$guest_share/run.sh"
	echo "${GUEST_ARGS:-}" >"$guest_share/args"
	qemu-system-x86_64 -accel kvm -machine q35 -cpu host -m 320 \
		-smp "${VCPUS:-1}" -nodefaults -display none -no-reboot \
		-serial "file:/job/out/$name-console.log" \
		-kernel "$kernel/vmlinuz" -initrd "$kernel/initrd" \
		-append "console=ttyS0 loglevel=1 panic=-1 ${GUEST_CMDLINE:-}" \
		-virtfs "local,path=$guest_share,mount_tag=job,security_model=none" \
		"$@" &
	guest_pid=$!
	guest_name=$name
}

# guest_wait [SECONDS]: until the guest has powered off; its results are
# copied whether or not it went well. Fails on a timeout.
guest_wait() {
	local limit=${1:-150} rc=0
	while kill -0 "$guest_pid" 2>/dev/null; do
		if [ "$((limit -= 1))" -lt 0 ]; then
			kill -9 "$guest_pid"
			rc=124
		fi
		sleep 1
	done
	wait "$guest_pid" 2>/dev/null || :
	cp -r "$guest_share/out/." "/job/out/$guest_name/"
	rm -rf "$guest_share"
	[ $rc = 0 ] || fail "guest $guest_name did not end in time: see $guest_name-console.log"
}

# guest_ok NAME: the guest's script ended with 0, and without a splat.
guest_ok() {
	local status
	status=$(cat "/job/out/$1/status" 2>/dev/null) ||
		fail "guest $1 did not get to its end: see $1-console.log"
	[ "$status" = 0 ] ||
		fail "guest $1 failed ($status): $(tail -n 1 "/job/out/$1/log")"
	no_splat "/job/out/$1/dmesg"
}

# no_splat FILE: a log of the kernel without a warning, bug or panic in it.
no_splat() {
	! grep -E -m 1 'BUG:|WARNING:|Oops|Kernel panic|general protection|rcu.*stall|unable to handle|INFO: task .* blocked' \
		"$1" || fail "$1 has a splat"
}

host_no_splat() {
	dmesg >/tmp/dmesg
	no_splat /tmp/dmesg
}
