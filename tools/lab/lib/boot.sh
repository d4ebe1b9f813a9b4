# SPDX-License-Identifier: MIT
# Booting L1 with a job: a directory that it sees as /job.

# Does KVM on this machine offer SVM or VMX to its guests?
can_nest() {
	[ -r /dev/kvm ] && [ -w /dev/kvm ] &&
		grep -qs '^[1Y]' /sys/module/kvm_{amd,intel}/parameters/nested
}

# qemu ARGUMENT...: L1's own QEMU on this machine: old ones crash L1. It does
# not outlive the shell that starts it.
qemu() {
	local r=$root/root lib=usr/lib/x86_64-linux-gnu
	QEMU_MODULE_DIR=$r/$lib/qemu exec setpriv --pdeathsig KILL \
		"$r/lib64/ld-linux-x86-64.so.2" \
		--library-path "$r/lib/x86_64-linux-gnu:$r/$lib:$r/$lib/pulseaudio" \
		"$r/usr/bin/qemu-system-x86_64" \
		-L "$r/usr/share/qemu" -L "$r/usr/share/seabios" "$@"
}

# l1_qemu JOB ARGUMENT...: one CPU where it is emulated. With two, QEMU's
# threads race: guests with two vCPUs that patch their code all the time hung,
# and L1's kernel found its stacks overwritten.
l1_qemu() {
	local job=$1 accel
	shift
	if can_nest; then
		accel=(-accel kvm -cpu host -smp 2)
	else
		accel=(-accel tcg -cpu max,-erms,-fsrm -smp 1)
	fi
	qemu "${accel[@]}" -machine q35 -m 4096 -nodefaults \
		-display none -no-reboot \
		-kernel "$root/vmlinuz" \
		-initrd "$disk/initrd" \
		-append 'console=ttyS0 quiet mitigations=off tsc=reliable panic=-1' \
		-drive "file=$disk/disk.img,format=raw,if=virtio,snapshot=on" \
		-virtfs "local,path=$job,mount_tag=job,security_model=none" "$@"
}

# boot_job JOB LOG SECONDS: returns when L1 is off; 124 when it had to be shot.
boot_job() {
	local job=$1 log=$2 limit=$3 pid rc=0
	l1_qemu "$job" -serial "file:$log" </dev/null &
	pid=$!
	while kill -0 $pid 2>/dev/null; do
		# $$ is the lab itself, which may have been killed.
		if [ $((limit -= 1)) -lt 0 ] || ! kill -0 $$ 2>/dev/null; then
			kill -9 $pid
			rc=124
		fi
		sleep 1
	done
	wait $pid || rc=$((rc ? rc : $?))
	return $rc
}

# new_job DIRECTORY: what every job has in it.
new_job() {
	mkdir -p "$1/out" "$1/modules" "$1/guest" "$1/kernels"
	cp -r "$lab_dir/l1" "$lab_dir/l2" "$1"
	cp "$modules"/*.ko "$1/modules"
	cp -r "$guest" "$1/kernels/$root_suite"
	echo "$root_suite" >"$1/suite"
}

lab_run() {
	local out=$src/build/lab/run workload= args= vcpus=1 limit=400
	local host= host_lib=
	local job file
	local -a add=() also=()
	local suite=
	while [ $# -gt 0 ]; do
		[ $# -ge 2 ] || die "run: $1 needs a value (lab --help)"
		case $1 in
		--out) out=$2 ;;
		--workload) workload=$2 ;;
		--args) args=$2 ;;
		--vcpus) vcpus=$2 ;;
		--add) add+=("$2") ;;
		--kernel) suite=$2 also+=("$2") ;;
		--also) also+=("$2") ;;
		--host) host=$2 ;;
		--host-lib) host_lib=$2 ;;
		--timeout) limit=$2 ;;
		*) die "run: no option $1 (lab --help)" ;;
		esac
		shift 2
	done
	[ -n "$workload$host" ] || die "run: give a --workload or a --host script"
	for file in $workload $host $host_lib "${add[@]%:*}"; do
		[ -r "$file" ] || die "run: cannot read $file"
	done
	lab_build

	job=$(mktemp -d)
	# shellcheck disable=SC2064 # the name is known now
	trap "rm -rf '$job'" EXIT
	new_job "$job"
	for file in "${also[@]}"; do
		build_guest "$file"
		cp -rT "$guest" "$job/kernels/$file"
	done
	for file in "${add[@]}"; do
		cp "${file%:*}" "$job/guest/$(basename "${file#*:}")"
	done
	cp "$lab_dir/l2/traced.sh" "$job/guest/guest.sh"
	[ -z "$workload" ] || cp "$workload" "$job/guest/workload.sh"
	cp "${host:-$lab_dir/l1/trace-guest.sh}" "$job/host.sh"
	[ -z "$host_lib" ] || cp "$host_lib" "$job/host-lib.sh"
	echo "$args" >"$job/args"
	echo "$vcpus" >"$job/vcpus"
	[ -z "$suite" ] || echo "$suite" >"$job/suite"

	phase "host and guest: boot, trace, power off" \
		boot_job "$job" "$job/out/host-console.log" "$limit"
	rm -rf "$out"
	mkdir -p "$(dirname "$out")"
	mv "$job/out" "$out"
	judge "$phase_rc" "$out"
}

# judge STATUS OUT: says what went wrong, if anything did.
judge() {
	local rc=$1 out=$2 status
	status=$(cat "$out/status" 2>/dev/null || echo none)
	if grep -aqE 'Kernel panic|Oops:' "$out/host-console.log"; then
		die "the host's kernel crashed: see $out/host-console.log"
	elif [ "$rc" = 124 ]; then
		die "no end in time: see $out/*.log"
	elif [ "$status" = none ]; then
		die "the host did not get to its end (QEMU: $rc): see $out/host-console.log"
	elif [ "$status" != 0 ]; then
		die "$(cat "$out/reason" 2>/dev/null || tail -n 1 "$out/host.log") ($out)"
	fi
}

lab_shell() {
	local job
	lab_build
	job=$(mktemp -d)
	new_job "$job"
	: >"$job/shell"
	(l1_qemu "$job" -serial mon:stdio) || :
	rm -rf "$job"
}
