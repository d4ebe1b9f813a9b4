/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <hyperftrace/protocol.h>

#include "exit-reasons.h"
#include "export-texts.h"
#include "export.h"
#include "perfetto-packets.h"
#include "perfetto-tracks.h"

struct perfetto {
	struct hft_out out;
	struct hft_packets packets;
	struct hft_tracks *tracks;
};

static const struct hft_note no_note;

static void destroy(void *view)
{
	struct perfetto *perfetto = view;

	hft_tracks_destroy(perfetto->tracks);
	hft_packets_deinit(&perfetto->packets);
	free(perfetto);
}

static void *create(const void *options, FILE *file, struct hft_error *error)
{
	struct perfetto *perfetto = calloc(1, sizeof(*perfetto));

	(void)options;
	hft_error_set(error, "out of memory");
	if (!perfetto)
		return NULL;
	perfetto->out.file = file;
	hft_packets_init(&perfetto->packets, &perfetto->out);
	perfetto->tracks = hft_tracks_create(&perfetto->packets);
	if (!perfetto->tracks || perfetto->out.error) {
		destroy(perfetto);
		return NULL;
	}
	return perfetto;
}

static void lanes(void *view, enum hft_lane_kind kind)
{
	struct perfetto *perfetto = view;

	hft_tracks_lanes(perfetto->tracks, kind);
}

static enum hft_category category_of(const struct hft_call *call)
{
	unsigned int context = call->place->context;

	if (call->flags & HFT_CALL_USER)
		return HFT_CATEGORY_USER;
	if (context & HFT_CONTEXT_NMI)
		return HFT_CATEGORY_NMI;
	if (context & HFT_CONTEXT_HARDIRQ)
		return HFT_CATEGORY_HARDIRQ;
	if (context & HFT_CONTEXT_SOFTIRQ)
		return HFT_CATEGORY_SOFTIRQ;
	return HFT_CATEGORY_KERNEL;
}

static void on_enter(void *view, const struct hft_call *call)
{
	struct perfetto *perfetto = view;
	struct hft_track *track =
		hft_tracks_task(perfetto->tracks, call->place);

	if (track)
		hft_packets_enter(&perfetto->packets, track->uuid,
				  hft_track_time(track, call->ts),
				  category_of(call), call->function);
}

static void end_call(struct perfetto *perfetto, const struct hft_call *call,
		     struct hft_note note)
{
	struct hft_track *track =
		hft_tracks_task(perfetto->tracks, call->place);

	if (track)
		hft_packets_end(&perfetto->packets, track->uuid,
				hft_track_time(track, call->ts), note);
}

static const struct hft_note not_seen = { "exit", "not seen" };

/* An exit without an entry ends no slice: the footer counts it. */
static void on_exit_call(void *view, const struct hft_call *call)
{
	if (call->flags & HFT_CALL_ORPHAN)
		return;
	end_call(view, call, call->flags & HFT_CALL_LOST ? not_seen : no_note);
}

static void on_left_open(void *view, const struct hft_call *call)
{
	end_call(view, call, not_seen);
}

static void end_running(struct perfetto *perfetto, struct hft_track *track,
			int64_t ts)
{
	if (!track->open)
		return;
	track->open = false;
	hft_packets_end(&perfetto->packets, track->uuid,
			hft_track_time(track, ts), no_note);
}

/* Idle is where no task runs. */
static void on_switch(void *view, const struct hft_switch *sw)
{
	struct perfetto *perfetto = view;
	const struct hft_place *place = sw->place;
	struct hft_track *track = hft_tracks_vcpu(perfetto->tracks, place);
	char name[HFT_COMM_TEXT_MAX + 16];

	if (!track)
		return;
	end_running(perfetto, track, sw->ts);
	if (!place->task.tid)
		return;
	snprintf(name, sizeof(name), "%s %u",
		 place->comm ? place->comm : "task", place->task.tid);
	hft_packets_slice(&perfetto->packets,
			  &(struct hft_mark){
				  .track = track->uuid,
				  .ts = hft_track_time(track, sw->ts),
				  .category = HFT_CATEGORY_RUNNING,
				  .name = name,
			  });
	track->open = true;
}

