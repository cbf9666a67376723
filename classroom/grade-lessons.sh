#!/usr/bin/env bash
# Grades what a learner handed in: each lesson that is due, in the sandbox, with a report for people and one for machines.
# It is the teacher's: a host runs it from a pinned copy of the course, never from the learner's own.
# Usage: classroom/grade-lessons.sh SUBMISSION REPORTS
#   SUBMISSION  the learner's repository
#   REPORTS     where reports are put: lesson-2.xml (JUnit), lesson-2.md, lesson-2.html, lesson-2.json
# Environment:
#   LESSONS     numbers of the lessons that are due, with spaces between: "1 2". Unless set: all that were begun.
#   SANDBOX     options for the grader; unless set: --untrusted, which refuses where there is no sandbox.
# Exit codes: 0 all passed, 1 one is below the pass mark or not begun, 2 one could not be judged (not the learner's fault).
set -uo pipefail
course=$(cd "$(dirname "$0")/.." && pwd)
[ $# = 2 ] && [ -d "$1" ] || { echo "usage: $0 SUBMISSION REPORTS" >&2; exit 2; }
submission=$(cd "$1" && pwd)
mkdir -p "$2" || exit 2
reports=$(cd "$2" && pwd)
read -r -a sandbox <<< "${SANDBOX:---untrusted}"
# The course is the one around the current folder: a learner's own must never be it.
cd "$course" || exit 2

worst=0
graded=0
worse() { [ "$1" -le "$worst" ] || worst=$1; }
summary() { [ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat >> "$GITHUB_STEP_SUMMARY"; }

for folder in "$course"/lessons/[0-9][0-9]-*; do
  name=$(basename "$folder")
  number=$((10#${name%%-*}))
  programs=$submission/lessons/$name/submission
  if [ -n "${LESSONS:-}" ]; then
    case " $LESSONS " in *" $number "*) ;; *) continue ;; esac
  elif [ ! -d "$programs" ]; then
    continue
  fi
  if [ ! -d "$programs" ]; then
    line="Lesson $number is due and not begun: there is no lessons/$name/submission."
    echo "$line"
    printf '%s\n\n' "$line" | summary
    worse 1
    continue
  fi
  echo "== lesson $number"
  status=0
  node "$course/scripts/run.mjs" grade "$number" "$programs" "${sandbox[@]}" \
    --format terminal \
    --format "junit=$reports/lesson-$number.xml" \
    --format "markdown=$reports/lesson-$number.md" \
    --format "html=$reports/lesson-$number.html" \
    --format "json=$reports/lesson-$number.json" < /dev/null || status=$?
  [ "$status" -le 1 ] || status=2
  worse "$status"
  graded=$((graded + 1))
  if [ -f "$reports/lesson-$number.md" ]; then
    summary < "$reports/lesson-$number.md"
  else
    printf 'Lesson %s could not be judged. That is not your fault; tell your teacher.\n\n' "$number" | summary
  fi
done

if [ "$graded" = 0 ] && [ "$worst" = 0 ]; then
  echo "Nothing was graded: no lesson has been begun (lessons/NN-name/submission)."
  echo "Nothing was graded: no lesson has been begun." | summary
  worst=1
fi
exit "$worst"
