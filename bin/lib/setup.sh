# Sourced by the commands in bin/: finds Debian's packages and builds the environment in .venv.
# Every step is printed with the seconds it took; what is already there costs nothing.
# Without root or sudo the exact line to run is printed and the exit status is 3.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
VENV=$ROOT/.venv
PYTHON=$VENV/bin/python
LOGS=$ROOT/var/setup
export LC_ALL=C.UTF-8 PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1
export ORT_DISABLE_TELEMETRY=1 # onnxruntime reports its use to its maker by default

# What the product needs of Debian. fonts-noto-cjk: subset web fonts print wrong kanji.
RUNTIME_PACKAGES=(
  ca-certificates libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk
  chromium-headless-shell bubblewrap libseccomp2 qpdf poppler-utils
)
# What its tests need besides: the servers and the browser they start, and the translators' tools.
TEST_PACKAGES=(postgresql redis-server chromium gettext)

say() { printf '%s\n' "$*"; }

fail() { printf '%s\n' "$*" >&2; exit 3; }

seconds() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", to - from }'; }

# step WHAT COMMAND…  runs the command quietly; its output is kept and shown only when it fails.
step() {
  local what=$1 began=$EPOCHREALTIME log status
  shift
  log=$LOGS/$(tr -c 'A-Za-z0-9\n' '-' <<<"$what").log
  printf '%-58s' "  $what …"
  "$@" >"$log" 2>&1 9>&- && status=0 || status=$?
  if [ "$status" = 0 ]; then printf '%8s s\n' "$(seconds "$began")"; return 0; fi
  printf '  failed\n'
  tail -n 25 "$log" >&2
  say "The whole output is in ${log#"$ROOT"/}." >&2
  return "$status"
}

missing_packages() {
  local installed package
  # dpkg-query ends with 1 when a package is unknown: that is an answer here, no fault.
  installed=" $({ dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "$@" 2>/dev/null || true; } | sed -n 's/^ii //p' | tr '\n' ' ') "
  for package in "$@"; do
    case $installed in *" $package "*) ;; *) say "$package" ;; esac
  done
}

# Root, or someone whom sudo makes root: without asking where there is nobody to ask.
can_be_root() {
  [ "$(id -u)" = 0 ] && return
  command -v sudo >/dev/null || return 1
  if [ -t 0 ]; then sudo -v; else sudo -n true 2>/dev/null; fi
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# The tests start servers of their own: installing one must not start another beside them.
quiet_install() {
  local policy=/usr/sbin/policy-rc.d cluster=/etc/postgresql-common/createcluster.conf ours="" status
  export DEBIAN_FRONTEND=noninteractive
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && ours=1
  fi
  if [ ! -e "$cluster" ]; then
    mkdir -p "${cluster%/*}" && echo "create_main_cluster = false" >"$cluster"
  fi
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends \
      -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@"; } </dev/null && status=0 || status=$?
  [ -z "$ours" ] || rm -f "$policy"
  return "$status"
}

need_packages() {
  local missing line
  command -v dpkg-query >/dev/null || fail "This command sets itself up on Debian 12; dpkg-query was not found here."
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  line="apt-get install -y --no-install-recommends ${missing[*]}"
  say "  missing from this machine: ${missing[*]}"
  can_be_root || fail "Please run this as root, then start again:
  $line"
  step "Debian packages" as_root bash -c "$(declare -f quiet_install); quiet_install \"\$@\"" - "${missing[@]}" \
    || fail "The packages could not be installed. When the cause is mended, run this as root, then start again:
  $line"
}

is_python_3_11() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }

# Debian's own interpreter first: the sandbox of a policy runs as a user who may not enter anyone's home.
find_python() {
  local candidate
  for candidate in /usr/bin/python3 "$(command -v python3.11 || true)"; do
    [ -n "$candidate" ] && is_python_3_11 "$candidate" && say "$candidate" && return
  done
  return 1
}

requirement_files() {
  say "$ROOT/requirements.txt"
  [ "$1" = runtime ] || say "$ROOT/requirements-dev.txt"
}

