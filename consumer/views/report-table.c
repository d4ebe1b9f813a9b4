/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report-table.h"

#define CACHE_LINE 64
#define BLOCK 256

struct hft_tally_block {
	struct hft_tally_slot {
		struct hft_tally tally;
	} __attribute__((aligned(CACHE_LINE))) slots[BLOCK];
	struct hft_tally_block *next;
	uint32_t n;
};

int hft_report_table_init(struct hft_report_table *table, enum hft_report_by by)
{
	*table = (struct hft_report_table){
		.queue.room = HFT_REPORT_DURATIONS_MAX,
	};
	if (hft_report_groups_init(&table->groups, by) ||
	    hft_opens_init(&table->opens) || hft_hash_init(&table->by_group))
		return -ENOMEM;
	return 0;
}

static void free_block(struct hft_tally_block *block)
{
	for (uint32_t i = 0; i < block->n; i++)
		hft_durations_deinit(&block->slots[i].tally.durations);
	free(block);
}

void hft_report_table_deinit(struct hft_report_table *table)
{
	struct hft_tally_block *block, *next;

	for (block = table->blocks; block; block = next) {
		next = block->next;
		free_block(block);
	}
	free(table->by_id);
	hft_hash_deinit(&table->by_group);
	hft_opens_deinit(&table->opens);
	hft_report_groups_deinit(&table->groups);
}

static struct hft_tally *add_tally(struct hft_report_table *table,
				   const struct hft_function *function,
				   struct hft_report_group *group)
{
	struct hft_tally_block *block = table->blocks;
	struct hft_tally *tally;

	if (!block || block->n == BLOCK) {
		block = aligned_alloc(CACHE_LINE, sizeof(*block));
		if (!block)
			return NULL;
		block->n = 0;
		block->next = table->blocks;
		table->blocks = block;
	}
	tally = &block->slots[block->n++].tally;
	*tally = (struct hft_tally){
		.function = function,
		.group = group->index,
		.min = UINT64_MAX,
		.next = group->tallies,
	};
	group->tallies = tally;
	return tally;
}

static int reserve_id(struct hft_report_table *table, uint32_t id)
{
	uint32_t n = table->n_by_id ? table->n_by_id : 1024;
	struct hft_tally **bigger;

	if (id < table->n_by_id)
		return 0;
	while (n <= id)
		n *= 2;
	bigger = reallocarray(table->by_id, n, sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	memset(bigger + table->n_by_id, 0,
	       (n - table->n_by_id) * sizeof(*bigger));
	table->by_id = bigger;
	table->n_by_id = n;
	return 0;
}

/* Of the first group. */
static struct hft_tally *tally_of(struct hft_report_table *table,
				  const struct hft_function *function)
{
	struct hft_tally **tally;

	if (reserve_id(table, function->id))
		return NULL;
	tally = &table->by_id[function->id];
	if (!*tally)
		*tally = add_tally(table, function, table->groups.items[0]);
	return *tally;
}

static struct hft_tally *tally_of_group(struct hft_report_table *table,
					const struct hft_function *function,
					struct hft_report_group *group)
{
	uint64_t hash = hft_hash_mix(group->index, function->id);
	struct hft_node *node = hft_hash_first(&table->by_group, hash);
	struct hft_tally *tally;

	for (; node; node = node->next) {
		tally = hft_container(node, struct hft_tally, node);
		if (tally->group == group->index && tally->function == function)
			return tally;
	}
	if (table->by_group.n >= HFT_REPORT_TALLIES_MAX)
		return tally_of(table, function);
	tally = add_tally(table, function, group);
	if (tally)
		hft_hash_add(&table->by_group, &tally->node, hash);
	return tally;
}

struct hft_tally *hft_report_tally_slowly(struct hft_report_table *table,
					  const struct hft_call *call)
{
	struct hft_report_group *group = hft_report_group(&table->groups, call);

	if (!group)
		return NULL;
	return group->index ? tally_of_group(table, call->function, group)
			    : tally_of(table, call->function);
}
