# SPDX-License-Identifier: MIT
# The log, of a guest that will not get to its end.
dmesg >/job/out/dmesg
