/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "params.h"

static const char *const known[] = { "kallsyms", "output" };

#define KNOWN_LIST "kallsyms, output"

static bt_value_map_foreach_entry_const_func_status
check_known(const char *key, const bt_value *value, void *data)
{
	struct hft_error *error = data;

	(void)value;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (!strcmp(key, known[i]))
			return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_OK;
	}
	hft_error_set(
		error,
		"unknown parameter \"%s\": the known ones are " KNOWN_LIST,
		key);
	return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_INTERRUPT;
}

static int read_path(const char **path, const bt_value *value, const char *name,
		     const char *types, struct hft_error *error)
{
	if (!bt_value_is_string(value))
		return hft_error_set(error, "parameter \"%s\" must be %s", name,
				     types);
	*path = bt_value_string_get(value);
	if (!**path)
		return hft_error_set(error, "parameter \"%s\" is an empty path",
				     name);
	return 0;
}

static int read_kallsyms(struct hft_params *params, const bt_value *value,
			 struct hft_error *error)
{
	static const char types[] = "a string or an array of strings";
	bool array = bt_value_is_array(value);
	uint64_t n = array ? bt_value_array_get_length(value) : 1;

	if (!n)
		return 0;
	params->kallsyms = calloc(n, sizeof(*params->kallsyms));
	if (!params->kallsyms)
		return hft_error_set(error, "out of memory");
	for (uint64_t i = 0; i < n; i++) {
		const bt_value *item = value;

		if (array)
			item = bt_value_array_borrow_element_by_index_const(
				value, i);
		if (read_path(&params->kallsyms[i], item, "kallsyms", types,
			      error))
			return -1;
	}
	params->n_kallsyms = n;
	return 0;
}

int hft_params_init(struct hft_params *params, const bt_value *map,
		    struct hft_error *error)
{
	const bt_value *value;

	*params = (struct hft_params){ 0 };
	if (bt_value_map_foreach_entry_const(map, check_known, error) !=
	    BT_VALUE_MAP_FOREACH_ENTRY_CONST_STATUS_OK)
		return -1;
	value = bt_value_map_borrow_entry_value_const(map, "output");
	if (value &&
	    read_path(&params->output, value, "output", "a string", error))
		return -1;
	value = bt_value_map_borrow_entry_value_const(map, "kallsyms");
	if (value && read_kallsyms(params, value, error)) {
		hft_params_deinit(params);
		return -1;
	}
	return 0;
}

void hft_params_deinit(struct hft_params *params)
{
	free(params->kallsyms);
	*params = (struct hft_params){ 0 };
}
