#!/bin/sh
# Installs programs that are missing with the system's package manager: apt-get, apk, dnf or brew.
#
# Usage: deploy/local/install.sh nginx chromium
#
# Asks for no password: it needs root, or a sudo that does not ask. Where it cannot install a program, the last line it
# writes is one sentence that says why, and the exit code is 1. What is there already costs nothing.
set -eu

# Servers are often where an ordinary user's PATH does not look.
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin:/opt/homebrew/bin:/usr/local/bin"

fail() {
  echo "$1" >&2
  exit 1
}

# Whether program $1 is there, under any of its names.
there() {
  case $1 in
  chromium)
    command -v chromium || command -v chromium-browser || command -v google-chrome ||
      [ -d "/Applications/Chromium.app" ] || [ -d "/Applications/Google Chrome.app" ]
    ;;
  *) command -v "$1" ;;
  esac >/dev/null
}

# Runs a command as root, or says why not.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    fail "$program is not installed and this account may not install it without a password: install $program"
  fi
}

# Waits a minute for another installer, not for ever.
apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=60 -o Acquire::Retries=2 "$@"
}

# The package that program $1 is in.
package_of() {
  case $1 in
  promtool) echo prometheus ;;
  amtool) if command -v apt-get >/dev/null; then echo prometheus-alertmanager; else echo alertmanager; fi ;;
  *) echo "$1" ;;
  esac
}

install_package() {
  if command -v apt-get; then
    # The lists of a fresh machine or image are empty or old.
    apt install --no-install-recommends "$1" || { apt update && apt install --no-install-recommends "$1"; }
  elif command -v apk; then
    as_root apk add --no-cache "$1"
  elif command -v dnf; then
    as_root dnf install -y "$1"
  elif command -v brew; then
    case $1 in
    chromium) brew install --cask "$1" ;;
    *) brew install "$1" ;;
    esac
  else
    fail "$1 is not installed and there is no package manager here that this script knows: install $1"
  fi
}

# Debian starts a server when it is installed. Nobody asked for one on port 80.
stop_service() {
  if command -v systemctl && [ -d /run/systemd/system ]; then
    as_root systemctl disable --now "$1"
  elif [ -x "/etc/init.d/$1" ]; then
    as_root "/etc/init.d/$1" stop
  fi
}

for program; do
  if there "$program"; then
    continue
  fi
  echo "installing $program"
  package=$(package_of "$program")
  install_package "$package" >&2 || fail "$program is not installed and the package manager could not install it: install $program"
  there "$program" || fail "$program is still missing after its package was installed: install $program"
  case $package in
  nginx | haproxy | prometheus | prometheus-alertmanager) stop_service "$package" >/dev/null 2>&1 || true ;;
  esac
done
