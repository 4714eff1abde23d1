#!/bin/sh
# Builds the images, starts deploy/compose.yaml, lets clients talk across its nodes, restarts every node under load, and
# fails if anything is lost. Removes all of it afterwards.
#
# Usage: deploy/container-test.sh             all of it; `make container-test`
#        deploy/container-test.sh restart n1  replaces one container and waits until its node is ready
#
# Where no container engine with compose can be reached it says why not in one sentence, and the exit code is 0: there is
# nothing to test. Everything else that goes wrong is a failure. Environment:
#   CHAT_HTTP_PORT   the port of this machine to use   default: 18080
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
export CHAT_HTTP_PORT="${CHAT_HTTP_PORT:-18080}"
why_not="neither docker nor podman is installed"

# Sets `engine` to the first program that reaches an engine and has compose, or `why_not` to a sentence.
find_engine() {
  for engine in docker podman; do
    command -v "$engine" >/dev/null || continue
    if ! "$engine" info >/dev/null 2>&1; then
      why_not="$engine is installed, but reaches no container engine ($engine info fails)"
    elif ! "$engine" compose version >/dev/null 2>&1; then
      why_not="$engine has no compose ($engine compose version fails)"
    else
      return 0
    fi
  done
  return 1
}

compose() {
  "$engine" compose --project-name chat-container-test --file "$root/deploy/compose.yaml" "$@"
}

replace() {
  compose up --detach --wait --no-deps --force-recreate "$1"
}

# Whatever the end is, nothing stays; after a failure the last lines of all containers are shown first.
clean_up() {
  code=$?
  [ "$code" = 0 ] || compose logs --tail 60 || true
  compose down --volumes --remove-orphans || true
  exit "$code"
}

find_engine || {
  echo "container-test: not run, $why_not"
  exit 0
}

case ${1:-} in
restart)
  replace "$2"
  exit
  ;;
esac

trap clean_up EXIT
trap 'exit 130' INT TERM
compose up --build --detach --wait
"$root/deploy/local/maven.sh" --quiet --batch-mode --no-transfer-progress verify \
  --projects loadtest,chat-node,deploy/local -Dtest=ContainersTest -Dsurefire.failIfNoSpecifiedTests=false \
  "-Dcontainers.url=http://localhost:$CHAT_HTTP_PORT" -Dcontainers.nodes=n1,n2,n3 \
  "-Dcontainers.script=$root/deploy/container-test.sh"
echo "container-test: three nodes in containers, all restarted under load, nothing lost"
