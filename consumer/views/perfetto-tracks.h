/* SPDX-License-Identifier: MIT */
/*
 * The tracks of a Perfetto trace: a VM is a process, its tasks are threads of
 * it, and each of its vCPUs is a track of its own. They are described when
 * they are first asked for, and again when their names change.
 */
#ifndef HYPERFTRACE_PERFETTO_TRACKS_H
#define HYPERFTRACE_PERFETTO_TRACKS_H

#include "../engine/engine.h"
#include "perfetto-packets.h"
#include "view.h"

struct hft_track {
	uint64_t uuid;
	/* Of its latest event. */
	int64_t last;
	/* Of vCPUs: whose, and whether a slice has not ended. */
	uint64_t vm;
	bool open;
};

struct hft_tracks;

/* NULL if there is no memory. packets are used until hft_tracks_destroy(). */
struct hft_tracks *hft_tracks_create(struct hft_packets *packets);
void hft_tracks_destroy(struct hft_tracks *tracks);

/* What VMs and vCPUs are called from here on. */
void hft_tracks_lanes(struct hft_tracks *tracks, enum hft_lane_kind kind);
/* The VM is called after its guest, if it has not been described yet. */
void hft_tracks_hello(struct hft_tracks *tracks, uint64_t vm,
		      const struct hft_hello *hello);

/* The track of a place's task, or of its vCPU, until the next such call. NULL
 * if there is no memory, which packets' out then knows. */
struct hft_track *hft_tracks_task(struct hft_tracks *tracks,
				  const struct hft_place *place);
struct hft_track *hft_tracks_vcpu(struct hft_tracks *tracks,
				  const struct hft_place *place);
/* The vCPUs' tracks, one after the other; NULL behind the last. i is 0 at
 * first. */
struct hft_track *hft_tracks_next_vcpu(struct hft_tracks *tracks, uint32_t *i);
/* A track of the whole trace. */
uint64_t hft_tracks_global(struct hft_tracks *tracks);

/*
 * The time of a track's next event: slices nest by their times, so what is
 * told late must not be older than what was told before.
 */
static inline int64_t hft_track_time(struct hft_track *track, int64_t ts)
{
	if (ts > track->last)
		track->last = ts;
	return track->last;
}

#endif
