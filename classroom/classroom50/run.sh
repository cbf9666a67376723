#!/usr/bin/env bash
# Runs where Classroom 50 grades: in the learner's repository, with the course beside it. Writes result.json there.
# Usage: run.sh SUBMISSION RESULT
#   SUBMISSION  the learner's repository; RESULT the file to write, result.json unless given
# Environment: what Classroom 50 sets (CLASSROOM, ASSIGNMENT, SUBMISSION_TAG, USERNAME, OWNER, …); LESSON, the number of the
# lesson, unless the assignment's name ends with it (lesson-2); SANDBOX, unless set: --untrusted.
# Exit codes: 0 graded, whatever the score; another one where it could not be judged.
set -uo pipefail
course=$(cd "$(dirname "$0")/../.." && pwd)
submission=$(cd "${1:-.}" && pwd) || exit 2
result=${2:-result.json}
case $result in /*) ;; *) result=$PWD/$result ;; esac
number=${LESSON:-}
[ -n "$number" ] || number=$(printf '%s' "${ASSIGNMENT:-}" | grep -oE '[0-9]+$' || true)
[ -n "$number" ] || { echo "which lesson? Set LESSON, or name the assignment lesson-2" >&2; exit 2; }
number=$((10#$number))
programs=$submission
for candidate in "$submission"/lessons/0"$number"-*/submission; do
  [ -d "$candidate" ] && programs=$candidate
done
rm -f "$result"
# The course is the one around the current folder: a learner's own must never be it.
cd "$course" || exit 2
read -r -a sandbox <<< "${SANDBOX:---untrusted}"
status=0
node "$course/scripts/run.mjs" grade "$number" "$programs" "${sandbox[@]}" --format terminal --format "classroom50=$result" < /dev/null || status=$?
# Below the pass mark is graded, too.
[ "$status" -gt 1 ] || exit 0
exit "$status"
