#!/usr/bin/env bash
# A Prometheus server for tests, from the distribution's package; nothing of it is started or configured here.
#   prometheus.sh fetch DIR    prints the folder that holds `prometheus` and `promtool`
set -euo pipefail

fetch() {
    local dir=$1 found
    if found=$(command -v prometheus) && command -v promtool >/dev/null; then dirname "$found"; return; fi
    mkdir -p "$dir/package"
    chmod 755 "$dir" "$dir/package"
    echo "Fetching Prometheus from the distribution's packages" >&2
    export DEBIAN_FRONTEND=noninteractive
    (cd "$dir/package" && { apt-get download -qq prometheus >&2 || { apt-get update -qq >&2 && apt-get download -qq prometheus >&2; }; })
    dpkg -x "$dir"/package/prometheus_*.deb "$dir"
    echo "$dir/usr/bin"
}

case ${1:-} in
    fetch) fetch "${2:?a folder}" ;;
    *) sed -n '2,3s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
