// SPDX-License-Identifier: GPL-2.0-only
#include <linux/hash.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>

#include "allow.h"
#include "vms.h"

/* Fixed, because it grows where nothing can be allocated. */
static struct hft_vm vms[HFT_VMS_MAX];
static DEFINE_RAW_SPINLOCK(vms_lock);
static atomic64_t turned_away;

static bool is_dead(const struct hft_vm *vm)
{
	bool dead;

	rcu_read_lock();
	dead = !pid_task(vm->pid, PIDTYPE_TGID);
	rcu_read_unlock();
	return dead;
}

/* Returns whose it was, for put_pid(). */
static struct pid *claim(struct hft_vm *vm, struct kvm *kvm)
{
	struct pid *old = vm->pid;

	memset(vm, 0, sizeof(*vm));
	vm->pid = get_pid(task_tgid(current));
	/* Another vCPU's look-up sees the rest as well. */
	smp_store_release(&vm->kvm, kvm);
	return old;
}

static bool is(const struct hft_vm *vm, const struct kvm *kvm)
{
	/* Pairs with claim(). */
	return smp_load_acquire(&vm->kvm) == kvm &&
	       vm->pid == task_tgid(current);
}

static struct hft_vm *row(struct kvm *kvm, unsigned int i)
{
	return &vms[(hash_ptr(kvm, ilog2(HFT_VMS_MAX)) + i) % HFT_VMS_MAX];
}

/* From where its hash says; nothing is put behind a row never used. */
static struct hft_vm *find(struct kvm *kvm)
{
	struct hft_vm *vm;
	unsigned int i;

	for (i = 0; i < HFT_VMS_MAX; i++) {
		vm = row(kvm, i);
		if (is(vm, kvm))
			return vm;
		/* Pairs with claim(). */
		if (!smp_load_acquire(&vm->kvm))
			break;
	}
	return NULL;
}

/* The first row that is free or whose VMM has ended; NULL if there is none. */
static struct hft_vm *find_usable(struct kvm *kvm)
{
	struct hft_vm *vm;
	unsigned int i;

	for (i = 0; i < HFT_VMS_MAX; i++) {
		vm = row(kvm, i);
		if (!vm->kvm || is_dead(vm))
			return vm;
	}
	return NULL;
}

static struct hft_vm *make(struct kvm *kvm)
{
	struct pid *old = NULL;
	unsigned long flags;
	struct hft_vm *vm;

	raw_spin_lock_irqsave(&vms_lock, flags);
	vm = find(kvm);
	if (!vm) {
		vm = find_usable(kvm);
		if (vm)
			old = claim(vm, kvm);
	}
	raw_spin_unlock_irqrestore(&vms_lock, flags);
	put_pid(old);
	return vm;
}

struct hft_vm *hft_vm_get(struct kvm *kvm)
{
	struct hft_vm *vm = find(kvm) ?: make(kvm);

	if (!vm)
		atomic64_inc(&turned_away);
	return vm;
}

static void show_one(struct seq_file *file, struct hft_vm *vm)
{
	int i;

	seq_printf(file, "%8d %-7s", pid_nr(vm->pid),
		   is_dead(vm) ? "ended" : vm->verdict & 1 ? "yes" : "no");
	for (i = 0; i < HFT_COUNTS; i++)
		seq_printf(file, " %12lld", atomic64_read(&vm->counts[i]));
	seq_putc(file, '\n');
}

void hft_vms_show(struct seq_file *file)
{
	struct hft_vm copy;
	unsigned long flags;
	unsigned int i;

	seq_puts(file,
		 "     pid allowed       events      flushes        bytes  not_allowed    from_user    malformed       failed       probes\n");
	for (i = 0; i < HFT_VMS_MAX; i++) {
		raw_spin_lock_irqsave(&vms_lock, flags);
		copy = vms[i];
		get_pid(copy.pid);
		raw_spin_unlock_irqrestore(&vms_lock, flags);
		if (copy.pid)
			show_one(file, &copy);
		put_pid(copy.pid);
	}
	if (atomic64_read(&turned_away))
		seq_printf(file, "# %lld messages of VMs beyond the first %d\n",
			   atomic64_read(&turned_away), HFT_VMS_MAX);
}

void hft_vms_free(void)
{
	unsigned int i;

	for (i = 0; i < HFT_VMS_MAX; i++)
		put_pid(vms[i].pid);
}
