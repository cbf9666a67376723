#!/usr/bin/env bash
# Runs once, when Gradescope builds the image of the assignment: installs Node, a sandbox, and the grader with its tests.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}
node_version=22.22.0

if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends bubblewrap ca-certificates curl python3 xz-utils > /dev/null
fi
if ! command -v node > /dev/null; then
  case $(uname -m) in aarch64) machine=arm64 ;; *) machine=x64 ;; esac
  curl -fsSL "https://nodejs.org/dist/v$node_version/node-v$node_version-linux-$machine.tar.xz" | tar -xJ -C /usr/local --strip-components=1
fi
cd "$root/source/course"
npm ci --no-audit --no-fund
