/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "params.h"

struct reading {
	struct hft_params *params;
	const struct hft_option_set *sets;
	size_t n_sets;
	struct hft_error *error;
};

/* Give params something to free. NULL, with the error set: no memory. */
static void *own(const struct reading *reading, void *memory)
{
	struct hft_params *params = reading->params;
	void **bigger =
		memory ? reallocarray(params->owned, params->n_owned + 1,
				      sizeof(*bigger))
		       : NULL;

	if (!bigger) {
		free(memory);
		hft_error_set(reading->error, "out of memory");
		return NULL;
	}
	params->owned = bigger;
	params->owned[params->n_owned++] = memory;
	return memory;
}

static int wrong_type(const struct reading *reading,
		      const struct hft_option *option)
{
	static const char *const types[] = {
		[HFT_OPTION_STRING] = "a string",
		[HFT_OPTION_PATH] = "a string",
		[HFT_OPTION_STRINGS] = "a string or an array of strings",
		[HFT_OPTION_NAMES] = "a string, a number or an array of them",
		[HFT_OPTION_UINT] = "a number, not below 0",
		[HFT_OPTION_TIME] = "a string such as \"10us\", or a number "
				    "of ns",
		[HFT_OPTION_BOOL] = "true or false",
		[HFT_OPTION_CHOICE] = "a string",
	};

	return hft_error_set(reading->error, "parameter \"%s\" must be %s",
			     option->name, types[option->type]);
}

/* A whole number that is not negative, in either form that there is. */
static bool get_uint(const bt_value *value, uint64_t *number)
{
	if (bt_value_is_unsigned_integer(value)) {
		*number = bt_value_integer_unsigned_get(value);
		return true;
	}
	if (!bt_value_is_signed_integer(value) ||
	    bt_value_integer_signed_get(value) < 0)
		return false;
	*number = bt_value_integer_signed_get(value);
	return true;
}

/* A copy of a string, or of a number as one. NULL with the error set. */
static char *read_string(const struct reading *reading,
			 const struct hft_option *option, const bt_value *value)
{
	uint64_t number;
	char *text;

	if (bt_value_is_string(value)) {
		text = own(reading, strdup(bt_value_string_get(value)));
	} else if (option->type == HFT_OPTION_NAMES &&
		   get_uint(value, &number)) {
		text = own(reading, malloc(24));
		if (text)
			snprintf(text, 24, "%" PRIu64, number);
	} else {
		wrong_type(reading, option);
		return NULL;
	}
	if (text && !*text && option->type != HFT_OPTION_STRING) {
		hft_error_set(reading->error, "parameter \"%s\" is empty",
			      option->name);
		return NULL;
	}
	return text;
}

static int read_strings(const struct reading *reading,
			const struct hft_option *option, const bt_value *value,
			struct hft_strings *strings)
{
	bool array = bt_value_is_array(value);
	uint64_t n = array ? bt_value_array_get_length(value) : 1;
	const char **items;

	if (!n)
		return 0;
	items = own(reading, calloc(n, sizeof(*items)));
	if (!items)
		return -1;
	for (uint64_t i = 0; i < n; i++) {
		const bt_value *item = value;

		if (array)
			item = bt_value_array_borrow_element_by_index_const(
				value, i);
		items[i] = read_string(reading, option, item);
		if (!items[i])
			return -1;
	}
	*strings = (struct hft_strings){ items, n };
	return 0;
}

static int read_time(const struct reading *reading,
		     const struct hft_option *option, const bt_value *value,
		     uint64_t *ns)
{
	if (get_uint(value, ns))
		return 0;
	if (!bt_value_is_string(value))
		return wrong_type(reading, option);
	return hft_option_time(option->name, bt_value_string_get(value), ns,
			       reading->error);
}

static int read_option(const struct reading *reading,
		       const struct hft_option *option, const bt_value *value,
		       void *member)
{
	char *text;

	switch (option->type) {
	case HFT_OPTION_STRING:
	case HFT_OPTION_PATH:
		*(const char **)member = read_string(reading, option, value);
		return *(const char **)member ? 0 : -1;
	case HFT_OPTION_STRINGS:
	case HFT_OPTION_NAMES:
		return read_strings(reading, option, value, member);
	case HFT_OPTION_UINT:
		if (get_uint(value, member))
			return 0;
		return wrong_type(reading, option);
	case HFT_OPTION_TIME:
		return read_time(reading, option, value, member);
	case HFT_OPTION_BOOL:
		if (!bt_value_is_bool(value))
			return wrong_type(reading, option);
		*(bool *)member = bt_value_bool_get(value);
		return 0;
	case HFT_OPTION_CHOICE:
		text = read_string(reading, option, value);
		if (!text)
			return -1;
		return hft_option_choice(option, text, member, reading->error);
	}
	return 0;
}

/* "unknown parameter ...", with the list of those that are not. */
static int unknown(const struct reading *reading, const char *key)
{
	char list[1024] = "";
	size_t n = 0;

	for (size_t i = 0; i < reading->n_sets; i++) {
		const struct hft_option_set *set = &reading->sets[i];

		for (size_t j = 0; j < set->n && n < sizeof(list); j++)
			n += snprintf(list + n, sizeof(list) - n, "%s%s",
				      n ? ", " : "", set->options[j].name);
	}
	return hft_error_set(reading->error,
			     "unknown parameter \"%s\": the known ones are %s",
			     key, list);
}

static int read_entry(const struct reading *reading, const char *key,
		      const bt_value *value)
{
	for (size_t i = 0; i < reading->n_sets; i++) {
		const struct hft_option_set *set = &reading->sets[i];

		for (size_t j = 0; j < set->n; j++) {
			const struct hft_option *option = &set->options[j];

			if (!strcmp(key, option->name))
				return read_option(reading, option, value,
						   (char *)set->values +
							   option->offset);
		}
	}
	return unknown(reading, key);
}

static bt_value_map_foreach_entry_const_func_status
on_entry(const char *key, const bt_value *value, void *data)
{
	if (read_entry(data, key, value))
		return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_INTERRUPT;
	return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_OK;
}

int hft_params_read(struct hft_params *params, const bt_value *map,
		    const struct hft_option_set *sets, size_t n_sets,
		    struct hft_error *error)
{
	struct reading reading = { params, sets, n_sets, error };

	if (bt_value_map_foreach_entry_const(map, on_entry, &reading) ==
	    BT_VALUE_MAP_FOREACH_ENTRY_CONST_STATUS_OK)
		return 0;
	return -1;
}

void hft_params_deinit(struct hft_params *params)
{
	while (params->n_owned)
		free(params->owned[--params->n_owned]);
	free(params->owned);
	*params = (struct hft_params){ 0 };
}
