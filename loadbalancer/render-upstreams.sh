#!/bin/sh
# Writes conf.d/upstreams.conf for a list of nodes to stdout.
#
# Usage: CHAT_NODES=n1=10.0.0.1:8081,n2=10.0.0.2:8081 render-upstreams.sh >conf.d/upstreams.conf
#
#   CHAT_DRAINING=n2      gets no new sessions and keeps its own (several: separated by commas; drain.sh sets it)
#   CHAT_RESOLVER=IP      nginx asks this DNS server for the nodes' names again and again, so a node may change its address
#                         without a reload; needs nginx 1.29.6 or later, of which this is the shorter and better form
#   CHAT_NODES_NAME=host:port   in the place of CHAT_NODES, with CHAT_RESOLVER: one name behind which all nodes are. Their
#                         number may change at any time; sessions that come back go anywhere.
#
# Requires nothing but a POSIX shell. A node's id is 1 to 32 of A-Z a-z 0-9 _ - and is the first part of the ids of its
# sessions; its address is host:port, where the port is the main one and never that of the management. An address of IPv6
# goes into brackets: [fd00::1]:8081.
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
  \[*\]:[0-9]*) ;;
  *:*:*) fail "'$address' is not of the form host:port; an address of IPv6 goes into brackets" ;;
  ?*:[0-9]*) ;;
  *) fail "'$address' is not of the form host:port" ;;
  esac
}

# Prints one server line; $2 says how failures count, $3 is empty or more parameters.
server() {
  echo "    server $1 $2${3:+ $3};"
}

# For requests: one failure takes a node out for two seconds (default: ten), so that a dead node costs a request now and then
# a little, and one that is back is found at once.
requests='max_fails=1 fail_timeout=2s'

# For sockets: no failure takes a node out. A node that was out is back, for nginx, when a request to it has ended well, and a
# WebSocket ends hours later: until then a restarted node would get one socket in two seconds, and with all nodes restarted
# nobody else would get in. A node that refuses costs a handshake next to nothing, one whose machine is gone
# proxy_connect_timeout.
sockets='max_fails=0'

keepalive() {
  # Open connections to the nodes that each worker keeps for the next request; before nginx 1.29.7 the default was none. They
  # are dropped well before a node drops them, since a POST on a connection that just closed is not repeated.
  echo "    keepalive $1;"
  echo "    keepalive_timeout 20s;"
}

# Whether the node $1 gets no new sessions.
draining() {
  case ",${CHAT_DRAINING:-}," in *",$1,"*) return 0 ;; *) return 1 ;; esac
}

# Prints $2 for a node that is draining, else nothing.
if_draining() {
  if draining "$1"; then echo "$2"; fi
}

