# SPDX-License-Identifier: MIT
# `make check` and `make lint`: tests/run with lists of tests.

# The cheap ones first, so that the usual mistakes show at once; the lab, which
# boots machines with one CPU each, last.
lint_tests := $(addprefix tests/checks/,format.sh shellcheck.sh checkpatch.sh)
script_tests := tests/selftest.sh tests/checks/cache.sh
module_tests := $(addprefix tests/checks/,modules-6.1.sh modules-6.12.sh \
	modules-7.2.sh)
golden_tests := $(sort $(filter-out %/lib.sh,$(wildcard tests/golden/*.sh)))
user_tests := $(addprefix tests/checks/,install.sh sanitize.sh valgrind.sh \
	fuzz.sh babeltrace-2.1.sh readers.sh)
lab_tests := $(sort $(filter-out %/lib.sh,$(wildcard tests/lab/*.sh)))

.PHONY: unit-programs
unit-programs: $(unit_tests)

run_tests := B=$(abspath $(B)) tests/run

# The build is a make of its own: what pkg-config says about packages that have
# just been installed, this one has not read.
.PHONY: check
check:
	$(Q)tools/deps check
	+$(Q)$(MAKE) --no-print-directory user unit-programs
	$(Q)$(run_tests) $(script_tests) $(lint_tests) $(unit_tests) \
		$(golden_tests) -j 2 $(user_tests) $(module_tests) $(lab_tests)

# Parts of it, for while one works on something; nothing is installed.
.PHONY: check-quick check-lab
check-quick: user unit-programs
	$(Q)$(run_tests) $(script_tests) $(unit_tests) $(golden_tests)
check-lab: user
	$(Q)$(run_tests) -j 2 $(lab_tests)

.PHONY: lint
lint:
	$(Q)tools/deps check
	$(Q)$(run_tests) $(lint_tests) $(module_tests)

.PHONY: format
format:
	$(Q)find consumer tools tests include -name '*.[ch]' \
		-exec clang-format -i {} +

.PHONY: bench
bench:
	$(Q)tools/deps bench
	+$(Q)$(MAKE) --no-print-directory user
	$(Q)B=$(abspath $(B)) SRC=$(CURDIR) tests/bench/run
