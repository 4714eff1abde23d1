#!/bin/bash
# Whether HAProxy in this container answers; exit code 0 or 1. Requires nothing but bash: the image has no curl.
set -euo pipefail

exec 3<>/dev/tcp/127.0.0.1/8404
printf 'GET /live HTTP/1.0\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
