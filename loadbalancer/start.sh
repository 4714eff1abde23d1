#!/bin/sh
# Starts nginx in a container whose root is read-only: puts the configuration together in a writable directory and becomes
# nginx.
#
# Usage: CHAT_NODES=n1=n1:8080,n2=n2:8080 start.sh       nodes by name
#        CHAT_NODES_NAME=chat-nodes:8080 start.sh        one name, behind which all nodes are
#
# Requires nginx 1.29.6 or later, since nodes are followed through DNS. Where things are:
#   CHAT_CONF_D      the includes that are the same everywhere     default: conf.d beside this script
#   CHAT_CONTAINER   those of containers, which win                default: container beside this script
#   CHAT_TLS         tls.crt and tls.key; without them plain http  default: /etc/chat/tls
#   CHAT_RUN         the writable directory                        default: /tmp/nginx
#   CHAT_RESOLVER    the DNS server                                default: the first of CHAT_RESOLV_CONF
#   CHAT_RESOLV_CONF                                               default: /etc/resolv.conf
#   CHAT_INET6       is there where the kernel has IPv6            default: /proc/net/if_inet6
#   CHAT_WORKERS     nginx processes; `auto` would be one for each core of the machine, of which a container has few, and
#                    each takes 14 MB for its empty sockets alone   default: 2
set -eu

fail() {
  echo "start.sh: $1" >&2
  exit 1
}

# The first word after the keyword $1 in resolv.conf, or nothing.
resolv() {
  sed -n "s/^$1[[:space:]]\\{1,\\}\\([^[:space:]]*\\).*/\\1/p" "$resolv_conf" | head -n 1
}

# nginx asks DNS for exactly the name it is given. In Kubernetes a short name is one of the pod's own namespace.
full_name() {
  host=${1%:*}
  domain=$(resolv search)
  case $host/$domain in
  *.*/*) echo "$1" ;;
  */*.svc.*) echo "$host.$domain:${1##*:}" ;;
  *) echo "$1" ;;
  esac
}

here=$(cd "$(dirname "$0")" && pwd)
includes=${CHAT_CONF_D:-$here/conf.d}
container=${CHAT_CONTAINER:-$here/container}
tls=${CHAT_TLS:-/etc/chat/tls}
run=${CHAT_RUN:-/tmp/nginx}
resolv_conf=${CHAT_RESOLV_CONF:-/etc/resolv.conf}
inet6=${CHAT_INET6:-/proc/net/if_inet6}

CHAT_RESOLVER=${CHAT_RESOLVER:-$(resolv nameserver)}
[ -n "$CHAT_RESOLVER" ] || fail "there is no DNS server in $resolv_conf; set CHAT_RESOLVER"
case $CHAT_RESOLVER in
\[*) ;;
*:*:*) CHAT_RESOLVER="[$CHAT_RESOLVER]" ;;
esac
export CHAT_RESOLVER
if [ -n "${CHAT_NODES_NAME:-}" ]; then
  CHAT_NODES_NAME=$(full_name "$CHAT_NODES_NAME")
  export CHAT_NODES_NAME
fi

# What an earlier start left there, in a container that was started again.
rm -rf "${run:?}"
mkdir -p "$run/conf.d" "$run/http.d" "$run/server.d"
sed "s/^worker_processes auto;/worker_processes ${CHAT_WORKERS:-2};/" "$here/nginx.conf" >"$run/nginx.conf"
cp "$includes"/*.conf "$run/conf.d/"
for file in listen paths capacity; do
  cp "$container/$file.conf" "$run/conf.d/"
done
cp "$container/status.conf" "$run/http.d/"
if [ -s "$tls/tls.crt" ]; then
  # Not copied: a key stays where it was put.
  ln -s "$tls" "$run/tls"
  cp "$container/tls.conf" "$container/listen-tls.conf" "$run/server.d/"
fi
# A kernel without IPv6 has not even the kind of socket, and nginx would not start.
if [ ! -e "$inet6" ]; then
  for file in conf.d/listen.conf server.d/listen-tls.conf http.d/status.conf; do
    if [ -e "$run/$file" ]; then
      sed '/listen \[::\]/d' "$run/$file" >"$run/without-ipv6"
      mv "$run/without-ipv6" "$run/$file"
    fi
  done
fi
sh "$here/render-upstreams.sh" >"$run/conf.d/upstreams.conf"

exec "${CHAT_NGINX:-nginx}" -p "$run/" -c "$run/nginx.conf" -e stderr -g "daemon off; pid $run/nginx.pid;"
