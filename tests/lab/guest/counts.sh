# SPDX-License-Identifier: MIT
# The same calls, recorded by us and by the kernel's function tracer at once.
. /job/lib.sh
set -e
globs='vfs_mkdir vfs_rmdir vfs_rename vfs_symlink vfs_unlink shmem_mknod shmem_mkdir shmem_rmdir shmem_unlink shmem_symlink shmem_rename2 simple_rename dquot_initialize may_delete'
tracing=/sys/kernel/tracing
mount -t tmpfs none /tmp

globs=$(for glob in $globs; do
	! grep -qx "$glob" $tracing/available_filter_functions || echo "$glob"
done)
echo "$globs" >$tracing/set_ftrace_filter
# shellcheck disable=SC2046 # one parameter a word
insmod $module enabled=0 $(cat /job/args) "filter=$(echo "$globs" | tr '\n' ,)"
echo function >$tracing/current_tracer
echo 1 >$parameters/enabled
n=0
while [ $((n += 1)) -le 20 ]; do
	mkdir /tmp/d$n
	ln -s d$n /tmp/l$n
	mv /tmp/l$n /tmp/m$n
	rm /tmp/m$n
	rmdir /tmp/d$n
done
echo 0 >$parameters/enabled
echo 0 >$tracing/tracing_on
cp $tracing/trace /job/out/ftrace
echo nop >$tracing/current_tracer
echo 1 >$tracing/tracing_on
echo >$tracing/set_ftrace_filter
