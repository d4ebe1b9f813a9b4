// SPDX-License-Identifier: GPL-2.0-only
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <hyperftrace/protocol.h>

#include "staging.h"

#define BYTES_AT_FIRST (64 * 1024)

struct staging {
	size_t bytes;
	u64 words[];
};

static DEFINE_PER_CPU(struct staging __rcu *, staging);
static DEFINE_MUTEX(staging_lock);
static size_t all_bytes;

static DEFINE_PER_CPU(struct staging *, spare);

static void free_spares(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		kvfree(per_cpu(spare, cpu));
		per_cpu(spare, cpu) = NULL;
	}
}

static int alloc_spares(size_t bytes)
{
	struct staging *new;
	int cpu;

	for_each_possible_cpu(cpu) {
		new = kvmalloc_node(struct_size(new, words,
						bytes / sizeof(u64)),
				    GFP_KERNEL, cpu_to_node(cpu));
		if (!new)
			return -ENOMEM;
		new->bytes = bytes;
		per_cpu(spare, cpu) = new;
	}
	return 0;
}

static void swap_in(int cpu)
{
	struct staging **new = per_cpu_ptr(&spare, cpu);

	*new = rcu_replace_pointer(per_cpu(staging, cpu), *new,
				   lockdep_is_held(&staging_lock));
}

/* Larger ones come first, and smaller ones go when nobody uses them. */
static void grow(size_t bytes)
{
	int cpu;

	lockdep_assert_held(&staging_lock);
	if (!alloc_spares(bytes)) {
		for_each_possible_cpu(cpu)
			swap_in(cpu);
		all_bytes = bytes;
		/* Who uses it has preemption off. */
		synchronize_rcu();
	}
	free_spares();
}

size_t hft_staging_reserve(size_t bytes)
{
	size_t ret;

	bytes = round_up(min_t(size_t, bytes, HFT_PAGE_BYTES_MAX), PAGE_SIZE);
	mutex_lock(&staging_lock);
	if (bytes > all_bytes)
		grow(bytes);
	ret = all_bytes;
	mutex_unlock(&staging_lock);
	return ret;
}

u64 *hft_staging(size_t *bytes)
{
	struct staging *s = rcu_dereference_sched(*this_cpu_ptr(&staging));

	*bytes = s->bytes;
	return s->words;
}

int hft_staging_start(void)
{
	if (hft_staging_reserve(BYTES_AT_FIRST))
		return 0;
	hft_staging_stop();
	return -ENOMEM;
}

void hft_staging_stop(void)
{
	struct staging __rcu **where;
	int cpu;

	for_each_possible_cpu(cpu) {
		where = per_cpu_ptr(&staging, cpu);
		kvfree(rcu_dereference_protected(*where, true));
		RCU_INIT_POINTER(*where, NULL);
	}
	all_bytes = 0;
}
