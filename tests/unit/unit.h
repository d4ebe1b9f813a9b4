/* SPDX-License-Identifier: MIT */
/* A program of one libcheck suite. */
#ifndef HYPERFTRACE_TEST_UNIT_H
#define HYPERFTRACE_TEST_UNIT_H

#include <check.h>
#include <stdlib.h>

/*
 * For what is asserted a million times: libcheck's own assertions write to a
 * pipe each time, also where they hold.
 */
#define ck_assert_quick(condition)                      \
	do {                                            \
		if (!(condition))                       \
			ck_abort_msg("%s", #condition); \
	} while (0)

/* Define main(): a suite of tests, which are a list of START_TEST names. */
#define UNIT_MAIN(name, ...)                                                \
	int main(void)                                                      \
	{                                                                   \
		const TTest *const tests[] = { __VA_ARGS__ };               \
		Suite *suite = suite_create(name);                          \
		TCase *tcase = tcase_create(name);                          \
		SRunner *runner = srunner_create(suite);                    \
		int failed;                                                 \
                                                                            \
		for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) \
			tcase_add_test(tcase, tests[i]);                    \
		/* Under valgrind tests take their time. */                 \
		tcase_set_timeout(tcase, 300);                              \
		suite_add_tcase(suite, tcase);                              \
		srunner_run_all(runner, CK_ENV);                            \
		failed = srunner_ntests_failed(runner);                     \
		srunner_free(runner);                                       \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                \
	}

#endif
