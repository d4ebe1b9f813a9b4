// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cpuhotplug.h>
#include <linux/hrtimer.h>
#include <linux/percpu.h>

#include "compat.h"
#include "cpus.h"
#include "page.h"

static DEFINE_PER_CPU(struct hrtimer, flush_timer);
static ktime_t interval;
static int online_state, dead_state;

static enum hrtimer_restart on_timer(struct hrtimer *timer)
{
	hft_page_flush(HFT_FLUSH_TIMER);
	hrtimer_forward_now(timer, interval);
	return HRTIMER_RESTART;
}

static int on_online(unsigned int cpu)
{
	struct hrtimer *timer = this_cpu_ptr(&flush_timer);

	hft_hrtimer_setup(timer, on_timer);
	hrtimer_start(timer, interval, HRTIMER_MODE_REL_PINNED_HARD);
	return 0;
}

static int on_offline(unsigned int cpu)
{
	hrtimer_cancel(this_cpu_ptr(&flush_timer));
	hft_page_flush(HFT_FLUSH_OFFLINE);
	return 0;
}

/* What it did after it went offline. */
static int on_dead(unsigned int cpu)
{
	hft_page_flush_dead(cpu, HFT_FLUSH_OFFLINE);
	return 0;
}

int hft_cpus_start(unsigned int flush_ms)
{
	interval = ms_to_ktime(flush_ms);
	dead_state = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN,
					       "hyperftrace:dead", NULL,
					       on_dead);
	if (dead_state < 0)
		return dead_state;
	online_state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN,
					 "hyperftrace:online", on_online,
					 on_offline);
	if (online_state < 0) {
		cpuhp_remove_state_nocalls(dead_state);
		return online_state;
	}
	return 0;
}

void hft_cpus_stop(void)
{
	cpuhp_remove_state(online_state);
	cpuhp_remove_state_nocalls(dead_state);
}
