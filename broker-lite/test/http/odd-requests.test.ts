/** Whatever is asked of the API: it is answered, never by a defect of ours, and the broker goes on. */
import fc from "fast-check";
import { startBroker, type Broker } from "broker-lite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asking } from "./api.ts";

let broker: Broker;
const defects: unknown[] = [];

beforeAll(async () => {
  broker = await startBroker({ port: 0, httpPort: 0, onDefect: (error) => defects.push(error) });
});

afterAll(() => broker.close());

const WORDS = [..."%2F a b amq.default amq.topic guest q e x ~ %00 %F0%9F%90%B0".split(" "), "a".repeat(300)];
/** `?` is any word. Nothing here takes the vhost away, or the right to use it. */
const PATHS = (
  "? overview nodes/? vhosts vhosts/v? vhosts/?/permissions permissions permissions/v?/guest topic-permissions/%2F/guest " +
  "exchanges exchanges/%2F exchanges/%2F/? exchanges/%2F/?/publish exchanges/%2F/?/bindings/source exchanges/?/? " +
  "queues queues/%2F/? queues/%2F/?/get queues/%2F/?/contents queues/%2F/?/bindings queues/?/?/? " +
  "bindings bindings/%2F/e/?/q/? bindings/%2F/e/?/e/? bindings/%2F/e/?/?/?/? connections/? channels/? consumers/? " +
  "definitions definitions/%2F definitions/? aliveness-test/?"
).split(" ");
const KEYS = (
  "durable auto_delete internal type arguments routing_key properties payload payload_encoding count ackmode encoding " +
  "truncate configure write exchange tags queues exchanges vhosts name vhost destination source destination_type"
).split(" ");

const someValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom("string", "base64", "auto", "ack_requeue_true", "reject_requeue_false", "topic", "(", "a", 1, -1, {}),
);
const someBody = fc.oneof(
  { weight: 4, arbitrary: fc.dictionary(fc.constantFrom(...KEYS), someValue).map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.string() },
);
const somePath = fc
  .tuple(fc.constantFrom(...PATHS), fc.array(fc.constantFrom(...WORDS), { minLength: 4, maxLength: 4 }))
  .map(([path, words]) => `/api/${path.split("?").reduce((start, end, index) => start + (words[index] ?? "") + end)}`);
const someRequest = fc.record({
  method: fc.constantFrom("GET", "PUT", "POST", "DELETE"),
  path: somePath,
  body: someBody,
});

test("odd requests get an answer that says what is wrong with them", async () => {
  await fc.assert(
    fc.asyncProperty(someRequest, async ({ method, path, body }) => {
      const { status } = await asking(broker)(method, path, method === "GET" ? undefined : body);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 300, seed: 79 },
  );
  expect(defects).toEqual([]);
  expect((await asking(broker)("GET", "/api/whoami")).status).toBe(200);
});
