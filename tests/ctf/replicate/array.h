/* SPDX-License-Identifier: MIT */
/* Memory that grows. Any failure ends the program. */
#ifndef HYPERFTRACE_TEST_ARRAY_H
#define HYPERFTRACE_TEST_ARRAY_H

#include <err.h>
#include <stdlib.h>

static inline void *must(void *memory)
{
	if (!memory)
		err(1, "memory");
	return memory;
}

/* Room for the n-th of items of a size, which doubles. */
static inline void *array_room(void *items, size_t n, size_t size)
{
	if (n & (n - 1))
		return items;
	return must(reallocarray(items, n ? 2 * n : 1, size));
}

/* A new last item of an array, of which there are n: a pointer to it. */
#define array_add(items, n) \
	((items) = array_room((items), (n), sizeof(*(items))), &(items)[(n)++])

#endif
