# Sourced by the other scripts: installing Debian packages that are missing.

# install_packages FILE…  installs the packages named in the files, one a line, that are not there yet.
install_packages() {
  local missing=() package apt=(apt-get)
  for package in $(grep -hv '^#' "$@"); do
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "installing ${#missing[@]} packages: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "these packages must be installed by root, and there is no sudo: ${missing[*]}" >&2; return 1; }
    apt=(sudo apt-get)
  fi
  "${apt[@]}" update -qq
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
