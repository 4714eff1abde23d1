#!/bin/sh
# Runs one program so that it never outlives the launcher, even one that was killed with -9.
# Usage: sh -c "$(cat guard.sh)" guard SIGNAL GRACE_SECONDS PROGRAM [ARGUMENT...]
#
# Stdin is a pipe whose other end only the launcher holds. A watcher waits for its end, which comes when the launcher is gone
# or when the program is (the launcher then closes the pipe). The program takes the place of this shell, so that the process
# id the launcher sees is the program's own. It leads a process group of its own: the watcher is in it, which keeps the
# group's number from being given to anybody else.
stop_signal=$1
grace_seconds=$2
shift 2
exec 3<&0 </dev/null
(
  trap '' INT TERM HUP QUIT
  cat <&3
  if kill -s "$stop_signal" "$$"; then
    while [ "$grace_seconds" -gt 0 ] && kill -s 0 "$$"; do
      sleep 1
      grace_seconds=$((grace_seconds - 1))
    done
    kill -s KILL "$$"
  fi
  # What the program has left behind, for example the workers of a killed nginx; and this watcher.
  kill -s KILL -- "-$$"
) >/dev/null 2>&1 &
exec "$@" 3<&-
