#!/bin/sh
# Takes a node out of the rotation without cutting anybody off: it gets no new sessions, and keeps those it has.
#
# Usage: drain.sh n2          before n2 is stopped or its machine is worked on
#        drain.sh --undo n2   when it is back
#        drain.sh             says which nodes are draining
#
# Requires render-upstreams.sh beside this script and the conf.d/upstreams.conf that it wrote. A node that is told to stop moves
# its clients by itself; this is for the time before, and it costs one reload. Environment:
#   CHAT_NGINX_DIRECTORY   where nginx.conf is        default: /etc/nginx
#   CHAT_RELOAD            what makes nginx read it   default: nginx -s reload
set -eu

fail() {
  echo "drain.sh: $1" >&2
  exit 1
}

# The value of the line `# $1=...` at the head of upstreams.conf, or nothing.
value() {
  sed -n "s/^# $1=//p" "$upstreams" | head -n 1
}

# The list $1 without the word $2.
without() {
  printf '%s' "$1" | tr ',' '\n' | grep -v -x -F -e "$2" | paste -s -d ',' - || true
}

here=$(cd "$(dirname "$0")" && pwd)
upstreams=${CHAT_NGINX_DIRECTORY:-/etc/nginx}/conf.d/upstreams.conf
[ -r "$upstreams" ] || fail "$upstreams cannot be read; set CHAT_NGINX_DIRECTORY"
draining=$(value CHAT_DRAINING)

case ${1:-} in
'')
  echo "draining: ${draining:-none}"
  exit
  ;;
--undo)
  [ -n "${2:-}" ] || fail "--undo needs the id of a node"
  draining=$(without "$draining" "$2")
  ;;
*)
  draining=$(without "$draining" "$1")
  draining="${draining:+$draining,}$1"
  ;;
esac

CHAT_NODES=$(value CHAT_NODES) CHAT_RESOLVER=$(value CHAT_RESOLVER) CHAT_DRAINING=$draining \
  sh "$here/render-upstreams.sh" >"$upstreams.new" || {
  rm -f "$upstreams.new"
  exit 1
}
mv "$upstreams.new" "$upstreams"
${CHAT_RELOAD:-nginx -s reload}
echo "draining: ${draining:-none}"
