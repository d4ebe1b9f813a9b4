#!/bin/sh
# SPDX-License-Identifier: MIT
# Two boots of a guest: in the second, reading has become slow, something is new
# and something is gone.
. "$SRC/tests/golden/lib.sh"
cd "$work" || exit

# report TRACE [PARAMS]: as replay.
report()
{
	status=0
	babeltrace2 --plugin-path="$B" "$1" \
		--component=sink.hyperftrace.report \
		${2:+--params="$2"} > out 2> err.folded || status=$?
	tr -s ' \n' '  ' < err.folded > err
}

begin='begin 1000 1 cpu=0
+0    hello session=7 khz=1000000 cpus=1 ms=10
+0    symbols 0xffffffff81001000 - 0:T:do_syscall_64 0x100:T:ksys_read 0x200:T:vfs_read 0x300:t:rw_verify_area 0x400:T:schedule'
end='90000 0 hyperftrace_page vm_pid=4321 seq=0 session=7 guest_tsc=90000 flags=2'

# boot NAME < RECORDS: a boot's trace, of a page of records.
boot()
{
	{ echo "$begin"; cat; echo "$end"; } | trace "$1"
}

boot first << 'END'
+100   enter 0xffffffff81001000 0
+100   enter 0xffffffff81001200 1
+500   exit  0xffffffff81001200 1
+100   enter 0xffffffff81001400 1
+900   exit  0xffffffff81001400 1
+100   exit  0xffffffff81001000 0
+100   enter 0xffffffff81001300 0
+20    exit  0xffffffff81001300 0
END
boot second << 'END'
+100   enter 0xffffffff81001000 0
+90    enter 0xffffffff81001200 1
+300   enter 0xffffffff81001100 2
+9000  exit  0xffffffff81001100 2
+700   exit  0xffffffff81001200 1
+100   exit  0xffffffff81001000 0
+100   enter 0xffffffff81001300 0
+20    exit  0xffffffff81001300 0
END
report first 'format="json",output="before.json"'
succeeds
silent

report second 'baseline="before.json"'
succeeds
silent
prints report-diff

report second 'baseline="before.json",sort="total"'
succeeds
silent
prints report-diff-total

report second 'baseline="before.json",format="json"'
succeeds
silent
# Every view has the same counters of quality.
sed -i 's/,"quality":{.*/}/' out
prints report-diff-json

# A report is no different from itself.
report first 'baseline="before.json"'
succeeds
silent
grep -q '^# same: 4 functions$' out || fail "not the same: $(cat out)"

# What is no report is told at once.
report first 'format="json",limit=1,output="cut.json"'
succeeds
report second 'baseline="cut.json"'
fails
says 'baseline cut.json: functions are left out: it was written with a limit'
report second 'baseline="none.json"'
fails
says 'cannot open baseline none.json: No such file or directory'
report second 'baseline="before.json",by="task"'
fails
says 'leave out parameter "by"'
head -c 300 before.json > broken.json
report second 'baseline="broken.json"'
fails
says 'baseline broken.json: it ends in the middle: give a file that'
