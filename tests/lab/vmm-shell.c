/* SPDX-License-Identifier: MIT */
/*
 * A VMM that does as it is told: a command a line on its stdin, each answered
 * by one line on its stdout, "ok" with the results.
 *
 *   slot N GPA BYTES [ro]  a slot of memory, each word of it different
 *   delete N               and its memory stays with the VMM
 *   empty N GPA BYTES      a slot of memory that nobody has touched
 *   drop GPA BYTES         the slots' memory is not resident any more
 *   protect GPA BYTES      nor may the VMM access it
 *   poke GPA WORD...       write words of 64 bits
 *   peek GPA               read one
 *   dump GPA BYTES FILE    write words into a file, in hexadecimal, one a line
 *   kernel, user           at which privilege level calls are made
 *   watch GPA              a word that the guest reads after each hypercall
 *   alarm USEC             a signal every so often; 0: no more
 *   call NR A0 A1 A2 A3    one hypercall: the word watched, behind it
 *   loop COUNT NR NR_STEP A0 A1 A2 A2_STEP A3
 *                          COUNT of them: how often the word was not A2; ns of
 *                          each
 *   quit
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>

#include "vmm-machine.h"

#define SLOTS_MAX 16
#define WORDS_MAX 16
/* What is in the VMM's own memory right behind each slot. */
#define SECRET 0x5ec2e75ec2e75ec2
#define SECRET_BYTES 4096

struct slot {
	uint64_t gpa;
	uint64_t bytes; /* 0: no such slot */
	unsigned char *memory;
};

static struct vmm vmm;
static struct slot slots[SLOTS_MAX];
static struct vmm_loop next;

struct command {
	const char *name;
	int n_min, n_max; /* arguments */
	void (*run)(int n, char **args);
};

/* Where the guest's memory is in ours; it ends the program if it is not. */
static unsigned char *memory_at(uint64_t gpa, uint64_t bytes)
{
	const struct slot *slot = slots;

	for (; slot < slots + SLOTS_MAX; slot++)
		if (gpa >= slot->gpa && gpa - slot->gpa < slot->bytes &&
		    bytes <= slot->bytes - (gpa - slot->gpa))
			return slot->memory + (gpa - slot->gpa);
	errx(2, "not in one slot: 0x%" PRIx64 ", %" PRIu64 " bytes", gpa,
	     bytes);
}

static void fill(uint64_t *words, uint64_t n, uint64_t seed)
{
	uint64_t i;

	for (i = 0; i < n; i++)
		words[i] = (seed + i + 1) * 0x9e3779b97f4a7c15;
}

static void add_slot(char **args, bool touch, uint32_t flags)
{
	uint64_t n = vmm_number(args[0]);
	struct slot slot = {
		.gpa = vmm_number(args[1]),
		.bytes = vmm_number(args[2]),
	};
	uint64_t i;

	if (n == 0 || n >= SLOTS_MAX)
		errx(2, "no slot %s", args[0]);
	slot.memory = vmm_map(slot.bytes + SECRET_BYTES);
	for (i = 0; i < SECRET_BYTES; i += sizeof(uint64_t))
		*(uint64_t *)(slot.memory + slot.bytes + i) = SECRET;
	if (touch)
		fill((uint64_t *)slot.memory, slot.bytes / sizeof(uint64_t),
		     slot.gpa);
	vmm_set_slot(&vmm, n, slot.gpa, slot.memory, slot.bytes, flags);
	slots[n] = slot;
}

static void do_slot(int n, char **args)
{
	if (n == 4 && strcmp(args[3], "ro") != 0)
		errx(2, "slot: neither \"ro\" nor nothing: %s", args[3]);
	add_slot(args, true, n == 4 ? KVM_MEM_READONLY : 0);
	puts("ok");
}

static void do_empty(int n, char **args)
{
	(void)n;
	add_slot(args, false, 0);
	puts("ok");
}

static void do_delete(int n, char **args)
{
	uint64_t slot = vmm_number(args[0]);

	(void)n;
	if (slot == 0 || slot >= SLOTS_MAX)
		errx(2, "no slot %s", args[0]);
	vmm_set_slot(&vmm, slot, slots[slot].gpa, slots[slot].memory, 0, 0);
	slots[slot].bytes = 0;
	puts("ok");
}

static void do_drop(int n, char **args)
{
	uint64_t bytes = vmm_number(args[1]);

	(void)n;
	if (madvise(memory_at(vmm_number(args[0]), bytes), bytes,
		    MADV_DONTNEED))
		err(1, "madvise");
	puts("ok");
}

static void do_protect(int n, char **args)
{
	uint64_t bytes = vmm_number(args[1]);

	(void)n;
	if (mprotect(memory_at(vmm_number(args[0]), bytes), bytes, PROT_NONE))
		err(1, "mprotect");
	puts("ok");
}

