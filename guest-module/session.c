// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpumask.h>
#include <linux/fs.h>
#include <linux/random.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <linux/uuid.h>
#include <asm/tsc.h>

#include "clock.h"
#include "cpus.h"
#include "hook.h"
#include "ksym.h"
#include "listener.h"
#include "message.h"
#include "page.h"
#include "params.h"
#include "processes.h"
#include "session.h"
#include "shutdown.h"
#include "symbols.h"
#include "syscalls.h"

static enum hft_transport running;
/* Without somebody who listens there are function events by call, no more. */
static bool open;
static u64 session;

/* The kernel makes it when its file is first read; 0 without a /proc. */
static void read_boot_id(u64 words[2])
{
	const u8 *boot_id = (const u8 *)hft_ksym("sysctl_bootid");
	char text[UUID_STRING_LEN + 1];
	struct file *file;
	loff_t pos = 0;

	file = filp_open("/proc/sys/kernel/random/boot_id", O_RDONLY, 0);
	if (!IS_ERR(file)) {
		kernel_read(file, text, sizeof(text), &pos);
		filp_close(file, NULL);
	}
	if (boot_id)
		memcpy(words, boot_id, UUID_SIZE);
}

static void send_hello(u64 flags)
{
	u64 words[6 + DIV_ROUND_UP(__NEW_UTS_LEN + 1, sizeof(u64))];
	struct hft_message m = { .words = words };
	u64 boot_id[2] = {};

	read_boot_id(boot_id);
	flags |= HFT_CLOCK_HELLO;
	if (running == HFT_CALL)
		flags |= HFT_HELLO_CALL;
	hft_message_word(&m, session);
	hft_message_word(&m, boot_id[0]);
	hft_message_word(&m, boot_id[1]);
	hft_message_word(&m, tsc_khz | (u64)num_possible_cpus() << 32);
	hft_message_word(&m, hft_flush_ms | (u64)hft_buffer_bytes << 32);
	hft_message_word(&m, flags);
	hft_message_string(&m, init_utsname()->release);
	hft_page_escape(HFT_REC_HELLO, HFT_PROTOCOL_MINOR, words,
			hft_message_end(&m));
}

static int announce(u64 flags)
{
	int err;

	send_hello(flags);
	err = hft_symbols_announce();
	if (!err)
		err = hft_processes_announce();
	if (err)
		pr_err("cannot tell the host about this guest (error %d)\n",
		       err);
	hft_page_flush_all(HFT_FLUSH_MESSAGE);
	return err;
}

static int open_session(void)
{
	int err;

	session = get_random_u64();
	hft_page_open(session, running == HFT_CALL);
	err = hft_cpus_start(hft_flush_ms);
	if (err)
		return err;
	err = hft_shutdown_start();
	if (err)
		goto no_shutdown;
	err = hft_symbols_start();
	if (err)
		goto no_symbols;
	/* Followed first, then told: what comes in between is told twice. */
	hft_processes_start();
	if (running == HFT_PAGE && hft_syscalls)
		hft_syscalls_start();
	err = announce(0);
	if (err)
		goto no_announcement;
	open = true;
	return 0;

no_announcement:
	hft_hooks_stop();
	hft_syscalls_stop();
	hft_processes_stop();
	hft_symbols_stop();
no_symbols:
	hft_hooks_stop();
	hft_shutdown_stop();
no_shutdown:
	hft_cpus_stop();
	return err;
}

/* Which transport it is to be, given who listens. */
static int choose(enum hft_transport wanted, bool *listens)
{
	size_t max = 0;
	enum hft_listener who = hft_listener_find(hft_buffer_bytes, &max);

	*listens = who == HFT_LISTENS;
	if (who == HFT_LISTENS && max < hft_buffer_bytes) {
		pr_err("the host takes buffers of up to %zu KiB: load with a smaller buffer=\n",
		       max / 1024);
		return -E2BIG;
	}
	if (who == HFT_FORBIDS) {
		pr_err("the host does not allow this VM to be traced: add it to the parameter allow of hyperftrace_host\n");
		return -EACCES;
	}
	if (wanted == HFT_PAGE && who == HFT_NOBODY) {
		pr_err("nobody listens on the host: load hyperftrace_host there, or load this with transport=call\n");
		return -ENOTCONN;
	}
	if (wanted == HFT_AUTO)
		return who == HFT_LISTENS ? HFT_PAGE : HFT_CALL;
	return wanted;
}

int hft_session_start(enum hft_transport transport)
{
	bool listens;
	int ret;

	running = transport;
	if (transport == HFT_NONE)
		return transport;
	ret = choose(transport, &listens);
	if (ret < 0)
		return ret;
	running = ret;
	if (!listens)
		return running;
	ret = hft_page_alloc(hft_buffer_bytes);
	if (ret)
		return ret;
	ret = open_session();
	if (ret) {
		hft_page_free();
		return ret;
	}
	return running;
}

void hft_session_log(void)
{
	if (open)
		pr_info("tracing by %s; %u x %u KiB of buffers\n",
			running == HFT_PAGE ? "page" : "call",
			num_possible_cpus(), hft_buffer_bytes / 1024);
	else if (running == HFT_CALL)
		pr_info("tracing by call; nobody listens on the host who takes symbols and names\n");
}

void hft_session_stop(void)
{
	struct hft_page_totals totals;

	hft_hooks_stop();
	if (!open)
		return;
	open = false;
	hft_syscalls_stop();
	hft_processes_stop();
	hft_symbols_stop();
	hft_shutdown_stop();
	hft_page_escape(HFT_REC_BYE, HFT_BYE_UNLOAD, NULL, 0);
	hft_page_flush_all(HFT_FLUSH_UNLOAD);
	hft_cpus_stop();
	totals = hft_page_totals();
	if (totals.events || totals.lost)
		pr_info("%llu function records in %llu buffers, %llu lost\n",
			totals.events, totals.pages, totals.lost);
	hft_page_free();
}

int hft_session_announce(void)
{
	if (!open) {
		pr_err("announce: there is nobody on the host to tell\n");
		return -ENOTCONN;
	}
	return announce(HFT_HELLO_AGAIN);
}
