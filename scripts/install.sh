#!/usr/bin/env bash
# Makes .venv from the lock: scripts/install.sh run|dev
# With uv where there is one, else with a uv of our own, else with pip and requirements.lock; every
# file is checked against its hash each time.
set -euo pipefail
cd "$(dirname "$0")/.."
want=${1:-dev}

fail() { echo "luce: $1" >&2; exit 1; }

find_python() {
    local seen="" candidate version
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3 python}; do
        version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        case $version in
            3.11 | 3.12 | 3.13) command -v "$candidate"; return ;;
            *) seen="$seen $candidate is $version;" ;;
        esac
    done
    fail "Python 3.11, 3.12 or 3.13 is needed;${seen:- none was found;} install one, or name it: make PYTHON=/path/to/python3.11"
}

find_uv() {
    if uv --version >/dev/null 2>&1; then command -v uv; return; fi
    local own=.venv-uv
    if [ ! -x $own/bin/uv ]; then
        echo "no uv here: installing one into $own" >&2
        "$python" -m venv $own >&2 &&
            $own/bin/pip install -qq --disable-pip-version-check --require-hashes \
                -r scripts/uv-bootstrap.lock >&2 || return 1
    fi
    echo "$PWD/$own/bin/uv"
}

# Compiled at once: a night starts a dozen processes, and each would compile for itself where
# PYTHONDONTWRITEBYTECODE is set or .venv may not be written.
install_with_uv() {
    local options=()
    [ "$want" = run ] && options+=(--no-dev --inexact)
    # Named again for an environment that stands, uv may take it for another Python (a shim of
    # pyenv) and remove the environment under whoever uses it.
    .venv/bin/python -c "" 2>/dev/null || options+=(--python "$python")
    UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv "$1" sync --frozen --quiet "${options[@]}"
}

install_with_pip() {
    echo "no uv to be had: installing with pip, which takes some minutes" >&2
    [ -x .venv/bin/pip ] || "$python" -m venv --clear .venv ||
        fail "this Python cannot make a virtual environment; install its venv part (Debian: apt-get install python3-venv) or uv"
    # The lock is complete, so pip need not work out what depends on what.
    .venv/bin/pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
    .venv/bin/python - <<'EOF'
import os, sysconfig
from pathlib import Path

Path(sysconfig.get_path("purelib"), "luce.pth").write_text(os.getcwd() + "\n")
script = Path(sysconfig.get_path("scripts"), "luce")
script.write_text(f"#!{Path('.venv/bin/python').absolute()}\nfrom ingestion.cli import main\nmain()\n")
script.chmod(0o755)
EOF
}

python=$(find_python)
echo "making .venv from the lock with $($python --version) ..." >&2
started=$SECONDS
if uv=$(find_uv); then
    install_with_uv "$uv" || {
        echo "uv failed (if a proxy opens TLS here, SSL_CERT_FILE names its certificate)" >&2
        install_with_pip
    }
else
    install_with_pip
fi
touch ".venv/.installed-$want"
[ "$want" = run ] || touch .venv/.installed-run
echo "installed in $((SECONDS - started)) s" >&2