static void do_poke(int n, char **args)
{
	uint64_t *to = (uint64_t *)memory_at(vmm_number(args[0]),
					     (n - 1) * sizeof(*to));
	int i;

	for (i = 1; i < n; i++)
		to[i - 1] = vmm_number(args[i]);
	puts("ok");
}

static void do_peek(int n, char **args)
{
	(void)n;
	printf("ok 0x%" PRIx64 "\n",
	       *(uint64_t *)memory_at(vmm_number(args[0]), sizeof(uint64_t)));
}

static void do_dump(int n, char **args)
{
	uint64_t gpa = vmm_number(args[0]);
	uint64_t bytes = vmm_number(args[1]);
	FILE *file = fopen(args[2], "w");
	uint64_t i;

	(void)n;
	if (!file)
		err(1, "%s", args[2]);
	for (i = 0; i < bytes; i += sizeof(uint64_t))
		fprintf(file, "0x%" PRIX64 "\n",
			*(uint64_t *)memory_at(gpa + i, sizeof(uint64_t)));
	if (fclose(file))
		err(1, "%s", args[2]);
	puts("ok");
}

static void do_kernel(int n, char **args)
{
	(void)n;
	(void)args;
	next.user = false;
	puts("ok");
}

static void do_user(int n, char **args)
{
	(void)n;
	(void)args;
	next.user = true;
	puts("ok");
}

static void do_watch(int n, char **args)
{
	(void)n;
	next.watch = vmm_number(args[0]);
	puts("ok");
}

static void on_alarm(int signal)
{
	(void)signal;
}

static void do_alarm(int n, char **args)
{
	const struct timeval every = { .tv_usec = vmm_number(args[0]) };

	(void)n;
	signal(SIGALRM, on_alarm);
	if (setitimer(ITIMER_REAL,
		      &(struct itimerval){ .it_value = every,
					   .it_interval = every },
		      NULL))
		err(1, "setitimer");
	puts("ok");
}

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

static void do_call(int n, char **args)
{
	int i;

	(void)n;
	next.count = 1;
	next.nr = vmm_number(args[0]);
	next.nr_step = next.a2_step = 0;
	for (i = 0; i < 4; i++)
		next.args[i] = vmm_number(args[1 + i]);
	vmm_run(&vmm, &next);
	printf("ok 0x%" PRIx64 "\n", next.watched);
}

static void do_loop(int n, char **args)
{
	double begin;

	(void)n;
	next.count = vmm_number(args[0]);
	next.nr = vmm_number(args[1]);
	next.nr_step = vmm_number(args[2]);
	next.args[0] = vmm_number(args[3]);
	next.args[1] = vmm_number(args[4]);
	next.args[2] = vmm_number(args[5]);
	next.a2_step = vmm_number(args[6]);
	next.args[3] = vmm_number(args[7]);
	begin = now_ns();
	vmm_run(&vmm, &next);
	printf("ok %" PRIu64 " %.0f\n", next.missed,
	       (now_ns() - begin) / next.count);
}

static void do_quit(int n, char **args)
{
	(void)n;
	(void)args;
	puts("ok");
	exit(0);
}

static const struct command commands[] = {
	{ "slot", 3, 4, do_slot },	 { "empty", 3, 3, do_empty },
	{ "delete", 1, 1, do_delete },	 { "drop", 2, 2, do_drop },
	{ "protect", 2, 2, do_protect }, { "poke", 2, WORDS_MAX, do_poke },
	{ "peek", 1, 1, do_peek },	 { "dump", 3, 3, do_dump },
	{ "kernel", 0, 0, do_kernel },	 { "user", 0, 0, do_user },
	{ "watch", 1, 1, do_watch },	 { "alarm", 1, 1, do_alarm },
	{ "call", 5, 5, do_call },	 { "loop", 8, 8, do_loop },
	{ "quit", 0, 0, do_quit },
};

static void run_line(char *line)
{
	const struct command *command = commands;
	char *words[WORDS_MAX + 1];
	char *word = strtok(line, " \n");
	int n = 0;

	for (; word && n < WORDS_MAX + 1; word = strtok(NULL, " \n"))
		words[n++] = word;
	if (!n || word)
		errx(2, "no command, or too many words");
	for (; command < commands + sizeof(commands) / sizeof(*commands);
	     command++) {
		if (strcmp(command->name, words[0]) != 0)
			continue;
		if (n - 1 < command->n_min || n - 1 > command->n_max)
			errx(2, "%s: %d arguments", words[0], n - 1);
		command->run(n - 1, words + 1);
		return;
	}
	errx(2, "no command \"%s\"", words[0]);
}

int main(void)
{
	char *line = NULL;
	size_t size = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	vmm_init(&vmm);
	while (getline(&line, &size, stdin) > 0)
		run_line(line);
	free(line);
	return 0;
}
