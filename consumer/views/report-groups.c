/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report-groups.h"

static struct hft_report_group *add_group(struct hft_report_groups *groups)
{
	uint32_t n = groups->n;
	struct hft_report_group **bigger;
	struct hft_report_group *group;

	/* At a power of two what there is room for is used up. */
	if (!(n & (n - 1))) {
		bigger = reallocarray(groups->items, n ? 2 * n : 1,
				      sizeof(*bigger));
		if (!bigger)
			return NULL;
		groups->items = bigger;
	}
	group = calloc(1, sizeof(*group));
	if (!group)
		return NULL;
	group->index = n;
	groups->items[groups->n++] = group;
	return group;
}

int hft_report_groups_init(struct hft_report_groups *groups,
			   enum hft_report_by by)
{
	*groups = (struct hft_report_groups){ .by = by };
	if (hft_hash_init(&groups->hash) || !add_group(groups))
		return -ENOMEM;
	return 0;
}

void hft_report_groups_deinit(struct hft_report_groups *groups)
{
	for (uint32_t i = 0; i < groups->n; i++)
		free(groups->items[i]);
	free(groups->items);
	free(groups->lives);
	hft_hash_deinit(&groups->hash);
}

static uint64_t life_of(const struct hft_report_groups *groups, uint64_t vm)
{
	for (size_t i = 0; i < groups->n_lives; i++) {
		if (groups->lives[i].vm == vm)
			return groups->lives[i].n;
	}
	return 0;
}

static struct hft_report_key key_of(const struct hft_report_groups *groups,
				    const struct hft_place *place)
{
	if (groups->by == HFT_REPORT_BY_TASK)
		return (struct hft_report_key){ place->vm, place->serial, 0 };
	return (struct hft_report_key){
		.vm = place->vm,
		.id = place->task_known ? place->task.tgid : UINT64_MAX,
		.life = life_of(groups, place->vm),
	};
}

static struct hft_report_group *find(const struct hft_report_groups *groups,
				     const struct hft_report_key *key,
				     uint64_t hash)
{
	struct hft_node *node = hft_hash_first(&groups->hash, hash);

	for (; node; node = node->next) {
		struct hft_report_group *group =
			hft_container(node, struct hft_report_group, node);

		if (group->key.id == key->id && group->key.vm == key->vm &&
		    group->key.life == key->life)
			return group;
	}
	return NULL;
}

static struct hft_report_group *find_or_add(struct hft_report_groups *groups,
					    const struct hft_place *place)
{
	const struct hft_report_key key = key_of(groups, place);
	uint64_t hash = hft_hash_mix(hft_hash_mix(key.id, key.life), key.vm);
	struct hft_report_group *group = find(groups, &key, hash);

	if (group)
		return group;
	if (groups->n > HFT_REPORT_GROUPS_MAX)
		return groups->items[0];
	group = add_group(groups);
	if (!group)
		return NULL;
	group->key = key;
	hft_hash_add(&groups->hash, &group->node, hash);
	return group;
}

/* A name that is not known any more is still the best one. */
static void copy_name(char *to, const char *from)
{
	if (from && strcmp(to, from))
		snprintf(to, HFT_COMM_TEXT_MAX, "%s", from);
}

struct hft_report_group *
hft_report_groups_find(struct hft_report_groups *groups,
		       const struct hft_place *place)
{
	struct hft_report_group *group = groups->items[0];

	if (groups->by != HFT_REPORT_BY_FUNCTION)
		group = find_or_add(groups, place);
	if (!group)
		return NULL;
	groups->last = group;
	groups->serial = place->serial;
	groups->comm = place->comm;
	if (!group->index)
		return group;
	group->known = place->task_known;
	group->name = place->task;
	group->vcpu = place->vcpu;
	copy_name(group->comm, place->comm);
	copy_name(group->process, place->process);
	return group;
}

int hft_report_groups_epoch(struct hft_report_groups *groups, uint64_t vm)
{
	struct hft_report_life *bigger;

	groups->last = NULL;
	for (size_t i = 0; i < groups->n_lives; i++) {
		if (groups->lives[i].vm != vm)
			continue;
		groups->lives[i].n++;
		return 0;
	}
	bigger = reallocarray(groups->lives, groups->n_lives + 1,
			      sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	groups->lives = bigger;
	groups->lives[groups->n_lives++] = (struct hft_report_life){ vm, 1 };
	return 0;
}

static uint64_t self_of(const struct hft_report_group *group)
{
	const struct hft_tally *tally;
	uint64_t self = 0;

	for (tally = group->tallies; tally; tally = tally->next)
		self = hft_tally_sum(self, tally->self);
	return self;
}

static int compare(const void *left, const void *right, void *data)
{
	const struct hft_report_group *a =
		*(const struct hft_report_group *const *)left;
	const struct hft_report_group *b =
		*(const struct hft_report_group *const *)right;
	const bool *reverse = data;

	if (a->self == b->self)
		return a->index < b->index ? -1 : a->index > b->index;
	return (a->self < b->self) != *reverse ? 1 : -1;
}

void hft_report_groups_sort(struct hft_report_groups *groups, bool reverse)
{
	for (uint32_t i = 0; i < groups->n; i++)
		groups->items[i]->self = self_of(groups->items[i]);
	qsort_r(groups->items, groups->n, sizeof(*groups->items), compare,
		&reverse);
}
