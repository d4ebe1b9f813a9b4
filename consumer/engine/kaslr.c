/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "kaslr.h"
#include "symbols.h"

/* Of this many one may be something else. */
#define NEARLY_ALL 16

/* The index of the first address that is not below this one. */
static size_t lower_bound(const uint64_t *addresses, size_t n, uint64_t address)
{
	size_t low = 0;
	size_t high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (addresses[middle] < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What an address says of whether an offset is right. */
enum verdict {
	MISS,
	/* An entry, but so is much around it. */
	WEAK,
	STRONG,
};

/* With a function this near on either side, a wrong offset may hit one too. */
#define CROWDED 32

static enum verdict judge(const struct hft_kaslr_starts *starts,
			  uint64_t address)
{
	const uint64_t *all = starts->addresses;
	size_t i = lower_bound(all, starts->n, address);

	if (i == starts->n || all[i] != address) {
		address -= HFT_ENDBR_SIZE;
		if (!i || all[i - 1] != address)
			return MISS;
		i--;
	}
	if ((i && address - all[i - 1] <= CROWDED) ||
	    (i + 1 < starts->n && all[i + 1] - address <= CROWDED))
		return WEAK;
	return STRONG;
}

static bool fits(const struct hft_kaslr_starts *starts,
		 const uint64_t *addresses, size_t n, int64_t offset)
{
	uint64_t first = starts->addresses[0];
	uint64_t last = starts->addresses[starts->n - 1] + HFT_ENDBR_SIZE;
	size_t count[STRONG + 1] = { 0 };

	for (size_t i = 0; i < n; i++) {
		uint64_t address = addresses[i] - offset;

		if (address < first || address > last)
			continue;
		count[judge(starts, address)]++;
		if (count[MISS] * NEARLY_ALL > n)
			return false;
	}
	return count[STRONG] >= HFT_KASLR_SEEN_MIN &&
	       count[MISS] * NEARLY_ALL <=
		       count[MISS] + count[WEAK] + count[STRONG];
}

bool hft_kaslr_find(const struct hft_kaslr_starts *starts,
		    const uint64_t *addresses, size_t n, int64_t *offset)
{
	int64_t align = HFT_KASLR_ALIGN;
	int64_t lowest, highest;
	bool found = false;

	if (!starts->n)
		return false;
	lowest = (int64_t)(HFT_KASLR_BEGIN - starts->addresses[0]) / align;
	highest = (int64_t)(HFT_KASLR_END - 1 -
			    starts->addresses[starts->n - 1]) /
		  align;
	for (int64_t i = lowest; i <= highest; i++) {
		if (!fits(starts, addresses, n, i * align))
			continue;
		if (found)
			return false;
		found = true;
		*offset = i * align;
	}
	return found;
}

bool hft_kaslr_see(struct hft_kaslr *kaslr,
		   const struct hft_kaslr_starts *starts, uint64_t address)
{
	size_t i;

	if (kaslr->state != HFT_KASLR_SEEKING || !starts->n ||
	    !hft_kaslr_is_kernel(address))
		return false;
	i = lower_bound(kaslr->seen, kaslr->n_seen, address);
	if (i < kaslr->n_seen && kaslr->seen[i] == address)
		return false;
	memmove(&kaslr->seen[i + 1], &kaslr->seen[i],
		(kaslr->n_seen - i) * sizeof(*kaslr->seen));
	kaslr->seen[i] = address;
	kaslr->n_seen++;
	if (!kaslr->next_try)
		kaslr->next_try = HFT_KASLR_SEEN_MIN;
	if (kaslr->n_seen < kaslr->next_try &&
	    kaslr->n_seen < HFT_KASLR_SEEN_MAX)
		return false;
	kaslr->next_try += kaslr->next_try / 4;
	if (hft_kaslr_find(starts, kaslr->seen, kaslr->n_seen, &kaslr->offset))
		kaslr->state = HFT_KASLR_FOUND;
	else if (kaslr->n_seen == HFT_KASLR_SEEN_MAX)
		kaslr->state = HFT_KASLR_NOT_FOUND;
	return kaslr->state != HFT_KASLR_SEEKING;
}

bool hft_kaslr_ask(struct hft_kaslr *kaslr)
{
	if (kaslr->state == HFT_KASLR_FOUND ||
	    kaslr->state == HFT_KASLR_OTHER_KERNEL ||
	    kaslr->n_asked == HFT_KASLR_ASKED_MAX)
		return false;
	kaslr->n_asked++;
	return true;
}

/* The offset that nearly all of those that were told have. */
static bool agree(const struct hft_kaslr *kaslr, int64_t *offset)
{
	for (size_t i = 0; i <= HFT_KASLR_TOLD_MIN / NEARLY_ALL; i++) {
		size_t n = 0;

		for (size_t j = 0; j < HFT_KASLR_TOLD_MIN; j++)
			n += kaslr->told[j] == kaslr->told[i];
		*offset = kaslr->told[i];
		if (n + HFT_KASLR_TOLD_MIN / NEARLY_ALL >= HFT_KASLR_TOLD_MIN)
			return *offset % (int64_t)HFT_KASLR_ALIGN == 0;
	}
	return false;
}

bool hft_kaslr_tell(struct hft_kaslr *kaslr, uint64_t in_file,
		    uint64_t in_guest)
{
	kaslr->told[kaslr->n_told++] = in_guest - in_file;
	if (kaslr->n_told < HFT_KASLR_TOLD_MIN)
		return false;
	kaslr->n_told = 0;
	kaslr->state = agree(kaslr, &kaslr->offset) ? HFT_KASLR_FOUND
						    : HFT_KASLR_OTHER_KERNEL;
	return true;
}
