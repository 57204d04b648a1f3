#!/bin/bash
# Unpacks newer Debian builds of etcd, Prometheus and kubectl into .lab/bin; nothing is installed.
# It uses an apt configuration of its own, so the machine's sources stay as they are. The programs are static Go builds
# that need no more than bookworm's libc. Running it again does nothing unless --again is given.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
lab=${OCP_PERF_LAB_HOME:-$root/.lab}
bin=$lab/bin
release=trixie
packages=(etcd-server etcd-client prometheus promtool kubectl)
programs=(etcd etcdctl prometheus promtool kubectl)

if [ "${1:-}" != --again ] && [ -f "$bin/.release" ] && [ "$(cat "$bin/.release")" = "$release" ]; then
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
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $release main" >"$work/sources.list"
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
apt-get update -qq
cd "$work/debs"
apt-get download -qq "${packages[@]}"
for deb in *.deb; do dpkg-deb -x "$deb" "$work/unpacked"; done
for program in "${programs[@]}"; do
  install -m 755 "$work/unpacked/usr/bin/$program" "$bin/.$program"
  mv "$bin/.$program" "$bin/$program"
done
for deb in *.deb; do dpkg-deb -f "$deb" Package Version | tr '\n' ' '; echo; done | tee "$bin/.packages"
echo "$release" >"$bin/.release"
