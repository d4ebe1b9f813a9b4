# SPDX-License-Identifier: MIT
# What the demo's guest does while it is traced.
ls /
/job/list /
