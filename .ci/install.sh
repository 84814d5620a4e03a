#!/bin/sh
# Install hashed requirements and the project itself into .venv; nothing is done when nothing changed.
#   .ci/install.sh core   what Rootward needs to run      (requirements/core.txt)
#   .ci/install.sh dev    that, and what its checks need  (requirements/dev.txt)
# PYTHON names the interpreter to build .venv with; without it the first of python3, python3.14 … python3.11 that fits.
set -eu
cd "$(dirname "$0")/.."
venv=.venv

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
version() { "$1" -c 'import platform; print(platform.python_version())' 2>/dev/null || echo "not there"; }
fingerprint() { cat "requirements/$1.txt" pyproject.toml | cksum; }
installed() { [ -f "$venv/.$1" ] && [ "$(cat "$venv/.$1")" = "$(fingerprint "$1")" ]; }

choose() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$name" >/dev/null 2>&1 && fits "$name"; then
            echo "$name"
            return
        fi
    done
    wanted=${PYTHON:-python3}
    echo "Rootward needs Python 3.11 or newer; $wanted is $(version "$wanted")." >&2
    echo "Install one, or name it: make PYTHON=/path/to/python3.12 …" >&2
    return 1
}

create() {
    python=$(choose)
    echo "Creating $venv with $python ($(version "$python"))"
    if ! "$python" -m venv --clear "$venv"; then
        rm -rf "$venv"
        echo "Could not create $venv. On Debian and Ubuntu: apt-get install python3-venv" >&2
        return 1
    fi
}

want=${1:?core or dev}
[ -f "requirements/$want.txt" ] || { echo "there is no requirements/$want.txt" >&2; exit 2; }
# What runs with the development tools runs with the core: never take the tools away, only bring them up to date.
if [ "$want" = core ] && [ -f "$venv/.dev" ]; then want=dev; fi
if [ -x "$venv/bin/python" ] && fits "$venv/bin/python"; then
    if installed "$want"; then exit 0; fi
else
    create
fi

pip() { "$venv/bin/python" -m pip --disable-pip-version-check --no-input "$@"; }
echo "Installing requirements/$want.txt (hashes are checked)"
pip install --quiet --require-hashes --requirement "requirements/$want.txt"
pip install --quiet --no-deps --no-build-isolation --editable .
rm -f "$venv/.core" "$venv/.dev"
fingerprint "$want" >"$venv/.$want"
