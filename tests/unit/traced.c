/* SPDX-License-Identifier: MIT */
/*
 * A program of the guest, for test-lines: it is built with debug information,
 * and never run.
 */
int plain(int n)
{
	return n + 1;
}

#line 100 "/build/src/of_cxx.cc"
int mangled(int n) __asm__("_ZN3foo3barEi");
int mangled(int n)
{
	return 2 * plain(n);
}

static __attribute__((noinline)) int hidden(int n)
{
	return mangled(n) * mangled(n);
}

int main(int argc, char **argv)
{
	(void)argv;
	return hidden(argc);
}
