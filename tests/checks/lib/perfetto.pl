#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# perfetto.pl < TEXT: reads what `protoc --decode_raw` makes of a Perfetto
# trace, by the numbers that Perfetto publishes (protos/perfetto/trace/), as
# trace processor does, and prints how often each function was called, "N NAME".
# Fails on what Perfetto would not take.
use strict;
use warnings;

# TracePacket: 6 clock_snapshot, 8 timestamp, 10 trusted_packet_sequence_id,
# 11 track_event, 12 interned_data, 13 sequence_flags, 58 timestamp_clock_id,
# 59 trace_packet_defaults, 60 track_descriptor.
my (%clock, %categories, %names, %tracks, %open, %last, %calls);
my ($default_clock, $incremental, $cleared);

sub end_of_clock {		# ClockSnapshot.Clock
	my ($c) = @_;
	$clock{$c->{1}} = $c->{2};
	$incremental = $c->{1} if $c->{3};
}

sub timestamp {
	my ($p) = @_;
	my $id = $p->{58} // $default_clock // die "no clock\n";
	defined $clock{$id} or die "clock $id is in no snapshot\n";
	return $p->{8} unless defined $incremental && $id == $incremental;
	return $clock{$id} += $p->{8};
}

sub end_of_event {		# TrackEvent
	my ($p, $event) = @_;
	my $ts = timestamp($p);
	my $track = $tracks{$event->{11}} or die "no track $event->{11}\n";
	my $stack = $open{$event->{11}} //= [];
	die "sequence, flags\n" unless $p->{10} && $p->{13} == 2 && $cleared;
	my $name = $event->{23};
	if (defined $event->{10}) {
		$name = $names{$event->{10}} // die "no name $event->{10}\n";
	}
	return if $event->{9} == 3;
	die "$ts on $track->{2}: time goes back\n"
		if $ts < ($last{$event->{11}} // 0);
	$last{$event->{11}} = $ts;
	if ($event->{9} == 1) {
		die "a slice without a name\n" unless defined $name;
		$categories{$event->{3}} or die "no category $event->{3}\n";
		push @$stack, $name;
		$calls{$name}++ if defined $event->{10};
	} elsif ($event->{9} == 2) {
		die "$ts on $track->{2}: nothing ends\n" unless @$stack;
		pop @$stack;
	} else {
		die "type $event->{9}\n";
	}
}

sub end_of_track {		# TrackDescriptor
	my ($t) = @_;
	die "the parent is no track\n" if $t->{5} && !$tracks{$t->{5}};
	my $thread = $t->{4};
	if ($thread) {		# ThreadDescriptor: 1 pid, 2 tid
		my $process = $tracks{$t->{5}}{3};
		die "thread of no process\n"
			unless $process && $process->{1} == $thread->{1};
		die "thread 0\n" unless $thread->{2};
	}
	$tracks{$t->{1}} = $t;
}

sub end_of_packet {
	my ($p) = @_;
	if ($p->{6}) {
		end_of_clock($_) for @{$p->{6}{all}{1}};
	}
	$cleared = 1 if ($p->{13} // 0) == 1;
	$default_clock = $p->{59}{58} if $p->{59};
	if (my $interned = $p->{12}) {
		# EventCategory, EventName: 1 iid, 2 name
		$categories{$_->{1}} = $_->{2} for @{$interned->{all}{1} // []};
		$names{$_->{1}} = $_->{2} for @{$interned->{all}{2} // []};
	}
	end_of_track($p->{60}) if $p->{60};
	end_of_event($p, $p->{11}) if $p->{11};
}

# Messages as they nest: the last of each field, and all of them.
my @stack = ({});
while (<STDIN>) {
	if (/^\s*(\d+) \{$/) {
		push @stack, { number => $1 };
	} elsif (/^\s*\}$/) {
		my $message = pop @stack;
		my $number = $message->{number};
		if (@stack == 1) {
			die "no packet: field $number\n" unless $number == 1;
			end_of_packet($message);
			next;
		}
		$stack[-1]{$number} = $message;
		push @{$stack[-1]{all}{$number}}, $message;
	} elsif (/^\s*(\d+): "(.*)"$/) {
		$stack[-1]{$1} = $2;
	} elsif (/^\s*(\d+): (\d+)$/) {
		$stack[-1]{$1} = $2;
	} elsif (/^\s*(\d+): (0x[0-9a-f]+)$/) {
		# Text that could be a message, and was taken for one.
		$stack[-1]{$1} = $2;
	} else {
		die "what is this? $_";
	}
}
for (keys %open) {
	die "$tracks{$_}{2}: @{$open{$_}} did not end\n" if @{$open{$_}};
}
printf "%7d %s\n", $calls{$_}, $_ for sort keys %calls;
