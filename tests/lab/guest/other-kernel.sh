# SPDX-License-Identifier: MIT
# What differs between kernels: handlers, filters, how many users fgraph has.
. /job/lib.sh
. /job/counts.sh
rmmod hyperftrace_guest

reload() {
	local n=0
	while [ $((n += 1)) -le 10 ]; do
		insmod $module 'filter=vfs_*' || return 1
		rmmod hyperftrace_guest || return 1
	done
}
release=$(uname -r)
check "kernel $release: 10 loads and unloads" reload
check "kernel $release: no filter is left behind" \
	grep -q 'all functions enabled' $tracing/set_ftrace_filter

case $release in
6.1.*)
	echo function_graph >$tracing/current_tracer
	check "insmod: another user of fgraph, where there can be one only" \
		refused "esource busy" 'another function graph tracer is active' \
		insmod $module
	echo nop >$tracing/current_tracer
	;;
esac
