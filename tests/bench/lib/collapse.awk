# SPDX-License-Identifier: MIT
# From `perf script -F ip,sym,dso` to collapsed stacks: "outermost;...;innermost N"
NF == 0 {
	if (stack != "")
		n[stack]++
	stack = ""
	next
}
{
	name = $0
	sub(/^[ \t]*[0-9a-f]+ /, "", name)
	if (name ~ /^\[unknown\]/) {
		sub(/.*[(\/]/, "[", name)
		sub(/\)$/, "]", name)
	}
	sub(/ \([^()]*\)$/, "", name)
	gsub(/;/, ":", name)
	stack = stack == "" ? name : name ";" stack
}
END {
	if (stack != "")
		n[stack]++
	for (stack in n)
		print stack, n[stack]
}
