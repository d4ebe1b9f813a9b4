# SPDX-License-Identifier: MIT
#
# The consumer: the engine, a static library; the views on it; the plugin of
# babeltrace2. Included by the Makefile at the top, which sets B and the tools.

ENGINE := $(B)/libhyperftrace-engine.a
VIEWS := $(B)/libhyperftrace-views.a
PLUGIN := $(B)/babeltrace-plugin-hyperftrace.so

engine_objs := $(patsubst %.c,$(B)/%.o,$(wildcard consumer/engine/*.c))
view_objs := $(patsubst %.c,$(B)/%.o,$(wildcard consumer/views/*.c))
plugin_objs := $(patsubst %.c,$(B)/%.o,$(wildcard consumer/plugin/*.c))

BT2_CFLAGS := $(shell pkg-config --cflags babeltrace2)
BT2_LIBS := $(shell pkg-config --libs babeltrace2)

all_targets += $(PLUGIN)

consumer_flags := -fPIC -fvisibility=hidden
$(plugin_objs): consumer_flags += $(BT2_CFLAGS)
# babeltrace2 looks for the symbols that its macros make here.
$(B)/consumer/plugin/plugin.o: consumer_flags += -fvisibility=default

$(B)/consumer/%.o: consumer/%.c
	$(Q)mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(consumer_flags) -MMD -MP -c -o $@ $<

$(ENGINE): $(engine_objs)
$(VIEWS): $(view_objs)
$(ENGINE) $(VIEWS):
	$(call say,AR)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(PLUGIN): $(plugin_objs) $(VIEWS) $(ENGINE)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared -o $@ $^ $(BT2_LIBS)

-include $(engine_objs:.o=.d) $(view_objs:.o=.d) $(plugin_objs:.o=.d)
