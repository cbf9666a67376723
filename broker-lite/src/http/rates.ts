/**
 * Rates of what is counted. Nothing is collected while nobody asks: a rate is what was counted between two questions that are a while
 * apart, and 0 at the first. Owns the samples; they go with what they are of.
 */
import { RATE_SAMPLE_MS } from "../limits.ts";

interface Sample {
  readonly value: number;
  readonly atMs: number;
  readonly perSecond: number;
}

const samples = new WeakMap<object, Map<string, Sample>>();

/** `{ publish: 3 }` → `{ publish: 3, publish_details: { rate: 0.2 } }`, as RabbitMQ has it. @param owner whose counts they are @param viewer where not everybody sees all of them */
export function withRates(
  owner: object,
  counts: Readonly<Record<string, number>>,
  nowMs: number,
  viewer = "",
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(counts).flatMap(([name, value]) => [
      [name, value] as const,
      [`${name}_details`, { rate: rateOf(owner, `${viewer}/${name}`, value, nowMs) }] as const,
    ]),
  );
}

function rateOf(owner: object, name: string, value: number, nowMs: number): number {
  let own = samples.get(owner);
  if (own === undefined) samples.set(owner, (own = new Map()));
  const before = own.get(name);
  const elapsedMs = nowMs - (before?.atMs ?? nowMs);
  if (before !== undefined && elapsedMs < RATE_SAMPLE_MS) return before.perSecond;
  const perSecond = before === undefined ? 0 : ((value - before.value) * 1000) / elapsedMs;
  own.set(name, { value, atMs: nowMs, perSecond });
  return perSecond;
}
