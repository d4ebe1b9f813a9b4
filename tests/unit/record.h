/* SPDX-License-Identifier: MIT */
/* Records of context, as the guest puts them together, and who takes them. */
#ifndef HYPERFTRACE_TEST_RECORD_H
#define HYPERFTRACE_TEST_RECORD_H

#include <errno.h>
#include <string.h>

#include <hyperftrace/protocol.h>

#include "../../consumer/engine/guest.h"
#include "unit.h"

#define KERNEL 0xffffffff81000000
#define MODULE 0xffffffffc0000000

/* Its words under construction. */
static struct {
	uint64_t words[600];
	size_t bytes;
} record;

static struct hft_guest *guest;

static inline void setup(void)
{
	guest = hft_guest_create(NULL);
	ck_assert_ptr_nonnull(guest);
}

static inline void teardown(void)
{
	hft_guest_destroy(guest);
}

static inline void begin(void)
{
	memset(&record, 0, sizeof(record));
}

static inline void bytes(const void *from, size_t n)
{
	ck_assert_quick(record.bytes + n <= sizeof(record.words));
	memcpy((char *)record.words + record.bytes, from, n);
	record.bytes += n;
}

static inline void word(uint64_t value)
{
	bytes(&value, sizeof(value));
}

static inline void string(const char *text)
{
	bytes(text, strlen(text) + 1);
}

static inline size_t n_words(void)
{
	return (record.bytes + 7) / 8;
}

static inline int send(unsigned int kind, uint32_t number)
{
	return hft_guest_message(guest, kind, number, record.words, n_words());
}

static inline void sends(unsigned int kind, uint32_t number)
{
	ck_assert_int_eq(send(kind, number), 0);
}

/*
 * However many words of the record are missing, it is malformed. What is
 * behind the last one of them is not to be read: it is freed memory's.
 */
static inline void refuses_if_cut(unsigned int kind, uint32_t number)
{
	for (size_t n = 0; n < n_words(); n++) {
		uint64_t *copy = malloc(n * sizeof(*copy) + 1);

		memcpy(copy, record.words, n * sizeof(*copy));
		ck_assert_int_eq(hft_guest_message(guest, kind, number, copy,
						   n),
				 -EINVAL);
		free(copy);
	}
}

static inline void symbols_begin(uint64_t base, const char *owner)
{
	begin();
	word(base);
	string(owner);
}

static inline void symbol(uint32_t offset, char type, const char *name)
{
	bytes(&offset, sizeof(offset));
	bytes(&type, 1);
	string(name);
}

/* A record with one symbol. */
static inline int send_symbol(const char *owner, uint64_t address, char type,
			      const char *name)
{
	symbols_begin(address, owner);
	symbol(0, type, name);
	return send(HFT_REC_SYMBOLS, 1);
}

static inline void adds(const char *owner, uint64_t address, char type,
			const char *name)
{
	ck_assert_int_eq(send_symbol(owner, address, type, name), 0);
}

static inline int send_module(const char *name, uint64_t address, uint64_t size,
			      bool loaded)
{
	begin();
	word(address);
	word(size);
	string(name);
	return send(HFT_REC_MODULE, loaded);
}

static inline void loads(const char *name, uint64_t address, uint64_t size)
{
	ck_assert_int_eq(send_module(name, address, size, true), 0);
}

static inline void unloads(const char *name)
{
	ck_assert_int_eq(send_module(name, 0, 0, false), 0);
}

/* What an address is called. */
static inline void shows(uint64_t address, const char *expected)
{
	char text[HFT_SYMBOL_TEXT_MAX];

	/* Twice: the second time it is from the cache. */
	for (int i = 0; i < 2; i++) {
		hft_symbol_format(text, sizeof(text),
				  hft_guest_symbol(guest, address), address);
		ck_assert_str_eq(text, expected);
	}
}

static inline void task_name(uint32_t tgid, uint32_t parent, unsigned int why,
			     const char *comm)
{
	char text[HFT_COMM_MAX] = "";
	size_t n = strlen(comm);

	begin();
	word(tgid | (uint64_t)parent << 32);
	word(why);
	memcpy(text, comm, n < sizeof(text) ? n : sizeof(text));
	bytes(text, sizeof(text));
}

static inline void names(uint32_t tid, uint32_t tgid, uint32_t parent,
			 unsigned int why, const char *comm)
{
	task_name(tgid, parent, why, comm);
	sends(HFT_REC_TASK_NAME, tid);
}

static inline void execs(uint32_t tid, uint32_t old_tid, const char *path)
{
	begin();
	word(old_tid);
	string(path);
	sends(HFT_REC_EXEC, tid);
}

static inline void exits(uint32_t tid, uint32_t tgid)
{
	begin();
	word(tgid);
	sends(HFT_REC_TASK_EXIT, tid);
}

static inline void mapping(uint64_t start, uint64_t end, uint64_t offset,
			   const char *path)
{
	begin();
	word(start);
	word(end);
	word(offset);
	word(20);
	bytes("0123456789abcdefghij\0\0\0", 24);
	string(path);
}

static inline int send_mapping(uint32_t tgid, uint64_t start, uint64_t end,
			       const char *path)
{
	mapping(start, end, 0x1000, path);
	return send(HFT_REC_MAP, tgid);
}

static inline void maps(uint32_t tgid, uint64_t start, uint64_t end,
			const char *path)
{
	ck_assert_int_eq(send_mapping(tgid, start, end, path), 0);
}

static inline void called(uint32_t tid, const char *expected)
{
	const char *comm = hft_guest_comm(guest, tid);

	if (!expected)
		ck_assert_ptr_null(comm);
	else
		ck_assert_pstr_eq(comm, expected);
}

/* The path of the mapping of an address. */
static inline void maps_at(uint32_t tgid, uint64_t address,
			   const char *expected)
{
	const struct hft_mapping *at = hft_guest_mapping(guest, tgid, address);

	if (!expected)
		ck_assert_ptr_null(at);
	else
		ck_assert_pstr_eq(at ? at->path : NULL, expected);
}

static inline void executes(uint32_t tid, const char *expected)
{
	struct hft_process_task task;

	ck_assert(hft_guest_task(guest, tid, &task));
	if (!expected)
		ck_assert_ptr_null(task.path);
	else
		ck_assert_pstr_eq(task.path, expected);
}

#endif
