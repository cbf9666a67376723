/** The load generator's process: does what its parent tells it, and reports. */
import { perform } from "./perform.ts";
import type { Order, Report } from "./work.ts";

let go: () => void = () => {};

process.on("message", (order: Order) => {
  if (order.type === "go") return go();
  const { url, work } = order;
  const steps = {
    ready: () => pause({ type: "ready" }),
    measured: (outcome: { count: number; seconds: number; latenciesMs: readonly number[] }) =>
      pause({ type: "measured", ...outcome }),
  };
  perform(url, work, steps).then(
    () => tell({ type: "checked" }),
    (error: unknown) => tell({ type: "failed", reason: error instanceof Error ? error.message : String(error) }),
  );
});
process.on("disconnect", () => process.exit());

function pause(report: Report): Promise<void> {
  const gone = new Promise<void>((resolve) => (go = resolve));
  tell(report);
  return gone;
}

function tell(report: Report): void {
  process.send?.(report);
}
