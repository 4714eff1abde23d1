#!/bin/bash
# Whether the node in this container is ready; exit code 0 or 1.
#
# Usage: healthcheck.sh [path], by default /ready. Requires nothing but bash: the image has no curl.
set -euo pipefail

exec 3<>"/dev/tcp/127.0.0.1/${CHAT_MANAGEMENT_PORT:-9090}"
printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "${1:-/ready}" >&3
read -r _ status _ <&3
[ "$status" = 200 ]
