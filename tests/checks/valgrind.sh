#!/bin/bash
# SPDX-License-Identifier: MIT
# Unit tests and one replay under valgrind's memcheck.
. "$SRC/tests/checks/lib/common.sh"
requires valgrind
requires babeltrace2
memcheck=(valgrind --quiet --error-exitcode=99 --leak-check=full
	--errors-for-leak-kinds=definite --show-leak-kinds=definite)

export CK_FORK=no
for program in $(unit_programs); do
	echo "$program"
	"${memcheck[@]}" "$program"
done

babeltrace2_is "${memcheck[@]}" "--log-file=$work/valgrind.%p"
status=0
"$SRC/tests/golden/calls.sh" || status=$?
cat "$work"/valgrind.*
exit $status
