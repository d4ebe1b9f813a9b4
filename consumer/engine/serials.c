/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "serials.h"

struct hft_serial {
	struct hft_serial_of of;
	uint64_t number;
	struct hft_node node;
};

int hft_serials_init(struct hft_serials *serials)
{
	/* Of pages that are not needed there is no memory. */
	serials->ring = calloc(HFT_SERIALS_MAX, sizeof(*serials->ring));
	if (hft_hash_init(&serials->hash) || !serials->ring)
		return -ENOMEM;
	return 0;
}

void hft_serials_deinit(struct hft_serials *serials)
{
	hft_hash_deinit(&serials->hash);
	free(serials->ring);
}

uint64_t hft_serials_new(struct hft_serials *serials)
{
	return ++serials->last;
}

static uint64_t hash_of(const struct hft_serial_of *of)
{
	uint64_t hash = hft_hash_mix(of->vm, of->name.tid ? 0 : ~of->vcpu);

	hash = hft_hash_mix(hash, of->session);
	return hft_hash_mix(hash, of->name.tid | (uint64_t)of->name.tgid << 32);
}

static bool is_of(const struct hft_serial *serial,
		  const struct hft_serial_of *of)
{
	return serial->of.vm == of->vm && serial->of.session == of->session &&
	       serial->of.name.tid == of->name.tid &&
	       serial->of.name.tgid == of->name.tgid &&
	       (of->name.tid || serial->of.vcpu == of->vcpu);
}

/* Find it, or give it the place of the one that was named first. */
static struct hft_serial *find(struct hft_serials *serials,
			       const struct hft_serial_of *of)
{
	uint64_t hash = hash_of(of);
	struct hft_node *node = hft_hash_first(&serials->hash, hash);
	struct hft_serial *serial;

	for (; node; node = node->next) {
		serial = hft_container(node, struct hft_serial, node);
		if (is_of(serial, of))
			return serial;
	}
	serial = &serials->ring[serials->n++ % HFT_SERIALS_MAX];
	if (serial->number)
		hft_hash_remove(&serials->hash, &serial->node);
	serial->of = *of;
	serial->number = 0;
	hft_hash_add(&serials->hash, &serial->node, hash);
	return serial;
}

uint64_t hft_serials_get(struct hft_serials *serials,
			 const struct hft_serial_of *of)
{
	struct hft_serial *serial = find(serials, of);

	if (!serial->number)
		serial->number = hft_serials_new(serials);
	return serial->number;
}

void hft_serials_set(struct hft_serials *serials,
		     const struct hft_serial_of *of, uint64_t number)
{
	find(serials, of)->number = number;
}
