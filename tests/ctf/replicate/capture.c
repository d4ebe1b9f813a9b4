/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <string.h>

#include <babeltrace2/babeltrace.h>

#include "array.h"
#include "capture.h"

static const bt_field *member(const bt_event *event, const char *name)
{
	const bt_field *field =
		bt_field_structure_borrow_member_field_by_name_const(
			bt_event_borrow_payload_field_const(event), name);

	if (!field)
		errx(1, "hyperftrace_page has no %s", name);
	return field;
}

static uint64_t number(const bt_event *event, const char *name)
{
	return bt_field_integer_unsigned_get_value(member(event, name));
}

static void take_page(struct capture *capture, const bt_message *message,
		      const bt_event *event)
{
	const bt_field *records = member(event, "records");
	uint64_t n = bt_field_array_get_length(records);
	struct capture_page *page;
	uint64_t *words;

	if (!n)
		return;
	page = array_add(capture->pages, capture->n);
	words = must(malloc(n * sizeof(*words)));
	for (uint64_t i = 0; i < n; i++)
		words[i] = bt_field_integer_unsigned_get_value(
			bt_field_array_borrow_element_field_by_index_const(
				records, i));
	page->words = words;
	page->n = n;
	page->guest_tsc = number(event, "guest_tsc");
	if (bt_clock_snapshot_get_ns_from_origin(
		    bt_message_event_borrow_default_clock_snapshot_const(
			    message),
		    &page->ts))
		errx(1, "a time does not fit");
	page->ts -= number(event, "delay_ns");
}

static void take(struct capture *capture, const bt_message *message)
{
	const bt_event *event;
	const char *name;

	if (bt_message_get_type(message) != BT_MESSAGE_TYPE_EVENT)
		return;
	event = bt_message_event_borrow_event_const(message);
	name = bt_event_class_get_name(bt_event_borrow_class_const(event));
	if (name && !strcmp(name, "hyperftrace_page"))
		take_page(capture, message, event);
}

static bt_graph_simple_sink_component_consume_func_status
consume(bt_message_iterator *iterator, void *data)
{
	bt_message_array_const messages;
	uint64_t n;

	switch (bt_message_iterator_next(iterator, &messages, &n)) {
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_OK:
		break;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_END:
		return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_END;
	default:
		errx(1, "the trace cannot be read");
	}
	for (uint64_t i = 0; i < n; i++) {
		take(data, messages[i]);
		bt_message_put_ref(messages[i]);
	}
	return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK;
}

static const bt_plugin *find_plugin(const char *name)
{
	const bt_plugin *plugin;

	if (bt_plugin_find(name, BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_FALSE,
			   &plugin) != BT_PLUGIN_FIND_STATUS_OK)
		errx(1, "babeltrace2 has no plugin %s", name);
	return plugin;
}

static const bt_component_source *add_source(bt_graph *graph, const char *path)
{
	const bt_plugin *plugin = find_plugin("ctf");
	bt_value *params = must(bt_value_map_create());
	const bt_component_source *source;
	bt_value *inputs;

	if (bt_value_map_insert_empty_array_entry(params, "inputs", &inputs) ||
	    bt_value_array_append_string_element(inputs, path) ||
	    bt_graph_add_source_component(
		    graph,
		    bt_plugin_borrow_source_component_class_by_name_const(
			    plugin, "fs"),
		    "source", params, BT_LOGGING_LEVEL_WARNING, &source))
		errx(1, "%s is not a trace", path);
	bt_value_put_ref(params);
	bt_plugin_put_ref(plugin);
	return source;
}

static const bt_component_filter *add_muxer(bt_graph *graph)
{
	const bt_plugin *plugin = find_plugin("utils");
	const bt_component_filter *muxer;

	if (bt_graph_add_filter_component(
		    graph,
		    bt_plugin_borrow_filter_component_class_by_name_const(
			    plugin, "muxer"),
		    "muxer", NULL, BT_LOGGING_LEVEL_WARNING, &muxer))
		errx(1, "no muxer");
	bt_plugin_put_ref(plugin);
	return muxer;
}

/* The muxer has a free port at its end, always. */
static void connect_source(bt_graph *graph, const bt_component_source *source,
			   const bt_component_filter *muxer)
{
	uint64_t n = bt_component_source_get_output_port_count(source);

	for (uint64_t i = 0; i < n; i++) {
		if (bt_graph_connect_ports(
			    graph,
			    bt_component_source_borrow_output_port_by_index_const(
				    source, i),
			    bt_component_filter_borrow_input_port_by_index_const(
				    muxer, i),
			    NULL))
			errx(1, "a stream cannot be connected");
	}
}

struct capture capture_read(const char *path)
{
	bt_graph *graph = must(bt_graph_create(0));
	const bt_component_source *source = add_source(graph, path);
	const bt_component_filter *muxer = add_muxer(graph);
	struct capture ret = { 0 };
	const bt_component_sink *sink;

	connect_source(graph, source, muxer);
	if (bt_graph_add_simple_sink_component(graph, "sink", NULL, consume,
					       NULL, &ret, &sink) ||
	    bt_graph_connect_ports(
		    graph,
		    bt_component_filter_borrow_output_port_by_index_const(muxer,
									  0),
		    bt_component_sink_borrow_input_port_by_index_const(sink, 0),
		    NULL) ||
	    bt_graph_run(graph))
		errx(1, "%s cannot be read", path);
	bt_graph_put_ref(graph);
	if (!ret.n)
		errx(1, "%s has no hyperftrace_page", path);
	return ret;
}

void capture_free(struct capture *capture)
{
	for (size_t i = 0; i < capture->n; i++)
		free((uint64_t *)capture->pages[i].words);
	free(capture->pages);
}
