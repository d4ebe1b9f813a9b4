/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cleanup.h"
#include "../views/retell.h"
#include "addresses.h"
#include "calls-options.h"
#include "calls-out.h"
#include "feed.h"
#include "filter-calls.h"
#include "log.h"
#include "reader.h"

/* The component: what all its message iterators have in common. */
struct calls {
	struct hft_params params;
	struct hft_calls_options options;
	struct hft_symbols *symbols;
	/* Where names of addresses go; NULL if nobody wants them. */
	FILE *mapping;
	bt_self_component_port_input *input;
};

/* Each reads the trace for itself. */
struct iterator {
	const struct calls *calls;
	bt_self_component *component;
	struct hft_symfs *symfs;
	struct hft_addresses *addresses;
	struct hft_calls_out *out;
	struct hft_retell *retell;
	struct hft_engine *engine;
	struct hft_feed *feed;
	struct hft_reader *reader;
	bool out_of_memory;
	/* All messages are there, or have been taken; and what is then. */
	bool ended;
	const bt_error *error;
};

static void calls_destroy(struct calls *calls)
{
	if (calls->mapping)
		fclose(calls->mapping);
	hft_symbols_destroy(calls->symbols);
	hft_params_deinit(&calls->params);
	free(calls);
}

static void cleanup_calls(struct calls **calls)
{
	if (*calls)
		calls_destroy(*calls);
}

/* Symbols first: a wrong path must not cost the user an older file. */
static int open_files(struct calls *calls, struct hft_error *error)
{
	const struct hft_strings *kallsyms = &calls->options.common.kallsyms;
	const char *mapping = calls->options.mapping;

	if (kallsyms->n) {
		calls->symbols =
			hft_symbols_create(kallsyms->items, kallsyms->n, error);
		if (!calls->symbols)
			return -1;
	}
	if (!mapping)
		return 0;
	calls->mapping = fopen(mapping, "we");
	if (!calls->mapping)
		return hft_error_set(error, "cannot create %s: %s", mapping,
				     strerror(errno));
	return 0;
}

static struct calls *calls_create(const bt_value *map, struct hft_error *error)
{
	_cleanup_(cleanup_calls) struct calls *calls =
		calloc(1, sizeof(*calls));

	hft_error_set(error, "out of memory");
	if (!calls ||
	    hft_calls_options_read(&calls->options, &calls->params, map,
				   error) ||
	    open_files(calls, error))
		return NULL;
	return no_cleanup_ptr(calls);
}

