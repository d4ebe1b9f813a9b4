# SPDX-License-Identifier: MIT
# From the preprocessor's macros, __NR_read and others, to a table of names.
/^#define __NR_[a-z0-9_]+ [0-9]+$/ {
	names[$3] = substr($2, length("__NR_") + 1)
	if ($3 + 0 >= n)
		n = $3 + 1
}
END {
	print "/* Generated. */"
	print "#include \"syscall-names.h\""
	print "const size_t hft_n_syscall_names = " n + 0 ";"
	print "const char *const hft_syscall_names[] = {"
	for (i = 0; i < n; i++)
		print (i in names) ? "\t\"" names[i] "\"," : "\tNULL,"
	print "\tNULL,\n};"
}
