/**
 * A broker that belongs to one thread, used from another: scenarios run in a thread of vitest's, and a RabbitMQ that was started for the
 * run belongs to the thread that hears of Ctrl+C. Calls and answers are plain data on a BroadcastChannel with a name of its own.
 */
import { randomUUID } from "node:crypto";
import { BroadcastChannel } from "node:worker_threads";
import { Deferred } from "../deferred.ts";
import type { Text } from "../text.ts";
import { BackendError, type Backend, type Capabilities, type Vhost, type VhostOptions } from "./backend.ts";

/** All that another thread needs to know. Plain data. */
export interface SharedBackend {
  readonly channel: string;
  readonly description: string;
  readonly capabilities: Capabilities;
}

type Call =
  | { readonly kind: "create"; readonly options: VhostOptions }
  | { readonly kind: "delete"; readonly vhost: Vhost; readonly declared: Vhost["leftovers"] }
  | { readonly kind: "restart"; readonly vhost: Vhost };

type Message =
  | { readonly kind: "call"; readonly id: string; readonly call: Call }
  | { readonly kind: "answer"; readonly id: string; readonly vhost?: Vhost }
  | { readonly kind: "failure"; readonly id: string; readonly text: Text };

/** Serves calls until `stop`; closing the broker stays with its owner. */
export function shareBackend(backend: Backend): { readonly shared: SharedBackend; stop(): void } {
  const { channel, name } = open(`broker-${randomUUID()}`, (message) => {
    if (message.kind !== "call") return;
    const { id } = message;
    perform(backend, message.call).then(
      (vhost) => post(channel, { kind: "answer", id, ...(vhost === undefined ? {} : { vhost }) }),
      (error: unknown) => post(channel, { kind: "failure", id, text: textOf(error) }),
    );
  });
  return {
    shared: { channel: name, description: backend.describe(), capabilities: backend.capabilities },
    stop: () => channel.close(),
  };
}

/** The same broker, from another thread of this process. */
export function connectShared({ channel: name, description, capabilities }: SharedBackend): Backend {
  const asked = new Map<string, Deferred<Vhost | undefined>>();
  const { channel } = open(name, (message) => {
    if (message.kind === "call") return;
    const answer = asked.get(message.id);
    asked.delete(message.id);
    if (message.kind === "answer") answer?.resolve(message.vhost);
    else answer?.reject(new BackendError(message.text));
  });
  const call = async (given: Call): Promise<Vhost | undefined> => {
    const id = randomUUID();
    const answer = new Deferred<Vhost | undefined>();
    asked.set(id, answer);
    post(channel, { kind: "call", id, call: given });
    return await answer.promise;
  };
  return {
    capabilities,
    describe: () => description,
    createVhost: async (options) => {
      const vhost = await call({ kind: "create", options });
      if (vhost === undefined) throw new Error("a new vhost was answered without its address");
      return vhost;
    },
    deleteVhost: async (vhost, declared) => void (await call({ kind: "delete", vhost, declared })),
    restart: async (vhost) => void (await call({ kind: "restart", vhost })),
    close: () => {
      channel.close();
      return Promise.resolve();
    },
  };
}

async function perform(backend: Backend, call: Call): Promise<Vhost | undefined> {
  switch (call.kind) {
    case "create":
      return await backend.createVhost(call.options);
    case "delete":
      await backend.deleteVhost(call.vhost, call.declared);
      return undefined;
    case "restart":
      await backend.restart(call.vhost);
      return undefined;
  }
}

function open(name: string, hear: (message: Message) => void): { channel: BroadcastChannel; name: string } {
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", (event) => hear((event as unknown as { readonly data: Message }).data));
  // Who waits for an answer is kept alive by what it waits in; nobody is kept alive by listening.
  channel.unref();
  return { channel, name };
}

function post(channel: BroadcastChannel, message: Message): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this channel is no window
  channel.postMessage(message);
}

function textOf(error: unknown): Text {
  if (error instanceof BackendError) return error.text;
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { en: words, "zh-CN": words };
}
