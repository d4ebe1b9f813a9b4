# SPDX-License-Identifier: MIT
# More than LTTng's sub-buffers take.
echo 40000 >/sys/module/hft_steps/parameters/steps
