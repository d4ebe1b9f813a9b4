# SPDX-License-Identifier: MIT
#
# ctf-write, which makes the traces that the tests read; ctf-replicate, which
# makes large ones out of a captured one, for `make bench`.

CTF_WRITE := $(B)/tests/ctf-write
CTF_REPLICATE := $(B)/tests/ctf-replicate
ctf_objs := $(patsubst %.c,$(B)/%.o,$(wildcard tests/ctf/*.c))
replicate_objs := $(patsubst %.c,$(B)/%.o,$(wildcard tests/ctf/replicate/*.c))

all_targets += $(CTF_WRITE) $(CTF_REPLICATE)

$(replicate_objs): ctf_flags := $(BT2_CFLAGS)
$(B)/tests/ctf/%.o: tests/ctf/%.c
	$(Q)mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(ctf_flags) -MMD -MP -c -o $@ $<

$(CTF_WRITE): $(ctf_objs)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

$(CTF_REPLICATE): $(replicate_objs) $(B)/tests/ctf/ctf.o \
		$(addprefix $(B)/consumer/engine/,hash.o page.o)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(BT2_LIBS)

-include $(ctf_objs:.o=.d) $(replicate_objs:.o=.d)
