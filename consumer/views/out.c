/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>

#include "out.h"

static void fail(struct hft_out *out)
{
	if (!out->error)
		out->error = errno ? errno : EIO;
}

void hft_out_write(struct hft_out *out, const void *data, size_t n)
{
	if (out->error)
		return;
	errno = 0;
	if (fwrite_unlocked(data, 1, n, out->file) != n)
		fail(out);
}

void hft_out_line(struct hft_out *out, struct hft_line *line)
{
	if (line->length == HFT_LINE_MAX)
		line->length--;
	hft_line_mem(line, "\n", 1);
	hft_out_write(out, line->text, line->length);
	line->length = 0;
}

void hft_out_format(struct hft_out *out, const char *format, ...)
{
	va_list args;

	if (out->error)
		return;
	errno = 0;
	va_start(args, format);
	if (vfprintf(out->file, format, args) < 0)
		fail(out);
	va_end(args);
}

void hft_out_footer(struct hft_out *out, const struct hft_quality *quality,
		    const char *why)
{
	if (why)
		hft_out_format(out, "# %s\n", why);
	if (!out->error)
		hft_quality_print(quality, out->file);
	hft_out_flush(out);
}

void hft_out_flush(struct hft_out *out)
{
	if (out->error)
		return;
	errno = 0;
	if (fflush(out->file) || ferror(out->file))
		fail(out);
}
