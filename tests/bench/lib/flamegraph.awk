# SPDX-License-Identifier: MIT
# From collapsed stacks, sorted, to a flame graph: an SVG with one box a
# function, as wide as the samples that it was seen in, on top of its caller.
# -v title=TEXT
function escape(text) {
	gsub(/&/, "\\&amp;", text)
	gsub(/</, "\\&lt;", text)
	gsub(/>/, "\\&gt;", text)
	return text
}

# A warm colour, the same for the same name.
function colour(name,    i, sum) {
	for (i = 1; i <= length(name); i++)
		sum = (sum * 31 + index(letters, substr(name, i, 1))) % 9973
	return sprintf("rgb(%d,%d,%d)", 205 + sum % 50, 90 + sum % 130,
		sum % 60)
}

# A function from one sample to another, that many levels up.
function box(level, name, from, to) {
	n++
	levels[n] = level
	names[n] = name
	begins[n] = from
	ends[n] = to
	if (level > highest)
		highest = level
}

# Functions of the last stack that are not in this one have ended.
function end_above(level,    i) {
	for (i = depth; i > level; i--)
		box(i, open[i], since[i], samples)
	depth = level
}

BEGIN {
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
	width = 1200
	height = 17
}

{
	count = $NF
	sub(/ [0-9]+$/, "")
	frames = split($0, stack, ";")
	for (same = 0; same < depth && same < frames; same++)
		if (open[same + 1] != stack[same + 1])
			break
	end_above(same)
	for (i = same + 1; i <= frames; i++) {
		open[i] = stack[i]
		since[i] = samples
	}
	depth = frames
	samples += count
}

END {
	end_above(0)
	top = (highest + 2) * height
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"monospace\" font-size=\"11\">\n", width, top + height
	printf "<text x=\"4\" y=\"13\">%s: %d samples</text>\n", escape(title), samples
	for (i = 1; i <= n; i++) {
		x = begins[i] * width / samples
		w = (ends[i] - begins[i]) * width / samples
		if (w < 0.3)
			continue
		y = top - levels[i] * height
		name = escape(names[i])
		printf "<g><title>%s (%.1f %%)</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" stroke=\"white\" stroke-width=\"0.3\"/>", name, 100 * (ends[i] - begins[i]) / samples, x, y, w, height - 1, colour(names[i])
		letters_fit = int(w / 6.7) - 1
		if (letters_fit >= 3)
			printf "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 2, y + 12, escape(substr(names[i], 1, letters_fit))
		print "</g>"
	}
	print "</svg>"
}
