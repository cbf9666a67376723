/** The brokers that walks are made on, with the patience that each needs. */
import { brokerLite } from "../oracle/lite.ts";
import type { Runner } from "../oracle/run.ts";
import type { Ground } from "./differ.ts";

/** In this process: whatever a command set going is done when its answer is there. */
export function lite(runner: Runner = brokerLite()): Ground {
  return { name: "broker-lite", runner, rounds: 1, walker: { pauseMs: 0, noticeMs: 0 } };
}

/** A RabbitMQ works on by itself: quorum queues write their log first, and a lost connection is noticed by several processes in turn. */
export function live(runner: Runner): Ground {
  return { name: "RabbitMQ", runner, rounds: 6, walker: { pauseMs: 10, noticeMs: 80 } };
}
