// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cred.h>
#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uidgid.h>

#include "allow.h"
#include "vms.h"

#define ITEMS_MAX 64

struct item {
	bool is_uid;
	u32 id;
};

struct list {
	unsigned int generation; /* never 0; the top bit is not used */
	bool all;
	unsigned int n;
	struct item items[ITEMS_MAX];
};

/* NULL is a list with nobody on it. */
static struct list __rcu *allowed;
static DEFINE_MUTEX(allow_lock);
static char text[1024] = "none";
static unsigned int last_generation;

static bool is_on(const struct list *list, pid_t pid)
{
	u32 uid = from_kuid(&init_user_ns, current_uid());
	unsigned int i;

	for (i = 0; i < list->n; i++)
		if (list->items[i].id == (list->items[i].is_uid ? uid : pid))
			return true;
	return list->all;
}

bool hft_allowed(struct hft_vm *vm)
{
	const struct list *list;
	unsigned int verdict;
	bool ret = false;

	rcu_read_lock();
	list = rcu_dereference(allowed);
	if (list) {
		/* One word, for other vCPUs may still have another list. */
		verdict = READ_ONCE(vm->verdict);
		if (verdict >> 1 != list->generation) {
			verdict = list->generation << 1 |
				  is_on(list, task_tgid_nr(current));
			WRITE_ONCE(vm->verdict, verdict);
		}
		ret = verdict & 1;
	}
	rcu_read_unlock();
	return ret;
}

static int parse_item(struct list *list, const char *word)
{
	struct item *item = &list->items[list->n];

	if (!strcmp(word, "none"))
		return 0;
	if (!strcmp(word, "all")) {
		list->all = true;
		return 0;
	}
	if (list->n == ITEMS_MAX) {
		pr_err("allow: more than %d items\n", ITEMS_MAX);
		return -E2BIG;
	}
	item->is_uid = !strncmp(word, "uid:", 4);
	if (kstrtou32(item->is_uid ? word + 4 : word, 10, &item->id)) {
		pr_err("allow: \"%s\" is neither all, none, a VMM's pid nor uid:NUMBER\n",
		       word);
		return -EINVAL;
	}
	list->n++;
	return 0;
}

static int parse(struct list *list, const char *val)
{
	char *copy = kstrdup(val, GFP_KERNEL);
	char *rest = copy;
	char *word;
	int err = copy ? 0 : -ENOMEM;

	while (!err && (word = strsep(&rest, ","))) {
		word = strim(word);
		if (*word)
			err = parse_item(list, word);
	}
	kfree(copy);
	return err;
}

static int allow_set(const char *val, const struct kernel_param *kp)
{
	struct list *list, *old;
	int err;

	if (strlen(val) >= sizeof(text)) {
		pr_err("allow: longer than %zu characters\n", sizeof(text) - 1);
		return -EINVAL;
	}
	list = kzalloc(sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	err = parse(list, val);
	if (err) {
		kfree(list);
		return err;
	}
	mutex_lock(&allow_lock);
	last_generation = last_generation % INT_MAX + 1;
	list->generation = last_generation;
	strscpy(text, val, sizeof(text));
	strim(text);
	old = rcu_replace_pointer(allowed, list,
				  lockdep_is_held(&allow_lock));
	mutex_unlock(&allow_lock);
	synchronize_rcu();
	kfree(old);
	return 0;
}

static int allow_get(char *buffer, const struct kernel_param *kp)
{
	int len;

	mutex_lock(&allow_lock);
	len = sysfs_emit(buffer, "%s\n", text);
	mutex_unlock(&allow_lock);
	return len;
}

static const struct kernel_param_ops allow_ops = {
	.set = allow_set,
	.get = allow_get,
};

module_param_cb(allow, &allow_ops, NULL, 0644);
MODULE_PARM_DESC(allow,
		 "VMs that may be traced: all, none (default), or a comma-separated list of their VMMs' pids and uid:NUMBER");

void hft_allow_free(void)
{
	kfree(rcu_dereference_protected(allowed, true));
}
