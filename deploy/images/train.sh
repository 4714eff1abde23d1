#!/bin/sh
# Makes chat-node.aot while the image is built: starts the node as the image will, without Redis and PostgreSQL, and ends it.
#
# Usage: train.sh [directory of java, default /opt/java]
#
# The node gets as far as it can without its servers, which is far enough: Vert.x, Netty, the JDBC driver, the metrics and the
# management port are loaded then. Values below belong to nobody.
set -eu

java=${1:-/opt/java}/bin/java
export CHAT_DATABASE_URL=jdbc:postgresql://127.0.0.1:1/none CHAT_DATABASE_USER=none CHAT_DATABASE_PASSWORD=none
export CHAT_TOKEN_SECRET=only-for-the-build-only-for-the-build CHAT_REDIS_URL=redis://127.0.0.1:1

# The options of the image but for the cache that is made here.
grep -v AOTCache container.options >training.options
"$java" @jvm.options @training.options -XX:AOTCacheOutput=chat-node.aot -jar chat-node.jar >training.log 2>&1 &
node=$!

# Until it asks for PostgreSQL again and again: everything before that is loaded.
tries=0
until grep -q 'trying again' training.log; do
  tries=$((tries + 1))
  if [ "$tries" -gt 300 ] || ! kill -0 "$node" 2>/dev/null; then
    cat training.log >&2
    echo "train.sh: the node did not get as far as the database" >&2
    exit 1
  fi
  sleep 1
done
bash healthcheck.sh /live
kill "$node"
wait "$node" || true
rm -f training.options training.log
[ -s chat-node.aot ] || {
  echo "train.sh: the JVM wrote no cache" >&2
  exit 1
}
