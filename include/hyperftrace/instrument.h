/* SPDX-License-Identifier: MIT */
/*
 * libhyperftrace-instrument: link it to a program that is built with
 * -finstrument-functions, and the program's calls show up in the host's trace
 * when it runs in a KVM guest. Anywhere else it does nothing. No call to make;
 * the compiler makes them.
 */
#ifndef HYPERFTRACE_INSTRUMENT_H
#define HYPERFTRACE_INSTRUMENT_H

#ifdef __cplusplus
extern "C" {
#endif

void __cyg_profile_func_enter(void *function, void *call_site);
void __cyg_profile_func_exit(void *function, void *call_site);

#ifdef __cplusplus
}
#endif

#endif
