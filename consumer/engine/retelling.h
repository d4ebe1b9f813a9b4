/* SPDX-License-Identifier: MIT */
/* What the parts of telling again share. */
#ifndef HYPERFTRACE_RETELLING_H
#define HYPERFTRACE_RETELLING_H

#include "internal.h"
#include "told.h"

/* The function of a name that the trace gives. NULL if there is no memory. */
const struct hft_function *hft_retell_function(struct hft_engine *engine,
					       const char *name, bool user);

/* A task has the names that are told. Returns 0 or -ENOMEM. */
int hft_retell_name(struct hft_engine *engine, struct hft_task *task,
		    const struct hft_told *told);

/* The task that is told of, which may run nowhere; NULL if there is none. */
struct hft_task *hft_retell_find(struct hft_engine *engine,
				 struct hft_lane *lane,
				 const struct hft_told *told);

/* The lane goes on with that task, if it is known. Returns 0 or -ENOMEM. */
int hft_retell_run(struct hft_engine *engine, struct hft_lane *lane,
		   const struct hft_told *told);

/* A call begins or ends. Returns 0 or -ENOMEM. */
int hft_retell_call(struct hft_engine *engine, struct hft_lane *lane,
		    const struct hft_told *told);

#endif
