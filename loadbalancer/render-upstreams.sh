#!/bin/sh
# Writes conf.d/upstreams.conf for a list of nodes to stdout.
#
# Usage: CHAT_NODES=n1=10.0.0.1:8081,n2=10.0.0.2:8081 render-upstreams.sh >conf.d/upstreams.conf
#
# Requires nothing but a POSIX shell. A node's id is 1 to 32 of A-Z a-z 0-9 _ - and is the first part of the ids of its
# sessions; its address is host:port, where the port is the main one and never that of the management.
set -eu

fail() {
  echo "render-upstreams.sh: $1" >&2
  exit 1
}

# Sets `id` and `address` from one id=host:port, and refuses what would end up as configuration of another kind.
parse() {
  id=${1%%=*}
  address=${1#*=}
  case $1 in *=*) ;; *) fail "'$1' is not of the form id=host:port" ;; esac
  case $id in '' | *[!A-Za-z0-9_-]*) fail "'$id' is not the id of a node" ;; esac
  [ "${#id}" -le 32 ] || fail "'$id' is longer than 32 characters"
  case $address in
  *[!A-Za-z0-9._:\[\]-]*) fail "'$address' is not an address" ;;
  ?*:[0-9]*) ;;
  *) fail "'$address' is not of the form host:port" ;;
  esac
}

# Prints one server line; $2 is empty or another parameter.
server() {
  # One refused connection takes a node out for two seconds (defaults: ten), so that a dead node costs a request now and
  # then a millisecond, and one that is back is found at once.
  echo "    server $1 max_fails=1 fail_timeout=2s${2:+ $2};"
}

keepalive() {
  # Open connections to the nodes that each worker keeps for the next request; before nginx 1.29.7 the default was none. They
  # are dropped well before a node drops them, since a POST on a connection that just closed is not repeated.
  echo "    keepalive $1;"
  echo "    keepalive_timeout 20s;"
}

any_node() {
  cat <<'CONF'
# New sessions and plain HTTP: the node with the fewest connections. The zone is shared, else each worker would count alone.
upstream chat_any {
    zone chat_any 256k;
    least_conn;
CONF
  for node in $nodes; do
    parse "$node"
    server "$address" ''
  done
  keepalive 64
  echo "}"
}

# With a single node there is no other for the time when it is away.
one_node() {
  echo
  echo "upstream chat_node_$1 {"
  echo "    zone chat_node_$1 64k;"
  for node in $nodes; do
    parse "$node"
    if [ "$id" = "$1" ]; then server "$address" ''; else server "$address" backup; fi
  done
  keepalive 8
  echo "}"
}

affinity() {
  cat <<'CONF'

# A session's id begins with its node's. A session whose node is away goes to another and gets an id of that one, so nobody
# is thrown back when the node returns. No captures in these patterns: they were what CVEs of 2026 needed.
map $arg_sid $chat_node {
    default chat_any;
CONF
  for node in $nodes; do
    parse "$node"
    echo "    \"~^$id\\.\" chat_node_$id;"
  done
  echo "}"
}

nodes=$(printf '%s' "${CHAT_NODES:-}" | tr ',' ' ')
[ -n "$nodes" ] || fail "CHAT_NODES is empty; expected n1=host:port,n2=host:port"
# No file names: an address may have brackets.
set -f
seen=' '
for node in $nodes; do
  parse "$node"
  case $seen in *" $id "*) fail "'$id' stands twice in CHAT_NODES" ;; esac
  seen="$seen$id "
done

echo "# Written by render-upstreams.sh from CHAT_NODES; changes here are lost."
any_node
for node in $nodes; do
  parse "$node"
  one_node "$id"
done
affinity
