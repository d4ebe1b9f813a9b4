#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# png-colors.pl FILE: how many colours a picture has, other than greys, that 100
# pixels or more have.
use strict;
use warnings;
use Compress::Zlib;

open my $file, '<:raw', $ARGV[0] or die "$ARGV[0]: $!\n";
local $/;
my $data = <$file>;
my ($width, $height, $depth, $type, $interlaced) =
	unpack 'x16 NNCC x2 C', $data;
die "not a plain picture of 8 bits\n"
	unless $depth == 8 && ($type == 2 || $type == 6) && !$interlaced;
my $size = $type == 6 ? 4 : 3;

my $packed = '';
for (my $at = 8; $at < length $data;) {
	my ($length, $name) = unpack 'NA4', substr $data, $at, 8;
	$packed .= substr $data, $at + 8, $length if $name eq 'IDAT';
	$at += $length + 12;
}
my @bytes = unpack 'C*', uncompress($packed) // die "cannot be unpacked\n";

# A line says how its bytes are to be added to those on the left, above, and
# above on the left.
sub paeth {
	my ($a, $b, $c) = @_;
	my $p = $a + $b - $c;
	my ($pa, $pb, $pc) = (abs $p - $a, abs $p - $b, abs $p - $c);
	return $pa <= $pb && $pa <= $pc ? $a : $pb <= $pc ? $b : $c;
}

my %colors;
my @above = (0) x ($width * $size);
for my $y (0 .. $height - 1) {
	my $filter = shift @bytes;
	my @line = splice @bytes, 0, $width * $size;
	for my $x (0 .. $#line) {
		my $left = $x < $size ? 0 : $line[$x - $size];
		my $corner = $x < $size ? 0 : $above[$x - $size];
		my $add = (0, $left, $above[$x],
			   ($left + $above[$x]) >> 1)[$filter]
			// paeth($left, $above[$x], $corner);
		$line[$x] = $line[$x] + $add & 255;
	}
	for (0 .. $width - 1) {
		my ($r, $g, $b) = @line[$_ * $size .. $_ * $size + 2];
		$colors{"$r,$g,$b"}++
			if abs($r - $g) > 16 || abs($g - $b) > 16;
	}
	@above = @line;
}
print scalar(grep { $_ >= 100 } values %colors), "\n";
