#!/bin/bash
# SPDX-License-Identifier: MIT
# clang-format on user space. The modules are checkpatch's.
. "$SRC/tests/checks/lib/common.sh"
requires clang-format
mapfile -t files < <(repository_files '*.c' '*.h' | grep -v -- '-module/')
clang-format --dry-run -Werror "${files[@]}"
