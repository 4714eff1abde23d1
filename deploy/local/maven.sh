#!/bin/sh
# Runs Maven on a JDK 25 or newer, whatever `java` is on the PATH: the formatter reads Java 25 only there.
#
# Usage: deploy/local/maven.sh verify
#
# Takes the `mvn` on the PATH, else the wrapper, which fetches one.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
JAVA_HOME=$("$root/deploy/local/jdk.sh")
# Maven's own libraries use sun.misc.Unsafe and native code; JDK 25 wants both said, or it warns.
MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
export JAVA_HOME MAVEN_OPTS

# Replaced, not called: a signal to make reaches Maven.
if command -v mvn >/dev/null; then
  exec mvn --file "$root/pom.xml" "$@"
fi
exec "$root/mvnw" --file "$root/pom.xml" "$@"
