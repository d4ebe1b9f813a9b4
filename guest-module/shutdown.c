// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/notifier.h>
#include <linux/panic_notifier.h>
#include <linux/reboot.h>

#include "hook.h"
#include "page.h"
#include "shutdown.h"

/* The point of no return: CPUs that are stopped hand over what they have. */
static void on_beginning(struct ftrace_regs *fregs)
{
	hft_page_write_through();
}

/* The other CPUs have been stopped, maybe by an NMI in whatever they did. */
static void on_end(struct ftrace_regs *fregs)
{
	hft_page_write_through();
	hft_page_flush_others();
}

/* Which of them there are depends on the kernel. */
static struct hft_hook hooks[] = {
	{ .glob = "panic", .func = on_beginning },
	{ .glob = "vpanic", .func = on_beginning },
	{ .glob = "native_machine_shutdown", .func = on_beginning },
	{ .glob = "native_machine_power_off", .func = on_beginning },
	{ .glob = "native_machine_halt", .func = on_beginning },
	{ .glob = "machine_kexec", .func = on_end },
	{ .glob = "native_machine_emergency_restart", .func = on_end },
};

/* Where panic() cannot be hooked. */
static int on_panic(struct notifier_block *nb, unsigned long event, void *data)
{
	hft_page_write_through();
	return NOTIFY_DONE;
}

static struct notifier_block panic_notifier = {
	.notifier_call = on_panic,
	.priority = INT_MAX,
};

static int on_reboot(struct notifier_block *nb, unsigned long event, void *data)
{
	unsigned int how = event == SYS_RESTART ? HFT_BYE_REBOOT :
			   event == SYS_HALT	? HFT_BYE_HALT :
						  HFT_BYE_POWER_OFF;

	hft_page_escape(HFT_REC_BYE, how, NULL, 0);
	hft_page_flush_all(HFT_FLUSH_SHUTDOWN);
	return NOTIFY_DONE;
}

static struct notifier_block reboot_notifier = {
	.notifier_call = on_reboot,
};

int hft_shutdown_start(void)
{
	int err = register_reboot_notifier(&reboot_notifier);
	unsigned int i, n = 0;

	if (err)
		return err;
	err = atomic_notifier_chain_register(&panic_notifier_list,
					     &panic_notifier);
	if (err) {
		unregister_reboot_notifier(&reboot_notifier);
		return err;
	}
	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		n += !hft_hook_add(&hooks[i]);
	if (!n)
		pr_notice("panic and reboot cannot be hooked: what comes after their notifiers may be missing in the trace\n");
	return 0;
}

void hft_shutdown_stop(void)
{
	atomic_notifier_chain_unregister(&panic_notifier_list, &panic_notifier);
	unregister_reboot_notifier(&reboot_notifier);
}
