#!/bin/sh
# Prints the home of a JDK that builds and runs Chat Cluster: 25 or newer.
#
# Usage: JAVA_HOME=$(deploy/local/jdk.sh)
#
# Takes the first that is new enough of: JAVA_HOME, the `javac` on the PATH, and where systems and people put JDKs; among
# these a 25 before any other. Where there is none: one sentence on stderr, exit code 1.
set -eu

oldest=25
newest_seen=0
newest_home=

# The major version of the JDK at $1; nothing if there is no JDK.
major() {
  [ -x "$1/bin/javac" ] || return 0
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || true)
  # Some packages have no such file. Before 9 the version began with 1, which is old enough.
  [ -n "$version" ] || version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  echo "$version"
}

# Ends with the JDK at $1 if it is new enough, and exactly the version $2 if that is given.
try() {
  found=$(major "$1")
  [ -n "$found" ] || return 0
  if [ "$found" -gt "$newest_seen" ]; then
    newest_seen=$found
    newest_home=$1
  fi
  if [ "$found" -ge "$oldest" ] && [ "$found" -eq "${2:-$found}" ]; then
    echo "$1"
    exit 0
  fi
}

# The home of the `javac` on the PATH. Java is asked, since on a Mac /usr/bin/javac is a stub and elsewhere a chain of links.
on_the_path() {
  command -v javac >/dev/null || return 0
  javac -J-XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
}

everywhere() {
  for home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/*; do
    try "$home" "${1:-}"
  done
}

: "${HOME:=/root}"
[ -z "${JAVA_HOME:-}" ] || try "$JAVA_HOME"
try "$(on_the_path)"
everywhere "$oldest"
everywhere

advice="install one, for example from https://adoptium.net, or name its directory in JAVA_HOME"
if [ "$newest_seen" -eq 0 ]; then
  echo "Chat Cluster needs a JDK $oldest or newer and there is none here: $advice" >&2
else
  echo "Chat Cluster needs a JDK $oldest or newer and the newest here is $newest_seen ($newest_home): $advice" >&2
fi
exit 1
