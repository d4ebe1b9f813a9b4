/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "replay-options.h"

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

static const char *const formats[] = { "text", "json", NULL };
static const char *const colors[] = {
	[COLOR_AUTO] = "auto",
	[COLOR_ALWAYS] = "always",
	[COLOR_NEVER] = "never",
	[COLOR_NEVER + 1] = NULL,
};

const struct hft_option hft_replay_options[] = {
	{ "format", HFT_OPTION_CHOICE,
	  offsetof(struct hft_replay_options, format), formats },
	{ "color", HFT_OPTION_CHOICE,
	  offsetof(struct hft_replay_options, color), colors },
	{ "columns", HFT_OPTION_STRINGS,
	  offsetof(struct hft_replay_options, columns), NULL },
};

/* A terminal whose user has not asked for none: see no-color.org. */
static bool wants_colors(enum color color, FILE *file)
{
	const char *none = getenv("NO_COLOR");
	int fd = fileno(file);

	if (color != COLOR_AUTO)
		return color == COLOR_ALWAYS;
	return !(none && *none) && fd >= 0 && isatty(fd);
}

static int add_column(struct hft_text *text, const char *name,
		      struct hft_error *error)
{
	static const char *const names[] = {
		[HFT_COLUMN_TIME] = "time", [HFT_COLUMN_VCPU] = "vcpu",
		[HFT_COLUMN_TASK] = "task", [HFT_COLUMN_DURATION] = "duration",
		[HFT_COLUMN_SELF] = "self",
	};

	for (int i = 0; i < HFT_COLUMNS; i++) {
		if (strcmp(name, names[i]))
			continue;
		if (text->n_columns == HFT_COLUMNS)
			return hft_error_set(error,
					     "parameter \"columns\": each "
					     "column can be shown once");
		text->columns[text->n_columns++] = i;
		return 0;
	}
	return hft_error_set(error,
			     "parameter \"columns\": there is no column "
			     "\"%s\": the columns are time, vcpu, task, "
			     "duration, self",
			     name);
}

int hft_replay_text(struct hft_text *text,
		    const struct hft_replay_options *options, FILE *file,
		    struct hft_error *error)
{
	static const char *const usual[] = { "time", "vcpu", "duration" };
	struct hft_strings columns = options->columns;

	*text = (struct hft_text){
		.colors = wants_colors(options->color, file),
	};
	if (!columns.n)
		columns = (struct hft_strings){ usual, 3 };
	for (size_t i = 0; i < columns.n; i++) {
		if (add_column(text, columns.items[i], error))
			return -1;
	}
	return 0;
}
