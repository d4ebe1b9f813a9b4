// SPDX-License-Identifier: GPL-2.0-only
/* Module parameters: on the command line, at insmod and while loaded. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fgraph.h"
#include "filter.h"
#include "params.h"

#define GLOBS_MAX 1024

unsigned int hft_max_depth;
module_param_named(max_depth, hft_max_depth, uint, 0644);
MODULE_PARM_DESC(max_depth,
		 "Trace no deeper than this many frames (0: no limit)");

bool hft_irqs;
module_param_named(irqs, hft_irqs, bool, 0644);
MODULE_PARM_DESC(irqs,
		 "Trace functions in hard interrupt context too (default: off)");

unsigned long hft_lookup_name_address;
module_param_named(kallsyms_lookup_name, hft_lookup_name_address, ulong, 0400);
MODULE_PARM_DESC(kallsyms_lookup_name,
		 "Address of kallsyms_lookup_name in /proc/kallsyms, for kernels without kprobes");

/* Protects what follows against writes in sysfs while (un)loading. */
static DEFINE_MUTEX(params_lock);
static bool running;
static bool enabled = true;

struct globs {
	enum hft_filter which;
	char text[GLOBS_MAX];
};

static struct globs filter = { .which = HFT_FILTER };
static struct globs notrace_globs = { .which = HFT_NOTRACE };

static int globs_set(const char *val, const struct kernel_param *kp)
{
	struct globs *globs = kp->arg;
	char *text;
	int err = 0;

	if (strlen(val) >= sizeof(globs->text)) {
		pr_err("%s: longer than %zu characters\n", kp->name,
		       sizeof(globs->text) - 1);
		return -EINVAL;
	}
	text = kstrdup(val, GFP_KERNEL);
	if (!text)
		return -ENOMEM;

	mutex_lock(&params_lock);
	strim(text);
	if (running)
		err = hft_filter_set(globs->which, text);
	if (!err)
		strscpy(globs->text, text, sizeof(globs->text));
	mutex_unlock(&params_lock);
	kfree(text);
	return err;
}

static int globs_get(char *buffer, const struct kernel_param *kp)
{
	struct globs *globs = kp->arg;
	int len;

	mutex_lock(&params_lock);
	len = sysfs_emit(buffer, "%s\n", globs->text);
	mutex_unlock(&params_lock);
	return len;
}

static const struct kernel_param_ops globs_ops = {
	.set = globs_set,
	.get = globs_get,
};

module_param_cb(filter, &globs_ops, &filter, 0644);
MODULE_PARM_DESC(filter,
		 "Trace only functions that match these globs, comma-separated (empty: all)");

/* The parameter's name is that of the attribute, a macro. */
#pragma push_macro("notrace")
#undef notrace
module_param_cb(notrace, &globs_ops, &notrace_globs, 0644);
MODULE_PARM_DESC(notrace,
		 "Never trace functions that match these globs, comma-separated");
#pragma pop_macro("notrace")

/* What ftrace itself is denied under lockdown, we do not do either. */
static int may_trace(void)
{
	int err = security_locked_down(LOCKDOWN_TRACEFS);

	if (err)
		pr_err("kernel lockdown forbids tracing: boot with lockdown=integrity or without lockdown=\n");
	return err;
}

static int enabled_set(const char *val, const struct kernel_param *kp)
{
	bool on;
	int err;

	/* "enabled" alone means on, as for any bool. */
	err = kstrtobool(val ?: "1", &on);
	if (err)
		return err;

	mutex_lock(&params_lock);
	if (running && on)
		err = may_trace();
	if (!err) {
		enabled = on;
		if (running)
			hft_fgraph_arm(on);
	}
	mutex_unlock(&params_lock);
	return err;
}

static const struct kernel_param_ops enabled_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = enabled_set,
	.get = param_get_bool,
};

module_param_cb(enabled, &enabled_ops, &enabled, 0644);
MODULE_PARM_DESC(enabled, "Send events (default: on)");

int hft_params_start(int (*start)(void))
{
	int err;

	mutex_lock(&params_lock);
	err = may_trace();
	if (!err)
		err = hft_filter_set(filter.which, filter.text);
	if (!err)
		err = hft_filter_set(notrace_globs.which, notrace_globs.text);
	if (!err)
		err = start();
	if (err) {
		hft_filter_clear();
	} else {
		hft_fgraph_arm(enabled);
		running = true;
	}
	mutex_unlock(&params_lock);
	return err;
}

void hft_params_stop(void)
{
	mutex_lock(&params_lock);
	running = false;
	mutex_unlock(&params_lock);
}
