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

# Parameters are values of babeltrace2, which need no graph.
$(unit_dir)/test-params: $(addprefix $(B)/consumer/plugin/,params.o sink-options.o)
$(unit_dir)/test-params: unit_libs := $(BT2_LIBS)

$(unit_programs): $(unit_dir)/%: $(unit_dir)/%.o $(unit_dir)/recorder.o $(VIEWS) $(ENGINE)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(VIEWS) $(ENGINE) \
		$(ENGINE_LIBS) $(CHECK_LIBS) $(unit_libs)

-include $(unit_programs:=.d) $(unit_dir)/recorder.d
