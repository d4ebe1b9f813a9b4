# SPDX-License-Identifier: MIT
# Does one script after the other, as the host asks for (host/lib.sh), until it
# asks for the end.
: >/job/out/serving
while :; do
	[ -e /job/next ] || {
		sleep 0.1
		continue
	}
	name=$(cat /job/next)
	rm /job/next
	[ "$name" != end ] || break
	sh "/job/$name.sh" >"/job/out/$name.log" 2>&1
	echo $? >"/job/out/$name.status.new"
	mv "/job/out/$name.status.new" "/job/out/$name.status"
done