any_node() {
  cat <<'CONF'
# Plain HTTP: the node with the fewest requests. The zone is shared, else each worker would count alone.
upstream chat_any {
    zone chat_any 256k;
    least_conn;
CONF
  for node in $nodes; do
    parse "$node"
    server "$address" "$requests" "$(if_draining "$id" down)"
  done
  keepalive 64
  cat <<'CONF'
}

# New sessions: the node with the fewest sockets.
upstream chat_fewest {
    zone chat_fewest 256k;
    least_conn;
CONF
  for node in $nodes; do
    parse "$node"
    server "$address" "$sockets" "$(if_draining "$id" down)"
  done
  keepalive 16
  echo "}"
}

# With a single node there is no other for the time when it is away.
one_node() {
  echo
  echo "upstream chat_node_$1 {"
  echo "    zone chat_node_$1 64k;"
  for node in $nodes; do
    parse "$node"
    if [ "$id" = "$1" ]; then
      server "$address" "$sockets" ''
    else
      server "$address" "$sockets" "$(if_draining "$id" 'down ')backup"
    fi
  done
  keepalive 64
  echo "}"
}

affinity() {
  cat <<'CONF'

# A session's id begins with its node's. A session whose node is away goes to another and gets an id of that one, so nobody
# is thrown back when the node returns. No captures in these patterns: they were what CVEs of 2026 needed.
map $arg_sid $chat_node {
    default chat_fewest;
CONF
  for node in $nodes; do
    parse "$node"
    echo "    \"~^$id\\.\" chat_node_$id;"
  done
  echo "}"
}

resolver() {
  cat <<CONF
# Who knows the nodes' addresses. They are asked for every five seconds, whatever DNS says about how long they are good.
resolver $CHAT_RESOLVER valid=5s;
resolver_timeout 2s;

CONF
}

# The form for nginx 1.29.6 and later with CHAT_NODES: one upstream for sockets, whose balancer knows the nodes by their ids.
routed_nodes() {
  cat <<'CONF'
# Plain HTTP: the node with the fewest requests. The zone is shared, else each worker would count alone.
upstream chat_any {
    zone chat_any 256k;
    least_conn;
CONF
  for node in $nodes; do
    parse "$node"
    server "$address" "$requests" "resolve$(if_draining "$id" ' down')"
  done
  keepalive 64
  cat <<'CONF'
}

# The node with the fewest sockets, or the one that the session is of.
upstream chat_fewest {
    zone chat_fewest 256k;
    least_conn;
    sticky route $chat_route;
CONF
  for node in $nodes; do
    parse "$node"
    server "$address" "$sockets" "resolve route=$id$(if_draining "$id" ' drain')"
  done
  keepalive 64
  cat <<'CONF'
}

# A session's id begins with its node's. A session whose node is away goes to another and gets an id of that one, so nobody
# is thrown back when the node returns. No captures in these patterns: they were what CVEs of 2026 needed.
map $arg_sid $chat_route {
    default '';
CONF
  for node in $nodes; do
    parse "$node"
    echo "    \"~^$id\\.\" $id;"
  done
  echo "}"
  only_any
}

# The form for nginx 1.29.6 and later with CHAT_NODES_NAME.
named_nodes() {
  cat <<'CONF'
# Plain HTTP: the node with the fewest requests. The zone is shared, else each worker would count alone.
upstream chat_any {
    zone chat_any 256k;
    least_conn;
CONF
  server "$CHAT_NODES_NAME" "$requests" resolve
  keepalive 64
  cat <<'CONF'
}

# Sockets: the node with the fewest.
upstream chat_fewest {
    zone chat_fewest 256k;
    least_conn;
CONF
  server "$CHAT_NODES_NAME" "$sockets" resolve
  keepalive 64
  echo "}"
  only_any
}

# What nginx.conf sends WebSockets to.
only_any() {
  cat <<'CONF'

map $arg_sid $chat_node {
    default chat_fewest;
}
CONF
}

# For drain.sh, which writes the same file again.
header() {
  echo "# Written by render-upstreams.sh from CHAT_NODES; changes here are lost."
  echo "# CHAT_NODES=${CHAT_NODES:-}"
  if [ -n "${CHAT_NODES_NAME:-}" ]; then echo "# CHAT_NODES_NAME=$CHAT_NODES_NAME"; fi
  if [ -n "${CHAT_RESOLVER:-}" ]; then echo "# CHAT_RESOLVER=$CHAT_RESOLVER"; fi
  if [ -n "${CHAT_DRAINING:-}" ]; then echo "# CHAT_DRAINING=$CHAT_DRAINING"; fi
}

# Refuses a list that ends up as configuration of another kind or that leaves no node for new sessions.
check_nodes() {
  seen=' '
  open=0
  for node in $nodes; do
    parse "$node"
    case $seen in *" $id "*) fail "'$id' stands twice in CHAT_NODES" ;; esac
    seen="$seen$id "
    draining "$id" || open=1
  done
  [ "$open" = 1 ] || fail "all nodes are draining: '$CHAT_DRAINING'"
  for name in $(printf '%s' "${CHAT_DRAINING:-}" | tr ',' ' '); do
    case $seen in *" $name "*) ;; *) fail "'$name' is draining but not in CHAT_NODES" ;; esac
  done
}

case ${CHAT_RESOLVER:-} in *[!A-Za-z0-9._:\[\]-]*) fail "'$CHAT_RESOLVER' is not the address of a DNS server" ;; esac
# No file names: an address may have brackets.
set -f
if [ -n "${CHAT_NODES_NAME:-}" ]; then
  [ -n "${CHAT_RESOLVER:-}" ] || fail "CHAT_NODES_NAME needs CHAT_RESOLVER"
  parse "all=$CHAT_NODES_NAME"
  header
  resolver
  named_nodes
  exit
fi

nodes=$(printf '%s' "${CHAT_NODES:-}" | tr ',' ' ')
[ -n "$nodes" ] || fail "CHAT_NODES is empty; expected n1=host:port,n2=host:port"
check_nodes

header
if [ -n "${CHAT_RESOLVER:-}" ]; then
  resolver
  routed_nodes
  exit
fi
any_node
for node in $nodes; do
  parse "$node"
  one_node "$id"
done
affinity
