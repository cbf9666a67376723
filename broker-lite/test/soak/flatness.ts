/** Whether what was measured stays as it is. Owns the bounds; the first third is for warming up and is not looked at. */

export interface Sample {
  readonly minutes: number;
  readonly heapBytes: number;
  readonly handles: number;
  readonly connections: number;
  readonly channels: number;
  readonly queues: number;
  readonly consumers: number;
  readonly exchanges: number;
}

const MIB = 1024 * 1024;
/** Bytes an hour, of a line through the heap after collections. A message that is kept of each thousand would be twice that. */
export const HEAP_SLOPE_MAXIMUM_BYTES = 6 * MIB;
/** By how much less the average of a count may be in the second third than in the last. */
const COUNT_GROWTH_MAXIMUM = 1;
/** Fewer say nothing about a slope. */
const SAMPLES_MINIMUM = 6;

const COUNTED = ["handles", "connections", "channels", "queues", "consumers", "exchanges"] as const;

/** What is not flat, in words; none if all is well, or if there are too few samples to tell. */
export function unevenness(samples: readonly Sample[]): readonly string[] {
  const later = samples.slice(Math.floor(samples.length / 3));
  if (later.length < SAMPLES_MINIMUM) return [];
  const problems: string[] = [];
  const slope = heapSlopeBytesPerHour(samples);
  if (slope > HEAP_SLOPE_MAXIMUM_BYTES)
    problems.push(
      `the heap grows by ${(slope / MIB).toFixed(1)} MiB an hour; at most ${HEAP_SLOPE_MAXIMUM_BYTES / MIB}`,
    );
  // Load comes and goes; on average there is as much of it later as before.
  const middle = later.slice(0, later.length / 2);
  const last = later.slice(later.length / 2);
  for (const what of COUNTED) {
    const before = mean(middle.map((sample) => sample[what]));
    const after = mean(last.map((sample) => sample[what]));
    if (after - before >= COUNT_GROWTH_MAXIMUM)
      problems.push(`${what} grow: ${before.toFixed(1)} on average, later ${after.toFixed(1)}`);
  }
  return problems;
}

/** Least squares over the later two thirds; the heap's growth in bytes an hour. */
export function heapSlopeBytesPerHour(samples: readonly Sample[]): number {
  const later = samples.slice(Math.floor(samples.length / 3));
  const meanMinutes = mean(later.map(({ minutes }) => minutes));
  const meanBytes = mean(later.map(({ heapBytes }) => heapBytes));
  let covariance = 0;
  let variance = 0;
  for (const { minutes, heapBytes } of later) {
    covariance += (minutes - meanMinutes) * (heapBytes - meanBytes);
    variance += (minutes - meanMinutes) ** 2;
  }
  return variance === 0 ? 0 : (covariance / variance) * 60;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}
