// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/buildid.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/static_call.h>

#include "hook.h"
#include "ksym.h"
#include "mappings.h"
#include "message.h"
#include "page.h"

#define BUILD_ID_WORDS 3

static int no_build_id(struct vm_area_struct *vma, unsigned char *build_id,
		       __u32 *size)
{
	return -ENOENT;
}

DEFINE_STATIC_CALL(hft_build_id_parse, no_build_id);

/* It is where the file's first page is, as a rule in memory by now. */
static u32 read_build_id(struct vm_area_struct *vma, u64 words[BUILD_ID_WORDS])
{
	__u32 size = 0;

	if (static_call(hft_build_id_parse)(vma, (unsigned char *)words,
					    &size) ||
	    size > BUILD_ID_SIZE_MAX)
		return 0;
	return size;
}

static void write_message(struct hft_message *m, struct vm_area_struct *vma)
{
	size_t head = (5 + BUILD_ID_WORDS) * sizeof(u64);
	u64 build_id[BUILD_ID_WORDS] = {};
	u32 size = read_build_id(vma, build_id);
	char *path;
	int i;

	hft_message_word(m, vma->vm_start);
	hft_message_word(m, vma->vm_end);
	hft_message_word(m, (u64)vma->vm_pgoff << PAGE_SHIFT);
	hft_message_word(m, size);
	for (i = 0; i < BUILD_ID_WORDS; i++)
		hft_message_word(m, build_id[i]);
	/* It comes at the end of what it is given. */
	path = file_path(vma->vm_file, (char *)m->words + head,
			 HFT_MESSAGE_BYTES - head);
	if (IS_ERR(path))
		path = "(too long)";
	memmove((char *)m->words + m->bytes, path, strlen(path) + 1);
	m->bytes += strlen((char *)m->words + m->bytes) + 1;
}

static void send_mapping(struct vm_area_struct *vma, pid_t tgid)
{
	struct hft_message m = {};
	struct hft_quiet quiet;

	if (!(vma->vm_flags & VM_EXEC) || !vma->vm_file)
		return;
	m.words = hft_page_quiet_begin(&quiet);
	if (!m.words)
		return;
	write_message(&m, vma);
	hft_page_quiet_end(&quiet, HFT_REC_MAP, tgid, hft_message_end(&m));
}

/* perf wants to know of the same mappings; the kernel tells it here. */
static void on_perf_event_mmap(struct ftrace_regs *fregs)
{
	send_mapping((void *)hft_first_argument(fregs), current->tgid);
}

static struct hft_hook mmap_hook = {
	.glob = "perf_event_mmap",
	.func = on_perf_event_mmap,
};

void hft_mappings_start(void)
{
	unsigned long parse = hft_ksym("build_id_parse_nofault") ?:
			      hft_ksym("build_id_parse");

	if (parse)
		static_call_update(hft_build_id_parse,
				   (int (*)(struct vm_area_struct *,
					    unsigned char *, __u32 *))parse);
	if (hft_hook_add(&mmap_hook))
		pr_notice("perf_event_mmap cannot be hooked: mappings of programs are not in the trace\n");
}

void hft_mappings_announce(struct task_struct *process)
{
	struct mm_struct *mm = get_task_mm(process);
	struct vm_area_struct *vma;

	if (!mm)
		return;
	mmap_read_lock(mm);
	for (vma = find_vma(mm, 0); vma; vma = find_vma(mm, vma->vm_end))
		send_mapping(vma, process->tgid);
	mmap_read_unlock(mm);
	mmput(mm);
}
