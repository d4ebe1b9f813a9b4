# SPDX-License-Identifier: MIT
#
# One program of libcheck for each file of the consumer that can be tested
# without a trace.

CHECK_CFLAGS := $(shell pkg-config --cflags check)
CHECK_LIBS := $(shell pkg-config --libs check)

unit_dir := $(B)/tests/unit
unit_names := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test-*.c))
unit_programs := $(addprefix $(unit_dir)/,$(unit_names))
unit_tests += $(unit_programs)

$(unit_dir)/%.o: tests/unit/%.c
	$(Q)mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(CHECK_CFLAGS) $(BT2_CFLAGS) -MMD -MP -c -o $@ $<

# They read what was written with the code that wrote it.
$(unit_dir)/test-export%.o: CPPFLAGS += $(VIEW_CFLAGS)

# Parameters are values of babeltrace2, which need no graph.
$(unit_dir)/test-params: $(addprefix $(B)/consumer/plugin/,params.o sink-options.o)
$(unit_dir)/test-params: unit_libs := $(BT2_LIBS)
# What the fuzzer checks of any trace.
$(unit_dir)/test-times-lossy: $(B)/tests/fuzz/checker.o
# Threads need nothing of babeltrace2, either.
$(unit_dir)/test-queue: $(B)/consumer/plugin/queue.o
$(unit_dir)/test-feed $(unit_dir)/test-feed-errors: $(addprefix $(B)/consumer/plugin/,feed.o queue.o)

# A program of a guest, as it is; without and with nothing but debug information;
# with that compressed, and with a part of it elsewhere.
traced := $(addprefix $(unit_dir)/traced,.whole .stripped .debug .compressed .common)
$(unit_dir)/traced.whole: tests/unit/traced.c
	$(Q)mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -g -O1 -o $@ $< \
		-Wl,--build-id=0x0123456789abcdef0123456789abcdef01234567
	$(Q)chmod -x $@
$(unit_dir)/traced.link:
	$(Q)mkdir -p $(@D)
	$(Q)printf 'common\0\1\43\105\147\211\253\315\357\1\43\105\147\211\253\315\357\1\43\105\147' >$@
$(unit_dir)/traced.stripped: make_traced = strip -o $@ $<
$(unit_dir)/traced.debug: make_traced = objcopy --only-keep-debug $< $@
$(unit_dir)/traced.compressed: make_traced = objcopy --compress-debug-sections=zlib $< $@
$(unit_dir)/traced.common: make_traced = objcopy --add-section .gnu_debugaltlink=$(@:.common=.link) $< $@
$(unit_dir)/traced.common: $(unit_dir)/traced.link
$(filter-out %.whole,$(traced)): $(unit_dir)/traced.whole
	$(call say,GEN)
	$(Q)$(make_traced)
	$(Q)chmod -x $@
$(unit_dir)/test-lines: | $(traced)

$(unit_programs): $(unit_dir)/%: $(unit_dir)/%.o $(unit_dir)/recorder.o $(VIEWS) $(ENGINE)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(VIEWS) $(ENGINE) \
		$(ENGINE_LIBS) $(VIEW_LIBS) $(CHECK_LIBS) $(unit_libs)

-include $(unit_programs:=.d) $(unit_dir)/recorder.d
