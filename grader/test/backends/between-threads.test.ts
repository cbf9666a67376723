import { expect, test } from "vitest";
import { BackendError, openBackend, type Backend, type Vhost } from "../../src/backends/backend.ts";
import { shareBackend } from "../../src/backends/between-threads.ts";

const VHOST: Vhost = {
  address: { host: "h", port: 1, tls: false, user: "u", password: "p", vhost: "v" },
  leftovers: { queues: ["hello"], exchanges: [] },
};

function recording(calls: unknown[]): Backend {
  return {
    capabilities: { restart: "shared", vhosts: 3 },
    describe: () => "RabbitMQ 0.0.0",
    createVhost: (options) => {
      calls.push(["create", options]);
      return Promise.resolve(VHOST);
    },
    deleteVhost: (vhost, declared) => {
      calls.push(["delete", vhost.address.vhost, declared.queues]);
      return Promise.resolve();
    },
    restart: () => Promise.reject(new BackendError({ en: "it does not come back", "zh-CN": "没有恢复" })),
    close: () => Promise.reject(new Error("its owner closes it")),
  };
}

test("a shared broker does what its owner's does, and fails in the same words", async () => {
  const calls: unknown[] = [];
  const { shared, ...sharing } = shareBackend(recording(calls));
  const backend = await openBackend(shared);
  expect([backend.describe(), backend.capabilities]).toEqual(["RabbitMQ 0.0.0", { restart: "shared", vhosts: 3 }]);

  const options = { restarts: true, queues: ["hello"], exchanges: ["logs"] };
  const [one, two] = await Promise.all([backend.createVhost(options), backend.createVhost(options)]);
  expect([one, two]).toEqual([VHOST, VHOST]);
  await backend.deleteVhost(one, { queues: ["more"], exchanges: [] });
  expect(calls).toEqual([
    ["create", options],
    ["create", options],
    ["delete", "v", ["more"]],
  ]);
  const failure = await backend.restart(one).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(BackendError);
  expect((failure as BackendError).text).toEqual({ en: "it does not come back", "zh-CN": "没有恢复" });
  // Whoever shares it keeps it.
  await backend.close();
  sharing.stop();
});
