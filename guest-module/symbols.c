// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kallsyms.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/static_call.h>

#include "compat.h"
#include "ksym.h"
#include "message.h"
#include "page.h"
#include "symbols.h"

/* A record of symbols under construction. */
struct block {
	const char *owner;
	unsigned long base;
	unsigned int n;
	struct hft_message m;
};

static void block_send(struct block *block)
{
	if (block->n)
		hft_page_escape(HFT_REC_SYMBOLS, block->n, block->m.words,
				hft_message_end(&block->m));
	block->n = 0;
}

static void block_begin(struct block *block, unsigned long base)
{
	block->base = base;
	block->m.bytes = 0;
	hft_message_word(&block->m, base);
	hft_message_string(&block->m, block->owner);
}

static bool fits(const struct block *block, unsigned long address,
		 const char *name)
{
	return block->n && address >= block->base &&
	       address - block->base <= U32_MAX &&
	       block->m.bytes + sizeof(u32) + 1 + strlen(name) + 1 <=
		       HFT_MESSAGE_BYTES;
}

/* The padding before each function has a symbol, too, and is never called. */
static bool is_padding(const char *name)
{
	return !strncmp(name, "__pfx_", 6) || !strncmp(name, "__cfi_", 6);
}

static void block_add(struct block *block, unsigned long address, char type,
		      const char *name)
{
	u32 offset;

	if (is_padding(name))
		return;
	if (!fits(block, address, name)) {
		block_send(block);
		block_begin(block, address);
	}
	offset = address - block->base;
	hft_message_bytes(&block->m, &offset, sizeof(offset));
	hft_message_bytes(&block->m, &type, 1);
	hft_message_string(&block->m, name);
	block->n++;
}

static int block_alloc(struct block *block, const char *owner)
{
	*block = (struct block){ .owner = owner };
	block->m.words = kmalloc(HFT_MESSAGE_BYTES, GFP_KERNEL);
	return block->m.words ? 0 : -ENOMEM;
}

static unsigned long text_begin, text_end;

static int on_kernel_symbol(void *data, const char *name HFT_KALLSYMS_MODULE,
			    unsigned long address)
{
	if (address >= text_begin && address < text_end)
		block_add(data, address, '?', name);
	return 0;
}

static int no_each_symbol(hft_kallsyms_fn fn, void *data)
{
	return -ENOENT;
}

DEFINE_STATIC_CALL(hft_kallsyms_on_each_symbol, no_each_symbol);

static int announce_kernel(void)
{
	unsigned long each = hft_ksym("kallsyms_on_each_symbol");
	struct block block;
	int err;

	text_begin = hft_ksym("_stext");
	text_end = hft_ksym("_etext");
	if (!each || !text_begin || !text_end) {
		pr_err("the kernel's symbol table cannot be walked: build it with CONFIG_KALLSYMS=y\n");
		return -EOPNOTSUPP;
	}
	static_call_update(hft_kallsyms_on_each_symbol,
			   (int (*)(hft_kallsyms_fn, void *))each);
	err = block_alloc(&block, "");
	if (err)
		return err;
	err = static_call(hft_kallsyms_on_each_symbol)(on_kernel_symbol,
						       &block);
	block_send(&block);
	kfree(block.m.words);
	return err;
}

/* The module's table, with symbols of its init text only while that is there */
static void send_symbols(struct module *mod, struct block *block)
{
	const struct mod_kallsyms *table;
	unsigned int i;

	preempt_disable();
	table = rcu_dereference_sched(mod->kallsyms);
	for (i = 0; table && i < table->num_symtab; i++) {
		const typeof(*table->symtab) *symbol = &table->symtab[i];
		const char *name = table->strtab + symbol->st_name;

		if (symbol->st_shndx != SHN_UNDEF && *name &&
		    strchr("tTwW", table->typetab[i]))
			block_add(block, symbol->st_value, table->typetab[i],
				  name);
	}
	preempt_enable();
	block_send(block);
}

static void send_module(struct module *mod, bool loaded)
{
	u64 words[2 + DIV_ROUND_UP(MODULE_NAME_LEN, sizeof(u64))];
	struct hft_message m = { .words = words };

	hft_message_word(&m, hft_module_text(mod));
	hft_message_word(&m, hft_module_text_size(mod));
	hft_message_string(&m, mod->name);
	hft_page_escape(HFT_REC_MODULE, loaded, words, hft_message_end(&m));
}

static int announce_module(struct module *mod)
{
	struct block block;
	int err = block_alloc(&block, mod->name);

	if (err)
		return err;
	send_module(mod, true);
	send_symbols(mod, &block);
	kfree(block.m.words);
	return 0;
}

static int on_module(struct notifier_block *nb, unsigned long event, void *data)
{
	struct module *mod = data;

	if (event == MODULE_STATE_COMING && announce_module(mod))
		pr_warn("no memory to tell the symbols of module %s\n",
			mod->name);
	else if (event == MODULE_STATE_GOING)
		send_module(mod, false);
	return NOTIFY_OK;
}

static struct notifier_block module_notifier = {
	.notifier_call = on_module,
};

int hft_symbols_start(void)
{
	return register_module_notifier(&module_notifier);
}

void hft_symbols_stop(void)
{
	unregister_module_notifier(&module_notifier);
}

/* Takes a reference on the n-th module that lives, or returns NULL. */
static struct module *get_module(unsigned int n)
{
	struct list_head *modules = (struct list_head *)hft_ksym("modules");
	struct module *mod, *ret = NULL;

	if (!modules)
		return NULL;
	preempt_disable();
	list_for_each_entry_rcu(mod, modules, list) {
		if (mod->state == MODULE_STATE_LIVE && !n--) {
			ret = try_module_get(mod) ? mod : NULL;
			break;
		}
	}
	preempt_enable();
	return ret;
}

int hft_symbols_announce(void)
{
	struct module *mod;
	unsigned int n;
	int err = announce_kernel();

	for (n = 0; !err && (mod = get_module(n)); n++) {
		err = announce_module(mod);
		module_put(mod);
	}
	return err ?: announce_module(THIS_MODULE);
}
