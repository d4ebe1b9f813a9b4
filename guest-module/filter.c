// SPDX-License-Identifier: GPL-2.0-only
/* Comma-separated globs to ftrace's filters. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ctype.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat.h"
#include "fgraph.h"
#include "filter.h"

static const char *const param_name[] = {
	[HFT_FILTER] = "filter",
	[HFT_NOTRACE] = "notrace",
};

/* Characters of symbols and globs; ':' and '!' have a meaning to ftrace. */
static bool is_glob(const char *glob)
{
	for (; *glob; glob++)
		if (!isalnum(*glob) && !strchr("_.*?[]-^", *glob))
			return false;
	return true;
}

/*
 * ftrace tells whether a glob matched only where ops are given; and it takes
 * the text that it parses apart.
 */
static int check_glob(enum hft_filter which, const char *glob)
{
	struct ftrace_ops *scratch;
	char *parsed;
	int err = -ENOMEM;

	if (!is_glob(glob)) {
		pr_err("%s: \"%s\" is not a glob of a function name: use letters, digits, _ . * ? [ ]\n",
		       param_name[which], glob);
		return -EINVAL;
	}
	scratch = kzalloc(sizeof(*scratch), GFP_KERNEL);
	parsed = kstrdup(glob, GFP_KERNEL);
	if (scratch && parsed) {
		err = ftrace_set_filter(scratch, parsed, strlen(glob), 1);
		ftrace_free_filter(scratch);
	}
	kfree(parsed);
	kfree(scratch);
	if (err == -EINVAL)
		pr_err("%s: \"%s\" matches no traceable function: see available_filter_functions in tracefs\n",
		       param_name[which], glob);
	return err;
}

/* @glob NULL with @reset empties the set. */
static int apply_glob(enum hft_filter which, char *glob, int reset)
{
	struct ftrace_ops *ops = hft_fgraph_ftrace_ops();
	int len = glob ? strlen(glob) : 0;

	if (ops && which == HFT_FILTER)
		return ftrace_set_filter(ops, glob, len, reset);
	if (ops)
		return ftrace_set_notrace(ops, glob, len, reset);
	if (which == HFT_FILTER)
		ftrace_set_global_filter(glob, len, reset);
	else
		ftrace_set_global_notrace(glob, len, reset);
	return 0;
}

/* Call @each for every glob of @globs; the first gets @reset 1. */
static int call_for_globs(enum hft_filter which, const char *globs,
			  int (*each)(enum hft_filter which, char *glob,
				      int reset))
{
	char *copy, *rest, *glob;
	int reset = 1;
	int err = 0;

	copy = kstrdup(globs, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	rest = copy;
	while (!err && (glob = strsep(&rest, ","))) {
		glob = strim(glob);
		if (!*glob)
			continue;
		err = each(which, glob, reset);
		reset = 0;
	}
	kfree(copy);
	if (!err && reset)
		err = each(which, NULL, 1);
	return err;
}

static int check_one(enum hft_filter which, char *glob, int reset)
{
	return glob ? check_glob(which, glob) : 0;
}

int hft_filter_set(enum hft_filter which, const char *globs)
{
	int err = call_for_globs(which, globs, check_one);

	return err ?: call_for_globs(which, globs, apply_glob);
}

void hft_filter_clear(void)
{
	apply_glob(HFT_FILTER, NULL, 1);
	apply_glob(HFT_NOTRACE, NULL, 1);
	if (hft_fgraph_ftrace_ops())
		ftrace_free_filter(hft_fgraph_ftrace_ops());
}
