# SPDX-License-Identifier: MIT
# A trace of every function of a busy guest, captured in the lab: some 3 M
# records. capture.sh OUT
. "$SRC/tests/lab/lib.sh"
static_program workload "$SRC/tests/bench/guest/workload.c"
"$SRC/tools/lab/lab" run --out "$1" --vcpus 2 --args irqs=1 \
	--workload "$SRC/tests/bench/guest/consumer.sh" --add "$program"
