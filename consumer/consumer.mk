# SPDX-License-Identifier: MIT
#
# The consumer: the engine, a static library; the views on it; the plugin of
# babeltrace2. Included by the Makefile at the top, which sets B and the tools.

ENGINE := $(B)/libhyperftrace-engine.a
VIEWS := $(B)/libhyperftrace-views.a
PLUGIN := $(B)/babeltrace-plugin-hyperftrace.so

engine_objs := $(patsubst %.c,$(B)/%.o,$(wildcard consumer/engine/*.c))
view_objs := $(patsubst %.c,$(B)/%.o,$(wildcard consumer/views/*.c)) \
	$(B)/consumer/views/syscall-names.o
proto_objs := $(patsubst %.proto,$(B)/%.pb-c.o,$(wildcard consumer/views/proto/*.proto))
view_objs += $(proto_objs)
plugin_objs := $(patsubst %.c,$(B)/%.o,$(wildcard consumer/plugin/*.c))

BT2_CFLAGS := $(shell pkg-config --cflags babeltrace2)
BT2_LIBS := $(shell pkg-config --libs babeltrace2)
# ELF and DWARF, and libiberty, which has no .pc file and stays inside.
ENGINE_LIBS := $(shell pkg-config --libs libdw libelf) \
	-liberty -Wl,--exclude-libs,libiberty.a
VIEW_CFLAGS := -I$(B)/consumer/views $(shell pkg-config --cflags libprotobuf-c zlib json-c)
VIEW_LIBS := $(shell pkg-config --libs libprotobuf-c zlib json-c)

all_targets += $(PLUGIN)

consumer_flags := -fPIC -fvisibility=hidden
$(plugin_objs): consumer_flags += $(BT2_CFLAGS)
$(view_objs): consumer_flags += $(VIEW_CFLAGS)
$(view_objs): | $(proto_objs:.o=.h)
# babeltrace2 looks for the symbols that its macros make here.
$(B)/consumer/plugin/plugin.o: consumer_flags += -fvisibility=default

$(B)/consumer/%.o: consumer/%.c
	$(Q)mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(consumer_flags) -MMD -MP -c -o $@ $<

# Names of x86-64's system calls, from the headers of this machine; on others
# there are only numbers.
$(B)/consumer/views/syscall-names.c: consumer/views/syscall-names.awk
	$(Q)mkdir -p $(@D)
	$(call say,GEN)
	$(Q)printf '#ifdef __x86_64__\n#include <asm/unistd_64.h>\n#endif\n' | \
		$(CC) -E -dM - | awk -f $< > $@.new
	$(Q)mv $@.new $@

$(B)/consumer/views/syscall-names.o: $(B)/consumer/views/syscall-names.c
	$(call say,CC)
	$(Q)$(CC) -Iconsumer/views $(CPPFLAGS) $(CFLAGS) $(consumer_flags) -c -o $@ $<

# Formats of other programs: packing and unpacking of their messages.
$(B)/%.pb-c.c $(B)/%.pb-c.h: %.proto
	$(Q)mkdir -p $(@D)
	$(call say,PROTOC)
	$(Q)protoc-c --proto_path=$(<D) --c_out=$(@D) $<

$(proto_objs): %.o: %.c
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(consumer_flags) -c -o $@ $<

$(ENGINE): $(engine_objs)
$(VIEWS): $(view_objs)
$(ENGINE) $(VIEWS):
	$(call say,AR)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(PLUGIN): $(plugin_objs) $(VIEWS) $(ENGINE)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared -o $@ $^ $(ENGINE_LIBS) \
		$(VIEW_LIBS) $(BT2_LIBS)

-include $(engine_objs:.o=.d) $(view_objs:.o=.d) $(plugin_objs:.o=.d)
