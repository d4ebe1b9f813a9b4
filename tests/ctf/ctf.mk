# SPDX-License-Identifier: MIT
#
# ctf-write, which makes the traces that the tests read.

CTF_WRITE := $(B)/tests/ctf-write
ctf_objs := $(patsubst %.c,$(B)/%.o,$(wildcard tests/ctf/*.c))

all_targets += $(CTF_WRITE)

$(B)/tests/ctf/%.o: tests/ctf/%.c
	$(Q)mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(CTF_WRITE): $(ctf_objs)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

-include $(ctf_objs:.o=.d)
