# SPDX-License-Identifier: MIT
# libhyperftrace-instrument, static and shared.
instrument_dir := $(B)/tools/instrument
instrument_libs := $(B)/libhyperftrace-instrument.a $(B)/libhyperftrace-instrument.so
all_targets += $(instrument_libs)

# -fPIC also in the static one: it may end up in a shared object.
$(instrument_dir)/instrument.o: tools/instrument/instrument.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -fPIC -MMD -MP -c -o $@ $<

$(B)/libhyperftrace-instrument.a: $(instrument_dir)/instrument.o
	$(call say,AR)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(B)/libhyperftrace-instrument.so: $(instrument_dir)/instrument.o
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -shared -Wl,-soname,$(@F) -o $@ $^

-include $(instrument_dir)/instrument.d
