/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "timeline-boots.h"

static struct hft_boot *add(struct hft_boots *boots,
			    const struct hft_timeline_vm *vm)
{
	struct hft_boot **bigger;
	struct hft_boot *boot;
	size_t capacity = boots->capacity ? 2 * boots->capacity : 8;

	if (boots->n == HFT_BOOTS_MAX) {
		boots->refused++;
		return &boots->rest;
	}
	if (boots->n == boots->capacity) {
		bigger = reallocarray(boots->items, capacity, sizeof(*bigger));
		if (!bigger)
			return NULL;
		boots->items = bigger;
		boots->capacity = capacity;
	}
	boot = calloc(1, sizeof(*boot));
	if (!boot)
		return NULL;
	boot->vm = vm->id;
	boot->number = vm->epoch + 1;
	boots->items[boots->n++] = boot;
	return boot;
}

struct hft_boot *hft_boots_current(struct hft_boots *boots,
				   struct hft_timeline_vm *vm)
{
	if (!vm->boot)
		vm->boot = add(boots, vm);
	return vm->boot;
}

void hft_boots_deinit(struct hft_boots *boots)
{
	for (size_t i = 0; i < boots->n; i++)
		free(boots->items[i]);
	free(boots->items);
}

void hft_boots_end(struct hft_timeline_vm *vm)
{
	if (vm->boot)
		vm->boot->last = vm->last;
	vm->boot = NULL;
	vm->epoch++;
}

char *hft_boot_name(const struct hft_boot *boot, char *text, size_t size)
{
	char vm[24] = "?";

	if (boot->vm != (uint64_t)-1)
		snprintf(vm, sizeof(vm), "%llu", (unsigned long long)boot->vm);
	if (boot->number > 1)
		snprintf(text, size, "VM %s, boot %u", vm, boot->number);
	else
		snprintf(text, size, "VM %s", vm);
	return text;
}

bool hft_function_is(const struct hft_function *function, const char *name)
{
	size_t length = strlen(name);

	return !function->user && !strncmp(function->name, name, length) &&
	       (!function->name[length] || function->name[length] == '.');
}
