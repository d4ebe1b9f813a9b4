# SPDX-License-Identifier: MIT
# Debian packages of any suite, from the mirror that apt itself uses.

# mirror LABEL: the repository with that label in apt's configuration, if any.
mirror() {
	apt-get indextargets --format '$(REPO_URI) $(LABEL)' \
		'Created-By: Packages' 'Origin: Debian' |
		awk -v label="$1" '$2 == label { print $1; exit }'
}

# sources SUITE: sources.list lines of a suite with its updates and backports.
sources() {
	local suite=$1 main security
	main=$(mirror Debian)
	security=$(mirror Debian-Security)
	[ -n "$main" ] ||
		die "apt knows no Debian mirror: add one to /etc/apt/sources.list"
	echo "deb $main $suite main"
	[ "$suite" != sid ] || return 0
	echo "deb $main $suite-updates main"
	echo "deb $main $suite-backports main"
	[ -z "$security" ] || echo "deb $security $suite-security main"
}

# download SUITE DIRECTORY PACKAGE...: .deb files of another suite, unpacked
# by nobody; this machine's own package state is not touched.
download() {
	local suite=$1 dir=$2 apt
	shift 2
	apt=$(mktemp -d)
	mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$dir"
	sources "$suite" >"$apt/sources.list"
	: >"$apt/status"
	cat >"$apt/apt.conf" <<-CONF
		Dir::Etc::sourcelist "$apt/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Etc::trustedparts "/usr/share/keyrings";
		Dir::State::lists "$apt/lists";
		Dir::State::status "$apt/status";
		Dir::Cache "$apt/cache";
		Acquire::Languages "none";
		Acquire::Retries "3";
		APT::Sandbox::User "root";
	CONF
	APT_CONFIG=$apt/apt.conf apt-get -q update
	(cd "$dir" && APT_CONFIG=$apt/apt.conf apt-get -q download "$@")
	rm -rf "$apt"
}
