/* SPDX-License-Identifier: MIT */
/*
 * The component's log. libbabeltrace2 tells a component its log level but
 * has no public function that writes; errors do not go here, but to the
 * causes of the current thread's error.
 */
#ifndef HYPERFTRACE_LOG_H
#define HYPERFTRACE_LOG_H

#include <babeltrace2/babeltrace.h>

/* Warn the user in one line, unless the component's log level forbids it. */
__attribute__((format(printf, 2, 3))) void
hft_log_warning(const bt_component *component, const char *format, ...);

#endif
