/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/hash.h"
#include "export-texts.h"
#include "perfetto-tracks.h"

/*
 * Tasks that are remembered, a power of two: one that was forgotten is
 * described again, which readers do not mind.
 */
#define TASKS 16384

/* Of uuids: small ones for what has many events. 0 is Perfetto's own. */
#define UUID_VM ((uint64_t)1 << 63)
#define UUID_GLOBAL ((uint64_t)1 << 62)

struct task {
	struct hft_track track;
	uint64_t serial;
	/* It was described as a thread, not as a track of no thread. */
	bool is_thread;
	char comm[HFT_COMM_TEXT_MAX];
};

struct vcpu {
	struct hft_track track;
	bool described;
};

struct hft_tracks {
	struct hft_packets *packets;
	enum hft_lane_kind kind;
	bool global_described;
	/* By serial % TASKS. */
	struct task *tasks;
	/* By the lane's number. */
	struct vcpu *vcpus;
	uint32_t n_vcpus;
	/* Those that were described. */
	uint64_t *vms;
	size_t n_vms;
};

struct hft_tracks *hft_tracks_create(struct hft_packets *packets)
{
	struct hft_tracks *tracks = calloc(1, sizeof(*tracks));

	if (!tracks)
		return NULL;
	tracks->packets = packets;
	tracks->tasks = calloc(TASKS, sizeof(*tracks->tasks));
	if (!tracks->tasks) {
		free(tracks);
		return NULL;
	}
	return tracks;
}

void hft_tracks_destroy(struct hft_tracks *tracks)
{
	if (!tracks)
		return;
	free(tracks->vms);
	free(tracks->vcpus);
	free(tracks->tasks);
	free(tracks);
}

void hft_tracks_lanes(struct hft_tracks *tracks, enum hft_lane_kind kind)
{
	tracks->kind = kind;
}

static uint64_t vm_uuid(uint64_t vm)
{
	return hft_hash_mix(vm, 0) | UUID_VM;
}

/* Whether a VM's number can be a process's; 0 is the idle process's. */
static bool is_pid(uint64_t vm)
{
	return vm && vm <= INT32_MAX;
}

static void describe_vm(struct hft_tracks *tracks, uint64_t vm,
			const struct hft_hello *hello)
{
	Perfetto__TrackDescriptor track = PERFETTO__TRACK_DESCRIPTOR__INIT;
	Perfetto__ProcessDescriptor process =
		PERFETTO__PROCESS_DESCRIPTOR__INIT;
	char name[HFT_EXPORT_NAME_MAX];
	char text[HFT_EXPORT_NAME_MAX + HFT_RELEASE_MAX + 16];

	hft_export_vm_name(name, tracks->kind, vm);
	snprintf(text, sizeof(text), "%s%s%s%s", name, hello ? " (Linux " : "",
		 hello ? hello->release : "", hello ? ")" : "");
	track.has_uuid = true;
	track.uuid = vm_uuid(vm);
	track.name = text;
	if (is_pid(vm)) {
		process.has_pid = true;
		process.pid = vm;
		process.process_name = text;
		track.process = &process;
	}
	hft_packets_track(tracks->packets, &track);
}

/* Whether a VM was there before; from now on it was. */
static bool was_described(struct hft_tracks *tracks, uint64_t vm)
{
	uint64_t *bigger;

	for (size_t i = 0; i < tracks->n_vms; i++) {
		if (tracks->vms[i] == vm)
			return true;
	}
	bigger = reallocarray(tracks->vms, tracks->n_vms + 1, sizeof(*bigger));
	if (!bigger) {
		tracks->packets->out->error = ENOMEM;
		return true;
	}
	tracks->vms = bigger;
	tracks->vms[tracks->n_vms++] = vm;
	return false;
}

void hft_tracks_hello(struct hft_tracks *tracks, uint64_t vm,
		      const struct hft_hello *hello)
{
	if (!was_described(tracks, vm))
		describe_vm(tracks, vm, hello);
}

static int reserve_vcpu(struct hft_tracks *tracks, uint32_t lane)
{
	uint32_t n = tracks->n_vcpus ? tracks->n_vcpus : 16;
	struct vcpu *bigger;

	if (lane < tracks->n_vcpus)
		return 0;
	while (n <= lane)
		n *= 2;
	bigger = reallocarray(tracks->vcpus, n, sizeof(*bigger));
	if (!bigger) {
		tracks->packets->out->error = ENOMEM;
		return -1;
	}
	for (uint32_t i = tracks->n_vcpus; i < n; i++)
		bigger[i] = (struct vcpu){
			.track = { .uuid = 2 * (uint64_t)i + 2,
				   .last = INT64_MIN },
		};
	tracks->vcpus = bigger;
	tracks->n_vcpus = n;
	return 0;
}

