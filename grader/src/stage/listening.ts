/**
 * For scenarios whose programs listen on queues of their own: waits until they can be given messages, and asks what became of
 * their queues. Live; built on what the stage offers, judges nothing.
 */
import type { MethodEvent } from "../evidence/evidence.ts";
import type { Stage, StageProgram, StartOptions } from "./stage.ts";

export interface BoundOptions extends StartOptions {
  /** How many bindings it has to make; 1 unless told. */
  readonly bindings?: number;
}

/** An auto-delete queue goes a moment after its last consumer; it is asked for this often before it counts as left behind. */
const MAXIMUM_ASKS = 200;

/**
 * Starts a consumer and waits until it consumes and its bindings are confirmed, in whatever order it asks for them: from then on
 * a message published by anyone reaches it.
 */
export async function startBound(stage: Stage, program: string, options: BoundOptions = {}): Promise<StageProgram> {
  const { bindings = 1, ...startOptions } = options;
  const started = await stage.startReady(program, startOptions);
  const asked = new Set<number>();
  await started.untilMethod("queue.bind", {
    count: bindings,
    where: (event) => {
      if (event.method.name === "queue.bind" && !event.method.fields.nowait) asked.add(event.number);
      return true;
    },
    waitedFor: {
      en: bindings === 1 ? `'${started.label}' to bind its queue` : `'${started.label}' to bind its queue ${bindings} times`,
      "zh-CN": bindings === 1 ? `'${started.label}' 绑定它的队列` : `'${started.label}' 绑定它的队列 ${bindings} 次`,
    },
  });
  if (asked.size > 0) await started.untilMethod("queue.bind-ok", { count: asked.size });
  return started;
}

/** Asks the broker for every queue that the program has declared so far. The answers stand in the evidence. */
export async function observeOwnQueues(stage: Stage, program: StageProgram): Promise<void> {
  const answers = new Map<number, MethodEvent>();
  let deletedWithConsumers = false;
  await program.untilMethod("queue.declare-ok", {
    where: (event) => {
      answers.set(event.number, event);
      return true;
    },
  });
  await program.untilMethod("queue.declare", {
    where: (event) => {
      if (event.method.name === "queue.declare" && event.method.fields.autoDelete) deletedWithConsumers = true;
      return true;
    },
  });
  for (const { method } of answers.values()) {
    if (method.name !== "queue.declare-ok") continue;
    let found = await stage.client.queue(method.fields.queue);
    for (let asks = 1; found !== undefined && deletedWithConsumers && asks < MAXIMUM_ASKS; asks += 1)
      found = await stage.client.queue(method.fields.queue);
  }
}

/** Waits until the program ends by itself or begins to consume, and ends it then: for one that should have refused its arguments. */
export async function untilEndsOrConsumes(program: StageProgram): Promise<void> {
  const never = new Promise<never>(() => undefined);
  await Promise.race([program.untilExit(), program.untilMethod("basic.consume").catch(() => never)]);
  await program.kill();
}
