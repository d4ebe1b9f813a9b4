/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "names.h"

/* A name under construction, and where its source is. */
struct naming {
	char text[HFT_SYMBOL_TEXT_MAX];
	char source[256];
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* A symbol that a file of the guest's has. Returns false if there is none. */
static bool name_from_symfs(const struct hft_namers *namers,
			    const struct hft_mapping *mapping, uint64_t address,
			    struct naming *naming)
{
	struct hft_user_symbol symbol;
	char offset[24] = "";

	if (!namers->symfs ||
	    !hft_symfs_lookup(namers->symfs, mapping, address, &symbol))
		return false;
	if (symbol.offset && symbol.offset != HFT_ENDBR_SIZE)
		snprintf(offset, sizeof(offset), "+0x%" PRIx64, symbol.offset);
	snprintf(naming->text, sizeof(naming->text), "%s%s [%s]", symbol.name,
		 offset, base_name(mapping->path));
	if (symbol.file)
		snprintf(naming->source, sizeof(naming->source), "%s:%u",
			 symbol.file, symbol.line);
	return true;
}

/* Where one VM's kernel is says nothing of another's. Out of memory: NULL. */
static struct hft_symbols *files_of(struct hft_names *names,
				    const struct hft_namers *namers)
{
	if (!names->files && namers->files)
		names->files = hft_symbols_share(namers->files);
	return names->files;
}

void hft_names_deinit(struct hft_names *names)
{
	hft_symbols_destroy(names->files);
}

static const struct hft_symbol *symbol_of(struct hft_names *names,
					  const struct hft_namers *namers,
					  const struct hft_named *named)
{
	if (named->guest)
		return hft_guest_symbol(named->guest, named->address);
	return hft_symbols_lookup(files_of(names, namers), named->address);
}

/* Where there is no name: the place in what it belongs to. */
static void name_place(const char *of, uint64_t offset, struct naming *naming)
{
	snprintf(naming->text, sizeof(naming->text), "%s+0x%" PRIx64, of,
		 offset);
}

static void name_user(struct hft_names *names, const struct hft_namers *namers,
		      const struct hft_named *named, struct naming *naming)
{
	const struct hft_mapping *mapping =
		named->guest ? hft_guest_mapping(named->guest, named->tgid,
						 named->address)
			     : NULL;
	const struct hft_symbol *symbol;

	if (mapping && name_from_symfs(namers, mapping, named->address, naming))
		return;
	symbol = symbol_of(names, namers, named);
	if (symbol || !mapping)
		hft_symbol_format(naming->text, sizeof(naming->text), symbol,
				  named->address);
	else
		name_place(base_name(mapping->path),
			   named->address - mapping->start + mapping->offset,
			   naming);
}

static void name_kernel(struct hft_names *names,
			const struct hft_namers *namers,
			const struct hft_named *named, struct naming *naming)
{
	const struct hft_symbol *symbol = symbol_of(names, namers, named);
	const struct hft_module *module = NULL;

	if (!symbol && named->guest)
		module = hft_guest_module_at(named->guest, named->address);
	if (module)
		name_place(module->name, named->address - module->address,
			   naming);
	else
		hft_symbol_format(naming->text, sizeof(naming->text), symbol,
				  named->address);
}

/* Looking an address up may show where the kernel is: all others change. */
static void note_generation(struct hft_names *names,
			    const struct hft_named *named)
{
	uint64_t generation = named->guest
				      ? hft_guest_generation(named->guest)
				      : hft_symbols_generation(names->files);

	if (generation == names->files_generation)
		return;
	names->files_generation = generation;
	hft_names_forget(names, false);
	hft_names_forget(names, true);
}

const struct hft_function *hft_names_find(struct hft_names *names,
					  const struct hft_namers *namers,
					  const struct hft_named *named)
{
	struct hft_names_line *line = hft_names_line(names, named->address);
	const struct hft_function *function;
	struct naming naming = { .source = "" };

	if (named->user)
		name_user(names, namers, named, &naming);
	else
		name_kernel(names, namers, named, &naming);
	note_generation(names, named);
	function = hft_functions_intern(namers->functions, naming.text,
					named->user,
					*naming.source ? naming.source : NULL);
	if (function)
		*line = (struct hft_names_line){
			.address = named->address,
			.function = function,
			.tgid = named->user ? named->tgid : 0,
			.stamp = hft_names_stamp(names, named->user),
		};
	return function;
}

const struct hft_function *hft_names_around(struct hft_names *names,
					    const struct hft_namers *namers,
					    const struct hft_named *named)
{
	const struct hft_symbol *symbol;
	char text[HFT_SYMBOL_TEXT_MAX];

	if (named->guest)
		symbol = hft_guest_symbol_around(named->guest, named->address);
	else
		symbol = hft_symbols_around(files_of(names, namers),
					    named->address);
	if (!symbol)
		return NULL;
	hft_symbol_format(text, sizeof(text), symbol, symbol->address);
	return hft_functions_intern(namers->functions, text, named->user, NULL);
}
