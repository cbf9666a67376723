/** Waits until the broker has noticed that a client is lost. */
import type { Channel } from "./channel.ts";
import type { Stage } from "./scenario.ts";

const ASK_AGAIN_MS = 50;
const TRIES = 200;

/** The queue that was to go with it is asked for until it is not there: that answer, and the channel open again. */
export async function gone(c: Stage, ch: Channel, queue: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await ch.peer.quietly(() => ch.call("queue.declare", { queue, passive: true }));
    const isGone = answer.kind === "channel.close" && "replyCode" in answer.fields && answer.fields.replyCode === 404;
    if (answer.kind === "channel.close") await ch.open();
    if (isGone) return c.note(`${queue} is gone`);
    await c.elapse(ASK_AGAIN_MS);
  }
  throw new Error(`${queue} did not go`);
}