# The stamp names the interpreter and the digests of the files which the environment was built from.
stamp_of() { say "$2"; requirement_files "$1" | xargs -d '\n' sha256sum | cut -d' ' -f1; }

environment_is_fresh() {
  [ -x "$PYTHON" ] && [ -f "$VENV/.stamp" ] || return 1
  ! grep -qvxFf "$VENV/.stamp" <(stamp_of "$1" "$2")
}

# uv reads its own settings only; who set an index or a certificate for pip means it for uv too.
honour_pip_settings() {
  local index=${PIP_INDEX_URL:-}
  [ -n "$index" ] || index=$(pip_setting global.index-url)
  if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then export UV_DEFAULT_INDEX=$index; fi
  if [ -n "${PIP_CERT:-}" ] && [ -z "${SSL_CERT_FILE:-}" ]; then export SSL_CERT_FILE=$PIP_CERT; fi
  export UV_HTTP_TIMEOUT=${UV_HTTP_TIMEOUT:-180}
}

pip_setting() {
  local pip=$LOGS/uv/bin/pip
  [ -x "$pip" ] || pip=$(command -v pip3 || command -v pip || true)
  [ -z "$pip" ] || "$pip" config get "$1" 2>/dev/null || true
}

get_uv() {
  "$1" -m venv "$LOGS/uv" && "$LOGS/uv/bin/python" -m pip install -q --require-hashes -r "$ROOT/bin/lib/uv.txt"
}

# find_uv INTERPRETER  sets UV to the program, or leaves it empty: then pip does the work, only slower.
find_uv() {
  UV=$(command -v uv || true)
  [ -z "$UV" ] || "$UV" --version >/dev/null 2>&1 || UV=""
  [ -z "$UV" ] || return 0
  "$1" -c 'import ensurepip' 2>/dev/null || need_packages python3-venv
  UV=$LOGS/uv/bin/uv
  [ -x "$UV" ] || step "uv, the installer" get_uv "$1" || UV=""
}

make_venv() { rm -rf "$VENV"; "$1" -m venv --without-pip "$VENV"; }

install_requirements() {
  local python=$1 file=$2
  if [ -n "$UV" ]; then "$UV" pip install --python "$PYTHON" --require-hashes -r "$file"; return; fi
  "$python" -m venv "$VENV" && "$PYTHON" -m pip install --require-hashes -r "$file"
}

build_environment() {
  local kind=$1 python=$2 file
  file=$(requirement_files "$kind" | tail -n 1)
  find_uv "$python"
  honour_pip_settings
  rm -f "$VENV/.stamp"
  if [ ! -x "$PYTHON" ] || ! is_python_3_11 "$PYTHON"; then
    step "environment .venv of $python" make_venv "$python" || return 1
  fi
  step "pinned ${file##*/}, with hashes" install_requirements "$python" "$file" || return 1
  stamp_of "$kind" "$python" >"$VENV/.stamp"
}

# set_up runtime|dev  may be called by two commands at once: the second waits and finds all done.
set_up() {
  local kind=$1 began=$EPOCHREALTIME python packages=("${RUNTIME_PACKAGES[@]}")
  [ "$kind" = runtime ] || packages+=("${TEST_PACKAGES[@]}")
  mkdir -p "$LOGS" 2>/dev/null && [ -w "$ROOT" ] || fail "$(id -un) may not write in $ROOT; use a checkout of your own."
  exec 9>"$LOGS/lock"
  flock -n 9 || { say "  another set-up is under way in this checkout; waiting for it"; flock 9; }
  python=$(find_python) || python=""
  [ -n "$python" ] || { need_packages python3; python=$(find_python) || fail "Python 3.11 is needed: Debian 12 has it as /usr/bin/python3, elsewhere put python3.11 on the PATH."; }
  need_packages "${packages[@]}"
  environment_is_fresh "$kind" "$python" || build_environment "$kind" "$python" || exit 1
  exec 9>&-
  printf '%-58s%8s s\n' "  set-up" "$(seconds "$began")"
}

# The lines at the head of a command, from "# " to the first other line, are its help.
show_help() { sed -n '2,/^[^#]/ { s/^# \{0,1\}//p }' "$1"; }
