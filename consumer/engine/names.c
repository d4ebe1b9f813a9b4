/* SPDX-License-Identifier: MIT */
#include "names.h"

static const struct hft_symbol *symbol_of(const struct hft_namers *namers,
					  const struct hft_named *named)
{
	if (named->guest)
		return hft_guest_symbol(named->guest, named->address);
	return hft_symbols_lookup(namers->files, named->address);
}

const struct hft_function *hft_names_find(struct hft_names *names,
					  const struct hft_namers *namers,
					  const struct hft_named *named)
{
	struct hft_names_line *line = hft_names_line(names, named->address);
	const struct hft_function *function;
	char text[HFT_SYMBOL_TEXT_MAX];

	hft_symbol_format(text, sizeof(text), symbol_of(namers, named),
			  named->address);
	function = hft_functions_intern(namers->functions, text, named->user);
	if (function)
		*line = (struct hft_names_line){
			.address = named->address,
			.function = function,
			.tgid = named->user ? named->tgid : 0,
			.stamp = hft_names_stamp(names, named->user),
		};
	return function;
}

const struct hft_function *hft_names_around(const struct hft_namers *namers,
					    const struct hft_named *named)
{
	const struct hft_symbol *symbol = symbol_of(namers, named);
	char text[HFT_SYMBOL_TEXT_MAX];

	if (!symbol)
		return NULL;
	hft_symbol_format(text, sizeof(text), symbol, symbol->address);
	return hft_functions_intern(namers->functions, text, named->user);
}
