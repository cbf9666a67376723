/**
 * For scenarios whose programs listen on queues of their own: waits until they can be given messages, and asks what became of
 * their queues. Live; built on what the stage offers, judges nothing.
 */
import type { MethodName } from "broker-lite/wire";
import type { MethodEvent } from "../evidence/evidence.ts";
import type { Stage, StageProgram, StartOptions } from "./stage.ts";
import { ScenarioStopped } from "./watch.ts";

export interface BoundOptions extends StartOptions {
  /** How many bindings it has to make; 1 unless told. */
  readonly bindings?: number;
}

/** A producer that only prepares what is looked at need not end in good time; how it ends is judged elsewhere. */
const PREPARING_SILENCE_MS = 3000;

/** An auto-delete queue goes a moment after its last consumer; it is asked for this often before it counts as left behind. */
const MAXIMUM_ASKS = 200;

/**
 * Starts a consumer and waits until it consumes and its bindings are confirmed, in whatever order it asks for them: from then on
 * a message published by anyone reaches it.
 */
export async function startBound(stage: Stage, program: string, options: BoundOptions = {}): Promise<StageProgram> {
  const { bindings, ...startOptions } = options;
  const started = await stage.startReady(program, startOptions);
  await untilBound(started, bindings);
  return started;
}

/** Waits until the program has asked for so many bindings and all that it asked for are confirmed. */
export async function untilBound(program: StageProgram, bindings = 1): Promise<void> {
  const asked = new Set<number>();
  await program.untilMethod("queue.bind", {
    count: bindings,
    where: (event) => {
      if (event.method.name === "queue.bind" && !event.method.fields.nowait) asked.add(event.number);
      return true;
    },
    waitedFor: {
      en: `'${program.label}' to bind its queue${bindings === 1 ? "" : ` ${bindings} times`}`,
      "zh-CN": `'${program.label}' 绑定它的队列${bindings === 1 ? "" : ` ${bindings} 次`}`,
    },
  });
  if (asked.size > 0) await program.untilMethod("queue.bind-ok", { count: asked.size });
}

/** Runs a producer so that what it declares is there and what it says is said; one that hangs is ended before its time. */
export async function runBriefly(stage: Stage, program: string, options: StartOptions = {}): Promise<StageProgram> {
  const started = stage.start(program, options);
  await started.untilExit({ silentMs: PREPARING_SILENCE_MS });
  return started;
}

/** For `.catch()` of a wait after which the scenario goes on all the same, and shows what comes of it. */
export function orGoOn(error: unknown): void {
  if (!(error instanceof ScenarioStopped)) throw error;
}

/** Asks the broker for every queue that a program which has ended had declared. The answers stand in the evidence. */
export async function observeOwnQueues(stage: Stage, program: StageProgram): Promise<void> {
  const asked = await allOf(program, "queue.declare");
  const goesLater = asked.some(({ method }) => method.name === "queue.declare" && method.fields.autoDelete);
  for (const { method } of await allOf(program, "queue.declare-ok")) {
    if (method.name !== "queue.declare-ok") continue;
    for (let asksLeft = goesLater ? MAXIMUM_ASKS : 1; asksLeft > 0; asksLeft -= 1)
      if ((await stage.client.queue(method.fields.queue)) === undefined) break;
  }
}

/** All such events of a program that has ended: one that is never content has seen them all by then. */
async function allOf(program: StageProgram, name: MethodName): Promise<readonly MethodEvent[]> {
  const found: MethodEvent[] = [];
  const lookAtAll = program.untilMethod(name, {
    where: (event) => {
      found.push(event);
      return false;
    },
  });
  await lookAtAll.catch(orGoOn);
  return found;
}

/** Waits until the program ends by itself or begins to consume, and ends it then: for one that should have refused its arguments. */
export async function untilEndsOrConsumes(program: StageProgram): Promise<void> {
  const never = new Promise<never>(() => undefined);
  await Promise.race([program.untilExit(), program.untilMethod("basic.consume").catch(() => never)]);
  await program.kill();
}
