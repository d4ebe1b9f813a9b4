/* SPDX-License-Identifier: MIT */
/* What tracefs says of the layouts that to-trace-cmd.c writes. */
#ifndef HYPERFTRACE_TEST_TRACE_CMD_FORMATS_H
#define HYPERFTRACE_TEST_TRACE_CMD_FORMATS_H

#define TRACE_CMD_EXIT_ID 10
#define TRACE_CMD_ENTRY_ID 11

static const char trace_cmd_header_page[] =
	"\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
	"\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
	"\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
	"\tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;\n";

static const char trace_cmd_header_event[] = "# compressed entry header\n"
					     "\ttype_len    :    5 bits\n"
					     "\ttime_delta  :   27 bits\n"
					     "\tarray       :   32 bits\n\n"
					     "\tpadding     : type == 29\n"
					     "\ttime_extend : type == 30\n"
					     "\ttime_stamp  : type == 31\n"
					     "\tdata max type_len  == 28\n";

#define TRACE_CMD_COMMON                                                  \
	"format:\n"                                                       \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned" \
	":0;\n"                                                           \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned" \
	":0;\n"                                                           \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;" \
	"\tsigned:0;\n"                                                   \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"      \
	"\tfield:unsigned long func;\toffset:8;\tsize:8;\tsigned:0;\n"    \
	"\tfield:int depth;\toffset:16;\tsize:4;\tsigned:1;\n"

static const char trace_cmd_entry_format[] =
	"name: funcgraph_entry\nID: 11\n" TRACE_CMD_COMMON
	"\nprint fmt: \"--> %ps (%d)\", (void *)REC->func, REC->depth\n";

static const char trace_cmd_exit_format[] =
	"name: funcgraph_exit\nID: 10\n" TRACE_CMD_COMMON
	"\tfield:unsigned int overrun;\toffset:20;\tsize:4;\tsigned:0;\n"
	"\tfield:unsigned long long calltime;\toffset:24;\tsize:8;\tsigned"
	":0;\n"
	"\tfield:unsigned long long rettime;\toffset:32;\tsize:8;\tsigned:0;"
	"\n\nprint fmt: \"<-- %ps (%d) (start: %llx  end: %llx) over: %d\", "
	"(void *)REC->func, REC->depth, REC->calltime, REC->rettime, "
	"REC->depth\n";

#endif
