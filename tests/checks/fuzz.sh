#!/bin/bash
# SPDX-License-Identifier: MIT
# The targets of libFuzzer for a few seconds each: the corpus that is kept, and
# what comes of it. `make fuzz` goes on for longer.
. "$SRC/tests/checks/lib/common.sh"
requires clang
echo 'int LLVMFuzzerTestOneInput() { return 0; }' >"$work/empty.c"
clang -w -fsanitize=fuzzer,address,undefined -o "$work/empty" "$work/empty.c" \
	2>/dev/null || skip 'clang has no libFuzzer: install libclang-rt-dev'

make -s -j"$(nproc)" B="$B" fuzz-programs
# What was found before is another run's.
rm -rf "$B/fuzz/corpus" "$B/fuzz/found"
tests/fuzz/run "${FUZZ_SECONDS:-12}" -seed=1
