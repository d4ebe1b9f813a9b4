// SPDX-License-Identifier: GPL-2.0-only
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/random.h>
#include <asm/kvm_para.h>
#include <hyperftrace/protocol.h>

#include "listener.h"

#define WAIT_MS 100
/* An answer gets lost when a signal reaches the VMM at that moment. */
#define ASK_MS 10

static enum hft_listener ask(u64 *block, size_t bytes, size_t *max)
{
	u64 nonce = get_random_u64() | 1;
	int ms;

	block[HFT_PROBE_MAGIC] = HFT_MAGIC;
	block[HFT_PROBE_VERSION] = HFT_PROTOCOL_MAJOR << 8 | HFT_PROTOCOL_MINOR;
	block[HFT_PROBE_BYTES] = bytes;
	for (ms = 0; ms < WAIT_MS; ms++) {
		if (ms % ASK_MS == 0)
			kvm_hypercall4(HFT_NR_PROBE, virt_to_phys(block),
				       HFT_PROBE_WORDS * sizeof(*block), nonce,
				       0);
		/* The host writes it last. */
		if (smp_load_acquire(&block[HFT_PROBE_ECHO]) == nonce)
			break;
		usleep_range(1000, 1100);
	}
	if (READ_ONCE(block[HFT_PROBE_ECHO]) != nonce)
		return HFT_NOBODY;
	*max = block[HFT_PROBE_HOST_BYTES];
	return block[HFT_PROBE_ANSWER] == HFT_ANSWER_ALLOWED ? HFT_LISTENS :
							       HFT_FORBIDS;
}

enum hft_listener hft_listener_find(size_t bytes, size_t *max)
{
	u64 *block = (u64 *)get_zeroed_page(GFP_KERNEL);
	enum hft_listener ret;

	if (!block)
		return HFT_NOBODY;
	ret = ask(block, bytes, max);
	free_page((unsigned long)block);
	return ret;
}
