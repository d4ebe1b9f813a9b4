# SPDX-License-Identifier: MIT
# From collapsed stacks to what each function takes itself, in per cent.
{
	count = $NF
	sub(/ [0-9]+$/, "")
	sub(/.*;/, "")
	self[$0] += count
	all += count
}
END {
	for (name in self)
		printf "%5.1f %% %s\n", 100 * self[name] / all, name
}
