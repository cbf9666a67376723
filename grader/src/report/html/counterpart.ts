/** Finds in the solution's frames what corresponds to those of a submission: the same kinds of frames, in the order in which the solution has them. */
import type { FrameLine } from "../../score/report.ts";

const SHOWN = 14;

export function counterpart(mine: readonly FrameLine[], solution: readonly FrameLine[]): readonly FrameLine[] {
  const kinds = new Set(mine.map(kindOf));
  const programs = new Set(mine.map(({ program }) => program));
  const sameKinds = solution.filter((frame) => kinds.has(kindOf(frame)));
  const samePrograms = sameKinds.filter(({ program }) => programs.has(program));
  return (samePrograms.length > 0 ? samePrograms : sameKinds).slice(0, SHOWN);
}

function kindOf({ direction, line }: FrameLine): string {
  return `${direction} ${direction === "itself" ? "" : line.split(" ", 1)[0]}`;
}
