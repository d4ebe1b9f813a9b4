# SPDX-License-Identifier: MIT
# The same work, traced by page, then by call, which makes two sessions, and
# then by the kernel's own function_graph.
. /job/lib.sh
set -e
mount -t tmpfs none /tmp
globs='vfs_* ksys_* __x64_sys_* do_filp_open path_openat getname_flags shmem_create shmem_mk* shmem_unlink shmem_rmdir shmem_rename2 shmem_symlink shmem_file_* shmem_write_*'
traced_by() {
	insmod $module enabled=0 irqs=0 "transport=$1" \
		"filter=$(echo "$globs" | tr ' ' ,)"
	echo 1 >$parameters/enabled
	/job/workers /tmp 4 25
	echo 0 >$parameters/enabled
	rmmod hyperftrace_guest
}
# The global clock: tasks change their CPUs, and buffers are merged by time.
traced_by_function_graph() {
	cd /sys/kernel/tracing
	echo "$globs" >set_ftrace_filter
	echo 8192 >buffer_size_kb
	echo global >trace_clock
	echo 0 >tracing_on
	echo function_graph >current_tracer
	echo 0 >options/funcgraph-irqs
	echo 1 >options/funcgraph-proc
	echo 1 >tracing_on
	/job/workers /tmp 4 25
	echo 0 >tracing_on
	cat trace >/job/out/function-graph
	cat per_cpu/cpu*/stats >/job/out/function-graph-stats
	echo nop >current_tracer
	echo 1 >tracing_on
	echo >set_ftrace_filter
	cd /
}
traced_by page
traced_by call
traced_by_function_graph
