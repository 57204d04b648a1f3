#!/bin/bash
# Unpacks newer Debian builds of etcd, Prometheus and kubectl into .lab/bin; nothing is installed. A Prometheus of the
# 3.x line, which only the unstable release holds, lies beside them as prometheus-3; without it the rest still counts.
# It uses an apt configuration of its own, so the machine's sources stay as they are. The programs are static Go builds
# that need no more than bookworm's libc. Running it again does nothing unless --again is given.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
lab=${OCP_PERF_LAB_HOME:-$root/.lab}
bin=$lab/bin
release=trixie
packages=(etcd-server etcd-client prometheus promtool kubectl)
programs=(etcd etcdctl prometheus promtool kubectl)
newest=sid

if [ "${1:-}" != --again ] && [ -f "$bin/.release" ] && [ "$(cat "$bin/.release")" = "$release $newest" ]; then
  echo "Already there: $bin (use --again to fetch anew)."
  exit 0
fi
for program in apt-get dpkg-deb; do
  command -v "$program" >/dev/null || { echo "$program is missing: newer builds come from Debian packages." >&2; exit 1; }
done
# apt knows its mirror only once it has read a package list.
mirror_of_apt() { apt-get indextargets --format '$(SITE)' 2>/dev/null | grep -v security | head -n 1 || true; }
mirror=$(mirror_of_apt)
if [ -z "$mirror" ] && [ "$(id -u)" -eq 0 ]; then
  apt-get update -qq
  mirror=$(mirror_of_apt)
fi
[ -n "$mirror" ] || { echo "No Debian mirror is configured for apt on this machine." >&2; exit 1; }

work=$(mktemp -d "${TMPDIR:-/tmp}/ocp-perf-fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{none,lists/partial,cache/archives/partial,debs,unpacked} "$bin"
use_release() {
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $1 main" >"$work/sources.list"
  apt-get update -qq
}
cat >"$work/apt.conf" <<CONF
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "$work/none";
Dir::Etc::preferences "$work/none";
Dir::Etc::preferencesparts "$work/none";
Dir::State::lists "$work/lists";
Dir::Cache "$work/cache";
Dir::State::status "/dev/null";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::Languages "none";
APT::Sandbox::User "root";
CONF
export APT_CONFIG=$work/apt.conf
use_release "$release"
cd "$work/debs"
apt-get download -qq "${packages[@]}"
for deb in *.deb; do dpkg-deb -x "$deb" "$work/unpacked"; done
for program in "${programs[@]}"; do
  install -m 755 "$work/unpacked/usr/bin/$program" "$bin/.$program"
  mv "$bin/.$program" "$bin/$program"
done
for deb in *.deb; do dpkg-deb -f "$deb" Package Version | tr '\n' ' '; echo; done | tee "$bin/.packages"

# Packages of the unstable release come and go, so a failure here leaves the rest as it is and is tried again next time.
fetch_newest_prometheus() {
  mkdir -p "$work"/{newest,unpacked-newest} && cd "$work/newest" || return
  use_release "$newest" && apt-get download -qq prometheus && dpkg-deb -x prometheus_*.deb "$work/unpacked-newest" || return
  "$work/unpacked-newest/usr/bin/prometheus" --version 2>&1 | grep -q '^prometheus, version 3\.' || return
  install -m 755 "$work/unpacked-newest/usr/bin/prometheus" "$bin/.prometheus-3" && mv "$bin/.prometheus-3" "$bin/prometheus-3"
}
if fetch_newest_prometheus; then
  echo "$release $newest" >"$bin/.release"
else
  echo "Going on without a Prometheus of the 3.x line." >&2
fi
