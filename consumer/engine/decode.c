/* SPDX-License-Identifier: MIT */
#include <hyperftrace/protocol.h>

#include "decode.h"

static struct hft_decoded decode_func(bool user, const uint64_t args[4])
{
	struct hft_decoded ret = {
		.kind = HFT_KIND_MALFORMED,
		.user = user,
		.address = args[0],
	};

	if (args[1] != HFT_FUNC_ENTRY && args[1] != HFT_FUNC_EXIT)
		return ret;
	if (!user) {
		if (args[3] > HFT_DEPTH_MAX)
			return ret;
		ret.depth = args[3];
	}
	if (args[1] == HFT_FUNC_ENTRY) {
		ret.kind = HFT_KIND_ENTRY;
	} else {
		ret.kind = HFT_KIND_EXIT;
		ret.duration = user ? 0 : args[2];
	}
	return ret;
}

static struct hft_decoded decode_switch(const uint64_t args[4])
{
	struct hft_decoded ret = { .kind = HFT_KIND_MALFORMED };

	for (int i = 0; i < 4; i++) {
		if (args[i] > HFT_TID_MAX)
			return ret;
	}
	ret.kind = HFT_KIND_SWITCH;
	ret.prev = (struct hft_task_name){ args[0], args[1] };
	ret.next = (struct hft_task_name){ args[2], args[3] };
	return ret;
}

struct hft_decoded hft_decode(uint64_t nr, const uint64_t args[4])
{
	switch (nr) {
	case HFT_NR_KERNEL_FUNC:
		return decode_func(false, args);
	case HFT_NR_USER_FUNC:
		return decode_func(true, args);
	case HFT_NR_SWITCH:
		return decode_switch(args);
	case HFT_NR_PAGE:
		return (struct hft_decoded){ .kind = HFT_KIND_PAGE };
	case HFT_NR_PROBE:
		return (struct hft_decoded){ .kind = HFT_KIND_PROBE };
	case HFT_NR_PROBE + 1 ... HFT_NR_MESSAGE_LAST:
		return (struct hft_decoded){ .kind = HFT_KIND_UNKNOWN };
	default:
		return (struct hft_decoded){ .kind = HFT_KIND_FOREIGN };
	}
}
