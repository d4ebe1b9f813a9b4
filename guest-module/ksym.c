// SPDX-License-Identifier: GPL-2.0-only
/* Kernel symbols that no module can link to. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/static_call.h>
#include <linux/string.h>

#include "ksym.h"

static unsigned long no_lookup(const char *name)
{
	return 0;
}

DEFINE_STATIC_CALL(hft_kallsyms_lookup_name, no_lookup);

/* Whatever @address is said to be, the kernel's own table must agree. */
static bool is_lookup_name(unsigned long address)
{
	static const char want[] = "kallsyms_lookup_name";
	char name[KSYM_SYMBOL_LEN];

	sprint_symbol(name, address);
	return !strncmp(name, want, sizeof(want) - 1) &&
	       !strncmp(name + sizeof(want) - 1, "+0x0/", 5);
}

#ifdef CONFIG_KPROBES
static unsigned long find_by_kprobe(void)
{
	struct kprobe kp = { .symbol_name = "kallsyms_lookup_name" };
	unsigned long address;
	int err;

	err = register_kprobe(&kp);
	if (err) {
		pr_err("no kprobe on kallsyms_lookup_name (error %d)\n", err);
		return 0;
	}
	address = (unsigned long)kp.addr;
	unregister_kprobe(&kp);

	/* With IBT the probe sits behind the function's ENDBR64. */
	if (!is_lookup_name(address))
		address -= 4;
	return address;
}
#else
static unsigned long find_by_kprobe(void)
{
	return 0;
}
#endif

int hft_ksym_init(unsigned long address)
{
	if (!address)
		address = find_by_kprobe();
	if (!address || !is_lookup_name(address)) {
		pr_err("cannot find kallsyms_lookup_name: load with kallsyms_lookup_name=0x<its address in /proc/kallsyms, read as root>\n");
		return -ENOENT;
	}
	static_call_update(hft_kallsyms_lookup_name,
			   (unsigned long (*)(const char *))address);
	return 0;
}

unsigned long hft_ksym(const char *name)
{
	return static_call(hft_kallsyms_lookup_name)(name);
}
