# SPDX-License-Identifier: MIT
# Built things are kept under a key of what they are made of, and appear
# under their name in one rename: an interrupted build is never taken for a
# finished one.

# key_of STRING...: a short hash.
key_of() {
	printf '%s\0' "$@" | sha256sum | cut -c1-16
}

# key_of_files FILE...: a short hash of names and contents.
key_of_files() {
	(cd "$src" && sha256sum "$@") | sha256sum | cut -c1-16
}

# cached NAME KEY TEXT COMMAND...: make the directory with COMMAND DIRECTORY
# unless it is there; its path is left in $made.
cached() {
	local name=$1 key=$2 text=$3 tmp
	shift 3
	made=$cache/lab-$name-$key
	mkdir -p "$cache"
	exec {lock_fd}>"$cache/.lock-$name"
	flock "$lock_fd"
	if [ ! -d "$made" ]; then
		tmp=$cache/lab-$name-$key.building
		rm -rf "$tmp"
		mkdir "$tmp"
		phase "$text" "$@" "$tmp"
		[ $phase_rc = 0 ] || die "cannot build $name"
		# Those of another key are of no use any more.
		find "$cache" -maxdepth 1 -name "lab-$name-*" \
			! -path "$tmp" -exec rm -rf {} +
		mv -T "$tmp" "$made"
	fi
	exec {lock_fd}>&-
}
