/* SPDX-License-Identifier: MIT */
#include "page.h"

/* The further words that kinds have at least: later versions may add some. */
static uint32_t least_words(unsigned int kind)
{
	switch (kind) {
	case HFT_REC_BEGIN:
		return HFT_BEGIN_WORDS;
	case HFT_REC_LOST:
		return 2;
	case HFT_REC_TIME:
	case HFT_REC_TASK:
	case HFT_REC_FUNC:
	case HFT_REC_SYSCALL_EXIT:
		return 1;
	default:
		return 0;
	}
}

/* What a record of a kind other than a function's short form must not say. */
static bool is_sound(unsigned int kind, uint32_t number, const uint64_t *words)
{
	switch (kind) {
	case HFT_REC_FUNC:
		return number >> 1 <= HFT_DEPTH_MAX;
	case HFT_REC_TASK:
		return words[0] <= HFT_TID_MAX;
	default:
		return true;
	}
}

/* Whether there is a whole record at words, of which n are left. */
static bool is_whole(const uint64_t *words, size_t n)
{
	unsigned int kind = hft_escape_kind(*words);
	uint32_t further = hft_escape_words(*words);

	return further <= HFT_ESC_WORDS_MAX && further < n &&
	       further >= least_words(kind) &&
	       is_sound(kind, hft_escape_number(*words), words + 1);
}

static bool read_begin(const uint64_t *words, size_t n,
		       struct hft_page_begin *begin)
{
	if (!n || hft_is_function(*words) ||
	    hft_escape_kind(*words) != HFT_REC_BEGIN || !is_whole(words, n))
		return false;
	begin->tsc = words[1];
	begin->task.tid = hft_escape_number(*words);
	begin->task.tgid = words[2];
	begin->cpu = words[2] >> 32 & UINT16_MAX;
	begin->context = words[2] >> 48;
	begin->functions = words[3];
	begin->lost = words[4];
	return begin->task.tgid <= HFT_TID_MAX &&
	       begin->cpu < HFT_GUEST_CPUS_MAX;
}

/* Note what a record that is not a function's short form adds. */
static void note_escape(struct hft_page_summary *summary, const uint64_t *words,
			size_t at)
{
	switch (hft_escape_kind(*words)) {
	case HFT_REC_FUNC:
		summary->n_functions++;
		break;
	case HFT_REC_TIME:
		if (words[1] < summary->last_tsc)
			summary->backwards++;
		break;
	case HFT_REC_LOST:
		summary->n_lost += words[1];
		break;
	case HFT_REC_HELLO:
		if (!summary->hello)
			summary->hello = at;
		break;
	}
}

struct hft_page_summary hft_page_check(const uint64_t *words, size_t n_words)
{
	struct hft_page_summary ret = { 0 };
	size_t i = 0;

	if (!read_begin(words, n_words, &ret.begin)) {
		ret.malformed = true;
		return ret;
	}
	do {
		const uint64_t *at = words + i;

		if (hft_is_function(*at)) {
			ret.n_functions++;
			i++;
		} else {
			if (!is_whole(at, n_words - i) ||
			    (i && hft_escape_kind(*at) == HFT_REC_BEGIN)) {
				ret.malformed = true;
				break;
			}
			note_escape(&ret, at, i);
			i += 1 + hft_escape_words(*at);
		}
		ret.last_tsc = hft_record_tsc(at, ret.last_tsc);
		ret.n_records++;
	} while (i < n_words);
	ret.n_words = i;
	return ret;
}
