# SPDX-License-Identifier: MIT
#
# `make fuzz`: each target of libFuzzer for FUZZ_SECONDS, from the corpus that
# is kept here. Everything is built by clang, with its sanitizers, into a
# folder of its own.

FUZZ_SECONDS ?= 60
FUZZ_CC ?= clang
FUZZ_FLAGS := -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=undefined \
	-fsanitize=fuzzer-no-link,address,undefined

fuzz_dir := $(B)/tests/fuzz
fuzz_names := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz-*.c))
fuzz_programs := $(addprefix $(fuzz_dir)/,$(fuzz_names))
fuzz_objs := $(patsubst tests/fuzz/%.c,$(fuzz_dir)/%.o,\
	$(filter-out tests/fuzz/fuzz-%,$(wildcard tests/fuzz/*.c))) \
	$(addprefix $(B)/consumer/plugin/,feed.o queue.o)

# `make fuzz-programs` builds them into $(B)/fuzz.
.PHONY: fuzz fuzz-programs fuzz-programs-here
fuzz-programs-here: $(fuzz_programs)
fuzz-programs:
	+$(Q)CFLAGS='$(FUZZ_FLAGS)' LDFLAGS= $(MAKE) --no-print-directory \
		B=$(B)/fuzz CC=$(FUZZ_CC) fuzz-programs-here
fuzz: fuzz-programs
	$(Q)B=$(abspath $(B)) SRC=$(CURDIR) tests/fuzz/run $(FUZZ_SECONDS)

$(fuzz_dir)/%.o: tests/fuzz/%.c
	$(Q)mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(fuzz_programs): $(fuzz_dir)/%: $(fuzz_dir)/%.o $(fuzz_objs) $(VIEWS) $(ENGINE)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(VIEWS) \
		$(ENGINE) $(ENGINE_LIBS) $(VIEW_LIBS)

-include $(fuzz_programs:=.d) $(fuzz_objs:.o=.d)
