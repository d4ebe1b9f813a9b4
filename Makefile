# SPDX-License-Identifier: MIT
# `make help` lists the targets. User space is built into $(B), the modules in
# a copy of their sources there: kbuild wants to write beside its sources.

B ?= build
PREFIX ?= /usr/local
DESTDIR ?=
KDIR ?= /lib/modules/$(shell uname -r)/build
# A built lttng-modules tree (2.13.9 or later); without it no host module.
LTTNG_MODULES ?=
V ?= 0

CFLAGS ?= -O2 -g
CFLAGS += -std=gnu11 -Wall -Wextra
CPPFLAGS += -Iinclude -D_GNU_SOURCE
ifdef CI
CFLAGS += -Werror
endif

Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-7s %s\n' $(1) $(patsubst $(B)/%,%,$@))

all_targets :=
unit_tests :=

.PHONY: all
all: user

include consumer/consumer.mk
include tools/instrument/instrument.mk
include tests/ctf/ctf.mk
include tests/unit/unit.mk
include tests/fuzz/fuzz.mk
include tests/tests.mk
include tools/install.mk

.PHONY: user
user: $(all_targets)

module_sources := Kbuild include guest-module host-module

.PHONY: modules
modules:
	$(Q)mkdir -p $(B)/modules
	$(Q)cp -pru $(module_sources) $(B)/modules
	$(if $(LTTNG_MODULES),,@echo 'No LTTNG_MODULES=<built tree>: hyperftrace_host is left out')
	+$(Q)$(MAKE) -C $(KDIR) M=$(abspath $(B))/modules V=$(V) \
		$(if $(LTTNG_MODULES),LTTNG_MODULES=$(abspath $(LTTNG_MODULES)) \
		KBUILD_EXTRA_SYMBOLS=$(abspath $(LTTNG_MODULES))/src/Module.symvers) \
		$(KBUILD_OPTIONS) modules

.PHONY: demo
demo:
	$(Q)tools/demo/demo

.PHONY: clean
clean:
	rm -rf $(B)

.PHONY: help
help:
	@echo 'make all        user space: the babeltrace2 plugin, the instrumentation library'
	@echo 'make modules    kernel modules (KDIR=, LTTNG_MODULES=)'
	@echo 'make demo       the whole path in the lab: install what is missing, trace a guest'
	@echo 'make check      all tests; ends with "N passed, N failed, N skipped"'
	@echo 'make bench      figures against rivals: a table and $(B)/bench.json'
	@echo 'make fuzz       libFuzzer, FUZZ_SECONDS=60 for each target'
	@echo 'make lint       formatting, checkpatch, sparse, W=1, shellcheck'
	@echo 'make format     format user space sources'
	@echo 'make install    PREFIX=$(PREFIX), DESTDIR='
	@echo 'make uninstall  take away what install put there'
	@echo 'make clean      remove $(B); tools/lab/lab clean removes what the lab built'