bt_component_class_initialize_method_status
hft_filter_calls_initialize(bt_self_component_filter *self,
			    bt_self_component_filter_configuration *config,
			    const bt_value *params, void *data)
{
	bt_self_component *component =
		bt_self_component_filter_as_self_component(self);
	struct hft_error error;
	struct calls *calls;

	(void)config;
	(void)data;
	calls = calls_create(params, &error);
	if (!calls) {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(
			component, "%s", error.message);
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	if (bt_self_component_filter_add_input_port(self, "in", NULL,
						    &calls->input) !=
		    BT_SELF_COMPONENT_ADD_PORT_STATUS_OK ||
	    bt_self_component_filter_add_output_port(self, "out", NULL, NULL) !=
		    BT_SELF_COMPONENT_ADD_PORT_STATUS_OK) {
		calls_destroy(calls);
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	bt_self_component_set_data(component, calls);
	return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

void hft_filter_calls_finalize(bt_self_component_filter *self)
{
	calls_destroy(bt_self_component_get_data(
		bt_self_component_filter_as_self_component(self)));
}

static void on_told(void *listener, const struct hft_told *told)
{
	struct iterator *iterator = listener;

	if (iterator->addresses && told->kind == HFT_TOLD_ENTER &&
	    hft_addresses_add(iterator->addresses, told->address, told->name))
		iterator->out_of_memory = true;
	if (!iterator->out_of_memory && hft_calls_out_told(iterator->out, told))
		iterator->out_of_memory = true;
}

static void on_lost(void *listener, const struct hft_lost *lost)
{
	struct iterator *iterator = listener;

	if (!iterator->out_of_memory && hft_calls_out_lost(iterator->out, lost))
		iterator->out_of_memory = true;
}

static const struct hft_retell_ops retell_ops = {
	.told = on_told,
	.lost = on_lost,
};

static void begin(void *view, int64_t ts)
{
	hft_retell_begin(view, ts);
}

static int failure(const void *view)
{
	return hft_retell_failure(view);
}

/* What the feed needs to know of a view. */
static const struct hft_view view = {
	.ops = &hft_retell_engine_ops,
	.begin = begin,
	.failure = failure,
};

static void iterator_destroy(struct iterator *iterator)
{
	hft_feed_destroy(iterator->feed);
	hft_reader_destroy(iterator->reader);
	hft_addresses_destroy(iterator->addresses);
	hft_engine_destroy(iterator->engine);
	hft_retell_destroy(iterator->retell);
	hft_calls_out_destroy(iterator->out);
	hft_symfs_destroy(iterator->symfs);
	if (iterator->error)
		bt_error_release(iterator->error);
	free(iterator);
}

static void cleanup_iterator(struct iterator **iterator)
{
	if (*iterator)
		iterator_destroy(*iterator);
}

static int make_engine(struct iterator *iterator, struct hft_error *error)
{
	const struct hft_sink_options *options =
		&iterator->calls->options.common;

	if (options->symfs) {
		iterator->symfs = hft_symfs_create(options->symfs, error);
		if (!iterator->symfs)
			return -1;
	}
	hft_error_set(error, "out of memory");
	if (iterator->calls->mapping) {
		iterator->addresses = hft_addresses_create();
		if (!iterator->addresses)
			return -1;
	}
	iterator->retell = hft_retell_create(&retell_ops, iterator);
	if (!iterator->retell)
		return -1;
	iterator->engine =
		hft_engine_create(&hft_retell_engine_ops, iterator->retell,
				  iterator->calls->symbols);
	if (!iterator->engine ||
	    hft_engine_set_filter(iterator->engine, &options->filter))
		return -1;
	hft_engine_set_symfs(iterator->engine, iterator->symfs);
	return 0;
}

static struct iterator *iterator_create(bt_self_message_iterator *self,
					struct hft_error *error)
{
	_cleanup_(cleanup_iterator) struct iterator *iterator =
		calloc(1, sizeof(*iterator));

	hft_error_set(error, "out of memory");
	if (!iterator)
		return NULL;
	iterator->component = bt_self_message_iterator_borrow_component(self);
	iterator->calls = bt_self_component_get_data(iterator->component);
	iterator->out = hft_calls_out_create(self);
	if (!iterator->out || make_engine(iterator, error))
		return NULL;
	iterator->feed = hft_feed_create(iterator->engine, &view,
					 iterator->retell, false);
	if (!iterator->feed)
		return NULL;
	iterator->reader = hft_reader_create(iterator->component,
					     iterator->engine, iterator->feed);
	if (!iterator->reader)
		return NULL;
	return no_cleanup_ptr(iterator);
}

bt_message_iterator_class_initialize_method_status
hft_filter_calls_iterator_initialize(
	bt_self_message_iterator *self,
	bt_self_message_iterator_configuration *config,
	bt_self_component_port_output *port)
{
	struct iterator *iterator;
	struct hft_error error;

	(void)config;
	(void)port;
	iterator = iterator_create(self, &error);
	if (!iterator) {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_MESSAGE_ITERATOR(
			self, "%s", error.message);
		return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	if (hft_reader_connect_filter(iterator->reader, self,
				      iterator->calls->input)) {
		iterator_destroy(iterator);
		return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	bt_self_message_iterator_set_data(self, iterator);
	return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

void hft_filter_calls_iterator_finalize(bt_self_message_iterator *self)
{
	iterator_destroy(bt_self_message_iterator_get_data(self));
}

/* Files of the guest's that were not used, and why. */
static void warn_files(const struct iterator *iterator)
{
	const char *warning;

	while (iterator->symfs &&
	       (warning = hft_symfs_warning(iterator->symfs)))
		hft_log_warning(
			bt_self_component_as_component(iterator->component),
			"%s", warning);
}

/* What was read is told to its end: calls are given up, and streams end. */
static void end(struct iterator *iterator)
{
	hft_feed_stop(iterator->feed);
	hft_engine_finish(iterator->engine);
	iterator->ended = true;
	warn_files(iterator);
	if (hft_calls_out_end(iterator->out))
		iterator->out_of_memory = true;
}

/*
 * Reading has failed: what came before is handed on first. Nothing can be done
 * meanwhile with the thread's error set.
 */
static void end_early(struct iterator *iterator)
{
	iterator->error = bt_current_thread_take_error();
	end(iterator);
}

static int write_mapping(const struct iterator *iterator)
{
	const struct calls *calls = iterator->calls;
	int err;

	if (!iterator->addresses)
		return 0;
	err = hft_addresses_write(iterator->addresses, calls->mapping);
	if (!err)
		return 0;
	BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(
		iterator->component, "cannot write to %s: %s",
		calls->options.mapping, strerror(err));
	return -1;
}

/* All messages have been taken. */
static bt_message_iterator_class_next_method_status
finish(struct iterator *iterator)
{
	if (iterator->error) {
		BT_CURRENT_THREAD_MOVE_ERROR_AND_RESET(iterator->error);
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_ERROR;
	}
	if (write_mapping(iterator) || hft_reader_check(iterator->reader))
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_ERROR;
	return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_END;
}

static int check_memory(const struct iterator *iterator)
{
	if (!iterator->out_of_memory && !hft_retell_failure(iterator->retell))
		return 0;
	BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(iterator->component,
							    "out of memory");
	return -1;
}

static uint64_t take(struct iterator *iterator, bt_message_array_const messages,
		     uint64_t capacity)
{
	uint64_t n = 0;

	while (n < capacity &&
	       (messages[n] = hft_calls_out_take(iterator->out)))
		n++;
	return n;
}

bt_message_iterator_class_next_method_status
hft_filter_calls_next(bt_self_message_iterator *self,
		      bt_message_array_const messages, uint64_t capacity,
		      uint64_t *count)
{
	struct iterator *iterator = bt_self_message_iterator_get_data(self);

	while (!(*count = take(iterator, messages, capacity))) {
		if (iterator->ended)
			return finish(iterator);
		switch (hft_reader_next(iterator->reader)) {
		case HFT_READER_OK:
			break;
		case HFT_READER_AGAIN:
			return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_AGAIN;
		case HFT_READER_ERROR:
			end_early(iterator);
			break;
		case HFT_READER_END:
			end(iterator);
			break;
		}
		if (check_memory(iterator))
			return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_MEMORY_ERROR;
	}
	return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
}