struct hft_track *hft_tracks_vcpu(struct hft_tracks *tracks,
				  const struct hft_place *place)
{
	Perfetto__TrackDescriptor track = PERFETTO__TRACK_DESCRIPTOR__INIT;
	struct vcpu *vcpu;
	char name[HFT_EXPORT_NAME_MAX];

	if (reserve_vcpu(tracks, place->lane))
		return NULL;
	vcpu = &tracks->vcpus[place->lane];
	if (vcpu->described)
		return &vcpu->track;
	vcpu->described = true;
	vcpu->track.vm = place->vm;
	if (!was_described(tracks, place->vm))
		describe_vm(tracks, place->vm, NULL);
	track.has_uuid = true;
	track.uuid = vcpu->track.uuid;
	track.has_parent_uuid = true;
	track.parent_uuid = vm_uuid(place->vm);
	track.name = hft_export_vcpu_name(name, tracks->kind, place->vcpu);
	hft_packets_track(tracks->packets, &track);
	return &vcpu->track;
}

struct hft_track *hft_tracks_next_vcpu(struct hft_tracks *tracks, uint32_t *i)
{
	while (*i < tracks->n_vcpus) {
		struct vcpu *vcpu = &tracks->vcpus[(*i)++];

		if (vcpu->described)
			return &vcpu->track;
	}
	return NULL;
}

/* Idle tasks, and those of which nothing is known, are no threads. */
static void describe_task(struct hft_tracks *tracks, const struct task *task,
			  const struct hft_place *place)
{
	Perfetto__TrackDescriptor track = PERFETTO__TRACK_DESCRIPTOR__INIT;
	Perfetto__ThreadDescriptor thread = PERFETTO__THREAD_DESCRIPTOR__INIT;
	char name[HFT_EXPORT_NAME_MAX];

	track.has_uuid = true;
	track.uuid = task->track.uuid;
	track.has_parent_uuid = true;
	track.parent_uuid = vm_uuid(place->vm);
	track.name = hft_export_task_name(name, tracks->kind, place);
	if (task->is_thread) {
		thread.has_pid = true;
		thread.pid = place->vm;
		thread.has_tid = true;
		thread.tid = place->task.tid;
		thread.thread_name = *task->comm ? (char *)task->comm : NULL;
		track.thread = &thread;
	}
	hft_packets_track(tracks->packets, &track);
}

static void set_comm(struct task *task, const char *comm)
{
	snprintf(task->comm, sizeof(task->comm), "%s", comm);
}

static struct hft_track *new_task(struct hft_tracks *tracks, struct task *task,
				  const struct hft_place *place)
{
	if (!hft_tracks_vcpu(tracks, place))
		return NULL;
	*task = (struct task){
		.track = { .uuid = 2 * place->serial + 1, .last = INT64_MIN },
		.serial = place->serial,
		.is_thread = place->task_known && place->task.tid &&
			     place->task.tid <= INT32_MAX && is_pid(place->vm),
	};
	set_comm(task, place->comm ? place->comm : "");
	describe_task(tracks, task, place);
	return &task->track;
}

struct hft_track *hft_tracks_task(struct hft_tracks *tracks,
				  const struct hft_place *place)
{
	struct task *task = &tracks->tasks[place->serial % TASKS];

	if (task->serial != place->serial || !task->track.uuid)
		return new_task(tracks, task, place);
	if (place->comm && strcmp(task->comm, place->comm)) {
		set_comm(task, place->comm);
		describe_task(tracks, task, place);
	}
	return &task->track;
}

uint64_t hft_tracks_global(struct hft_tracks *tracks)
{
	Perfetto__TrackDescriptor track = PERFETTO__TRACK_DESCRIPTOR__INIT;

	if (tracks->global_described)
		return UUID_GLOBAL;
	tracks->global_described = true;
	track.has_uuid = true;
	track.uuid = UUID_GLOBAL;
	track.name = "hyperftrace";
	hft_packets_track(tracks->packets, &track);
	return UUID_GLOBAL;
}
