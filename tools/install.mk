# SPDX-License-Identifier: MIT
# `make install` and `make uninstall`. One table of what goes where: a line is
# FROM:TO, and both targets read it.
VERSION := $(file < VERSION)

lib_dir := $(PREFIX)/lib
man_dir := $(PREFIX)/share/man
dkms_guest := /usr/src/hyperftrace-guest-$(VERSION)
dkms_host := /usr/src/hyperftrace-host-$(VERSION)

# Filled in with the version and the prefix.
made_for_install := $(B)/install/hyperftrace-instrument.pc \
	$(B)/install/guest/dkms.conf $(B)/install/host/dkms.conf

$(B)/install/hyperftrace-instrument.pc: tools/instrument/hyperftrace-instrument.pc.in
$(B)/install/guest/dkms.conf: guest-module/dkms.conf
$(B)/install/host/dkms.conf: host-module/dkms.conf
$(made_for_install): VERSION FORCE
	$(Q)mkdir -p $(@D)
	$(Q)sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' $(filter-out VERSION FORCE,$^) >$@

# The prefix may be another one than last time.
.PHONY: FORCE
FORCE:

# files_to DIRECTORY,FILE...: into that directory, under their own names.
files_to = $(foreach f,$(2),$(f):$(1)/$(notdir $(f)))
# dkms_tree DIRECTORY,FILE...: one module's sources, as they lie here.
dkms_tree = $(foreach f,$(wildcard include/hyperftrace/*.h) $(2),$(f):$(1)/$(f))

install_files := \
	$(call files_to,$(lib_dir)/babeltrace2/plugins,$(PLUGIN)) \
	$(call files_to,$(lib_dir),$(instrument_libs)) \
	$(call files_to,$(lib_dir)/pkgconfig,$(B)/install/hyperftrace-instrument.pc) \
	$(call files_to,$(PREFIX)/include/hyperftrace,$(wildcard include/hyperftrace/*.h)) \
	$(call files_to,$(PREFIX)/bin,tools/salvage/hyperftrace-salvage) \
	$(call files_to,$(man_dir)/man1,$(wildcard tools/salvage/*.1)) \
	$(call files_to,$(man_dir)/man7,$(wildcard consumer/man/*.7)) \
	$(call dkms_tree,$(dkms_guest),$(wildcard $(addprefix guest-module/,*.c *.h Kbuild))) \
	$(call files_to,$(dkms_guest),$(B)/install/guest/dkms.conf) \
	$(call dkms_tree,$(dkms_host),$(wildcard $(addprefix host-module/,*.c *.h Kbuild dkms-build instrumentation/*.h))) \
	$(call files_to,$(dkms_host),$(B)/install/host/dkms.conf)

# Programs and libraries are for running, all else is for reading.
.PHONY: install
install: $(PLUGIN) $(instrument_libs) $(made_for_install)
	$(Q)set -e; for file in $(install_files); do \
		case $$file in *.so:*|*:$(PREFIX)/bin/*) mode=755 ;; *) mode=644 ;; esac; \
		install -D -m $$mode "$${file%%:*}" "$(DESTDIR)$${file#*:}"; \
	done

# Directories of ours alone go with the last file in them; babeltrace2's and
# the system's own stay.
uninstall_dirs := $(PREFIX)/include/hyperftrace \
	$(foreach d,$(dkms_guest) $(dkms_host),$(d)/include/hyperftrace $(d)/include) \
	$(dkms_guest)/guest-module $(dkms_host)/host-module/instrumentation \
	$(dkms_host)/host-module $(dkms_guest) $(dkms_host)

.PHONY: uninstall
uninstall:
	$(Q)for file in $(install_files); do \
		rm -f "$(DESTDIR)$${file#*:}"; \
	done
	$(Q)for dir in $(uninstall_dirs); do \
		rmdir "$(DESTDIR)$$dir" 2>/dev/null || :; \
	done
