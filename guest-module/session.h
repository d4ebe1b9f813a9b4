/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the question whether somebody listens to the last buffer: what the
 * trace knows of this guest beside its functions.
 */
#ifndef HFT_GUEST_SESSION_H
#define HFT_GUEST_SESSION_H

#include "transport.h"

/*
 * Begin with the transport that is asked for. Returns the one that it is,
 * never HFT_AUTO, or an errno with a line in the log. May sleep.
 */
int hft_session_start(enum hft_transport transport);

/* Say in the log how this guest is traced. */
void hft_session_log(void);

/*
 * No handler may be running. Ends all hooks, too, and logs how much was
 * recorded, and lost.
 */
void hft_session_stop(void);

/*
 * Tell everything again, for a trace that was begun later. 0 or an errno with
 * a line in the log. May sleep.
 */
int hft_session_announce(void);

#endif