static void on_vm_exit(void *view, const struct hft_vm_exit *exit)
{
	struct perfetto *perfetto = view;
	struct hft_track *track =
		hft_tracks_vcpu(perfetto->tracks, exit->place);
	char name[HFT_EXIT_REASON_MAX];

	if (!track)
		return;
	hft_packets_slice(
		&perfetto->packets,
		&(struct hft_mark){
			.track = track->uuid,
			.ts = hft_track_time(track, exit->begin),
			.category = exit->tracer ? HFT_CATEGORY_TRACER
						 : HFT_CATEGORY_VM_EXIT,
			.name = hft_exit_reason(name, exit->isa, exit->reason),
			.note = { "in", exit->function ? exit->function->name
						       : NULL },
		});
	hft_packets_end(&perfetto->packets, track->uuid,
			hft_track_time(track, exit->end), no_note);
}

static const char *lost_name(char *name, size_t size,
			     const struct hft_lost *lost)
{
	static const char *const texts[] = {
		[HFT_LOST_EVENTS] = "events discarded by LTTng",
		[HFT_LOST_PACKETS] = "packets discarded by LTTng",
		[HFT_LOST_RECORDS] = "records missing",
		[HFT_LOST_IN_GUEST] = "events not recorded by the guest",
	};

	if (lost->pages)
		snprintf(name, size, "%llu %s, in pages: %llu",
			 (unsigned long long)lost->count, texts[lost->what],
			 (unsigned long long)lost->pages);
	else if (lost->counted)
		snprintf(name, size, "%llu %s", (unsigned long long)lost->count,
			 texts[lost->what]);
	else
		snprintf(name, size, "%s", texts[lost->what]);
	return name;
}

static void on_lost(void *view, const struct hft_lost *lost)
{
	struct perfetto *perfetto = view;
	struct hft_track *track;
	struct hft_mark mark = {
		.ts = lost->begin,
		.category = HFT_CATEGORY_LOST,
	};
	char name[96];

	if (lost->place) {
		track = hft_tracks_vcpu(perfetto->tracks, lost->place);
		if (!track)
			return;
		mark.track = track->uuid;
	} else {
		mark.track = hft_tracks_global(perfetto->tracks);
	}
	mark.name = lost_name(name, sizeof(name), lost);
	hft_packets_instant(&perfetto->packets, &mark);
}

static void on_epoch(void *view, uint64_t vm)
{
	struct perfetto *perfetto = view;
	struct hft_track *track;
	uint32_t i = 0;

	while ((track = hft_tracks_next_vcpu(perfetto->tracks, &i))) {
		if (track->vm == vm)
			end_running(perfetto, track, perfetto->packets.now);
	}
}

static void on_hello(void *view, uint64_t vm, const struct hft_hello *hello,
		     bool new_epoch)
{
	struct perfetto *perfetto = view;

	(void)new_epoch;
	hft_tracks_hello(perfetto->tracks, vm, hello);
}

/* The footer, as an instant at the end. */
static void put_quality(struct perfetto *perfetto,
			const struct hft_quality *quality, const char *why)
{
	char *text = hft_export_footer(quality, why);

	if (!text) {
		perfetto->out.error = ENOMEM;
		return;
	}
	hft_packets_instant(&perfetto->packets,
			    &(struct hft_mark){
				    .track =
					    hft_tracks_global(perfetto->tracks),
				    .ts = perfetto->packets.now,
				    .category = HFT_CATEGORY_QUALITY,
				    .name = "quality of the trace",
				    .note = { "footer", text },
			    });
	free(text);
}

static void finish(void *view, const struct hft_quality *quality,
		   const char *why)
{
	struct perfetto *perfetto = view;
	struct hft_track *track;
	uint32_t i = 0;

	while ((track = hft_tracks_next_vcpu(perfetto->tracks, &i)))
		end_running(perfetto, track, perfetto->packets.now);
	put_quality(perfetto, quality, why);
	hft_out_flush(&perfetto->out);
}

static int failure(const void *view)
{
	const struct perfetto *perfetto = view;

	return perfetto->out.error;
}

static const struct hft_engine_ops ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.left_open = on_left_open,
	.sched_switch = on_switch,
	.vm_exit = on_vm_exit,
	.lost = on_lost,
	.epoch = on_epoch,
	.hello = on_hello,
};

const struct hft_view hft_export_perfetto = {
	.ops = &ops,
	.create = create,
	.destroy = destroy,
	.lanes = lanes,
	.finish = finish,
	.failure = failure,
};
