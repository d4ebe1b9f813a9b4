/* SPDX-License-Identifier: GPL-2.0-only */
/* Putting a message together in words; what does not fit is cut. */
#ifndef HFT_GUEST_MESSAGE_H
#define HFT_GUEST_MESSAGE_H

#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>
#include <hyperftrace/protocol.h>

#define HFT_MESSAGE_BYTES (HFT_ESC_WORDS_MAX * sizeof(u64))

struct hft_message {
	u64 *words;
	size_t bytes; /* so far */
};

static inline void hft_message_word(struct hft_message *m, u64 word)
{
	m->words[m->bytes / sizeof(u64)] = word;
	m->bytes += sizeof(u64);
}

/* False, and nothing changed, if it does not fit. */
static inline bool hft_message_bytes(struct hft_message *m, const void *from,
				     size_t n)
{
	if (n > HFT_MESSAGE_BYTES - m->bytes)
		return false;
	memcpy((char *)m->words + m->bytes, from, n);
	m->bytes += n;
	return true;
}

/* With its NUL; cut where the room ends. */
static inline void hft_message_string(struct hft_message *m, const char *text)
{
	size_t n = min(strlen(text), HFT_MESSAGE_BYTES - m->bytes - 1);

	hft_message_bytes(m, text, n);
	hft_message_bytes(m, "", 1);
}

/* Fill the last word up; returns how many words there are. */
static inline unsigned int hft_message_end(struct hft_message *m)
{
	while (m->bytes % sizeof(u64))
		((char *)m->words)[m->bytes++] = 0;
	return m->bytes / sizeof(u64);
}

#endif
