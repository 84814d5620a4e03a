#!/usr/bin/env bash
# A private PostgreSQL for tests, on a free loopback port.
#   postgres.sh install      Debian's packages, when no binaries are there
#   postgres.sh start DIR    prints the URL of a database whose owner is no superuser: row-level security holds for it
#   postgres.sh stop DIR     ends it; DIR may be removed then
set -euo pipefail

binaries() {
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
    if [ -z "$found" ] && command -v pg_ctl >/dev/null; then found=$(dirname "$(command -v pg_ctl)"); fi
    echo "$found"
}

# The server refuses to run as root.
as_owner() {
    if [ "$(id -u)" != 0 ]; then "$@"; else runuser -u "$(owner)" -- "$@"; fi
}
owner() { if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi; }

install() {
    if [ -n "$(binaries)" ]; then return; fi
    echo "Installing PostgreSQL from the distribution's packages" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >&2
    apt-get install -y -qq --no-install-recommends postgresql >&2
    if command -v pg_lsclusters >/dev/null; then  # the package may have started a cluster that nobody asked for
        pg_lsclusters --no-header | while read -r version name _; do pg_ctlcluster "$version" "$name" stop || true; done
    fi >&2
}

start() {
    local dir=$1 bin port secret
    bin=$(binaries)
    if [ -z "$bin" ]; then echo "there are no PostgreSQL binaries; run: .ci/postgres.sh install" >&2; return 1; fi
    mkdir -p "$dir"
    secret=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    if [ "$(id -u)" = 0 ]; then chown "$(owner)" "$dir"; fi
    chmod 700 "$dir"
    printf '%s\n' "$secret" | as_owner tee "$dir/password" >/dev/null
    as_owner "$bin/initdb" --pgdata="$dir/data" --username=superuser --pwfile="$dir/password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C >/dev/null
    port=$(free_port)
    as_owner tee -a "$dir/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$dir'
max_connections = 200
fsync = off
CONF
    as_owner "$bin/pg_ctl" start --pgdata="$dir/data" --log="$dir/log" --wait --timeout=60 >/dev/null </dev/null
    PGPASSWORD=$secret "$bin/psql" --quiet --no-psqlrc --set=ON_ERROR_STOP=1 \
        --host=127.0.0.1 --port="$port" --username=superuser --dbname=postgres <<SQL
CREATE ROLE rootward LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB PASSWORD '$secret';
CREATE DATABASE rootward OWNER rootward;
SQL
    echo "postgresql://rootward:$secret@127.0.0.1:$port/rootward"
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

stop() {
    if [ -f "$1/data/postmaster.pid" ]; then
        as_owner "$(binaries)/pg_ctl" stop --pgdata="$1/data" --mode=immediate --wait --timeout=60 >/dev/null
    fi
}

case ${1:-} in
    install) install ;;
    start | stop) "$1" "${2:?a folder}" ;;
    *) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
