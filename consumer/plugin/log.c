/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "log.h"

void hft_log_warning(const bt_component *component, const char *format, ...)
{
	char message[1024];
	va_list args;

	if (bt_component_get_logging_level(component) >
	    BT_LOGGING_LEVEL_WARNING)
		return;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	/* There is nobody to tell if this fails. */
	(void)!dprintf(STDERR_FILENO, "W PLUGIN/HYPERFTRACE [%s] %s\n",
		       bt_component_get_name(component), message);
}
