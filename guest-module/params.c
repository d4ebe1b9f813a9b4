// SPDX-License-Identifier: GPL-2.0-only
/* Module parameters: on the command line, at insmod and while loaded. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <hyperftrace/protocol.h>

#include "fgraph.h"
#include "filter.h"
#include "params.h"
#include "session.h"

#define GLOBS_MAX 1024

static char *transport = "page";
module_param(transport, charp, 0444);
MODULE_PARM_DESC(transport,
		 "page: by buffers (default); call: one VM exit an event; auto: page if a host module listens, or else call; none: hook and send nothing");

unsigned int hft_buffer_bytes = 64 * 1024;
module_param_named(buffer, hft_buffer_bytes, uint, 0444);
MODULE_PARM_DESC(buffer,
		 "Bytes of each CPU's buffer, 4096 to 1048576 (default: 65536)");

unsigned int hft_flush_ms = 100;
module_param_named(flush_ms, hft_flush_ms, uint, 0444);
MODULE_PARM_DESC(flush_ms,
		 "Hand a buffer over at least this often while it is not empty, in ms, 1 to 10000 (default: 100)");

bool hft_syscalls = true;
module_param_named(syscalls, hft_syscalls, bool, 0444);
MODULE_PARM_DESC(syscalls,
		 "By page, record where system calls begin and end (default: on)");

unsigned long hft_lookup_name_address;
module_param_named(kallsyms_lookup_name, hft_lookup_name_address, ulong, 0400);
MODULE_PARM_DESC(kallsyms_lookup_name,
		 "Address of kallsyms_lookup_name in /proc/kallsyms, for kernels without kprobes");

unsigned int hft_max_depth;
bool hft_irqs;

/* Protects what follows against writes in sysfs while (un)loading. */
static DEFINE_MUTEX(params_lock);
static bool running;
static bool enabled = true;

/* Not given: on by page, off by call, where a tick may cost more than a tick. */
static bool irqs_given;

static int max_depth_set(const char *val, const struct kernel_param *kp)
{
	int err;

	mutex_lock(&params_lock);
	err = param_set_uint(val, kp);
	hft_fgraph_limit();
	mutex_unlock(&params_lock);
	return err;
}

static const struct kernel_param_ops max_depth_ops = {
	.set = max_depth_set,
	.get = param_get_uint,
};

module_param_cb(max_depth, &max_depth_ops, &hft_max_depth, 0644);
MODULE_PARM_DESC(max_depth,
		 "Trace no deeper than this many frames (0: no limit)");

static int irqs_set(const char *val, const struct kernel_param *kp)
{
	int err;

	mutex_lock(&params_lock);
	err = param_set_bool(val, kp);
	if (!err)
		irqs_given = true;
	hft_fgraph_limit();
	mutex_unlock(&params_lock);
	return err;
}

static const struct kernel_param_ops irqs_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = irqs_set,
	.get = param_get_bool,
};

module_param_cb(irqs, &irqs_ops, &hft_irqs, 0644);
MODULE_PARM_DESC(irqs,
		 "Trace functions in hard interrupt context too (default: on by page, off by call)");

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

static int announce_set(const char *val, const struct kernel_param *kp)
{
	int err = -EPERM;

	mutex_lock(&params_lock);
	if (running)
		err = hft_session_announce();
	mutex_unlock(&params_lock);
	return err;
}

static const struct kernel_param_ops announce_ops = {
	.set = announce_set,
};

module_param_cb(announce, &announce_ops, NULL, 0200);
MODULE_PARM_DESC(announce,
		 "Write anything: tell symbols, modules and processes again, for a trace that was begun later");

static int read_transport(enum hft_transport *ret)
{
	static const char *const names[] = {
		[HFT_PAGE] = "page",
		[HFT_CALL] = "call",
		[HFT_AUTO] = "auto",
		[HFT_NONE] = "none",
	};
	int i = match_string(names, ARRAY_SIZE(names), transport);

	if (i < 0) {
		pr_err("transport: \"%s\" is none: use page, call, auto or none\n",
		       transport);
		return -EINVAL;
	}
	*ret = i;
	return 0;
}

static int check_numbers(void)
{
	if (hft_buffer_bytes < HFT_PAGE_BYTES_MIN ||
	    hft_buffer_bytes > HFT_PAGE_BYTES_MAX ||
	    hft_buffer_bytes % HFT_PAGE_BYTES_MIN) {
		pr_err("buffer: %u is no multiple of 4096 up to 1048576\n",
		       hft_buffer_bytes);
		return -EINVAL;
	}
	if (!hft_flush_ms || hft_flush_ms > 10000) {
		pr_err("flush_ms: %u is not 1 to 10000\n", hft_flush_ms);
		return -EINVAL;
	}
	return 0;
}

int hft_params_start(int (*start)(enum hft_transport transport))
{
	enum hft_transport which;
	int err;

	mutex_lock(&params_lock);
	err = may_trace() ?: read_transport(&which) ?: check_numbers();
	if (!err)
		err = hft_filter_set(filter.which, filter.text);
	if (!err)
		err = hft_filter_set(notrace_globs.which, notrace_globs.text);
	if (!err)
		err = start(which);
	if (err) {
		hft_filter_clear();
	} else {
		hft_fgraph_limit();
		hft_fgraph_arm(enabled);
		running = true;
	}
	mutex_unlock(&params_lock);
	return err;
}

void hft_params_irqs_default(bool on)
{
	if (!irqs_given)
		hft_irqs = on;
}

void hft_params_stop(void)
{
	mutex_lock(&params_lock);
	running = false;
	mutex_unlock(&params_lock);
}
