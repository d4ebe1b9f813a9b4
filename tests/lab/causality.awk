# SPDX-License-Identifier: MIT
# Does each record of a vCPU lie between a VM entry and the exit that follows?
# Reads lines `NS KIND VM/VCPU` in the order of time, KIND being entry, exit or
# record. Says how many lie where the vCPU did not run, by how much at worst, and
# how long the longest of its exits took. Fails if there are more than one in
# ten, or one that is off by more than that: a hypercall takes time, and the
# clock is read before it.

$2 == "entry" {
	for (i = 0; i < outside[$3]; i++) {
		before = $1 - at[$3, i]
		after = at[$3, i] - left[$3]
		off = before < after ? before : after
		exceptions++
		sum += off
		if (off > worst)
			worst = off
	}
	if ($3 in left && $1 - left[$3] > longest)
		longest = $1 - left[$3]
	outside[$3] = 0
	inside[$3] = 1
}

$2 == "exit" {
	inside[$3] = 0
	left[$3] = $1
}

$2 == "record" && ($3 in inside) {
	records++
	if (!inside[$3])
		at[$3, outside[$3]++] = $1
}

END {
	for (vcpu in outside)
		open += outside[vcpu]
	exceptions += open
	printf "of %d records %d lie outside, %.0f ns off on average and %.0f at worst; the longest exit took %.0f ns\n",
		records, exceptions, exceptions ? sum / exceptions : 0, worst,
		longest
	exit !(records && exceptions < records / 10 && worst <= longest)
}
