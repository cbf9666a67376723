/** The live page: that its files are served to everybody and to nobody's harm, that it understands what the API says, and speaks both languages. */
import { readdirSync, readFileSync } from "node:fs";
import { startBroker, type Broker } from "broker-lite";
import { afterAll, beforeAll, expect, test } from "vitest";
// @ts-expect-error -- the page is plain JavaScript, checked by its own tsconfig.json
import * as page from "../../dashboard/model.js";
// @ts-expect-error -- the same
import { layout } from "../../dashboard/layout.js";
// @ts-expect-error -- the same
import { ALL, sentence, speak, word } from "../../dashboard/words.js";
import { openPeer } from "./dashboard-peer.ts";

const FOLDER = new URL("../../dashboard/", import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name !== "tsconfig.json");

let broker: Broker;
beforeAll(async () => {
  broker = await startBroker({ port: 0, httpPort: [0] });
});
afterAll(() => broker.close());

const fetched = (path: string, method = "GET"): Promise<Response> =>
  fetch(`http://127.0.0.1:${broker.httpPort}/${path}`, { method });

test.each(FILES)("%s is served without a login", async (name) => {
  const response = await fetched(name);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe(readFileSync(new URL(name, FOLDER), "utf8"));
  expect(response.headers.get("content-type")).toMatch(/^text\/(html|css|javascript); charset=utf-8$/);
});

test("the page is at the root, and may load nothing from elsewhere", async () => {
  const response = await fetched("?lang=zh-CN");
  expect(await response.text()).toContain("<title>broker-lite</title>");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect((await fetched("", "HEAD")).headers.get("content-length")).toBe(response.headers.get("content-length"));
});

test.each(["tsconfig.json", "../package.json", "%2e%2e/package.json", "__proto__", "api/overview"])(
  "%s is not served without a login",
  async (path) => {
    expect((await fetched(path)).status).toBe(401);
  },
);

test("its files name only each other", () => {
  const sources = FILES.map((name) => readFileSync(new URL(name, FOLDER), "utf8")).join("\n");
  const named = [...sources.matchAll(/(?:from "\.\/|(?:src|href)=")([^":]+)"/g)].map(([, name = ""]) => name);
  expect(new Set(named)).toEqual(new Set(FILES.filter((name) => name !== "index.html")));
  expect(sources.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:\/\//);
});

test("every word is there in both languages, and used", () => {
  const sources = FILES.filter((name) => name !== "words.js")
    .map((name) => readFileSync(new URL(name, FOLDER), "utf8"))
    .join("\n");
  for (const id of [...Object.keys(ALL.WORDS), ...Object.keys(ALL.SENTENCES)]) expect(sources).toContain(`"${id}"`);
  for (const language of ["en", "zh-CN"]) {
    expect(speak(language)).toBe(language);
    for (const id of Object.keys(ALL.WORDS)) expect(word(id)).not.toBe("");
    for (const id of Object.keys(ALL.SENTENCES)) {
      const said = sentence(id, 3, 4, 5);
      expect(said).not.toMatch(/undefined/);
      expect(/\p{Script=Han}/u.test(said)).toBe(language === "zh-CN");
    }
  }
  expect(speak("fr")).toBe("en");
});

test("it sees what a program declares, sends, takes and leaves", async () => {
  await using peer = await openPeer(broker);
  const look = (): Promise<unknown> => peer.snapshot();
  const empty = await look();
  expect(page.graphOf(empty)).toEqual({ nodes: [], edges: [], hiddenQueues: 0 });

  await peer.channel.assertQueue("tasks", { durable: true });
  await peer.channel.assertExchange("logs", "topic");
  await peer.channel.assertQueue("critical", { durable: true });
  await peer.channel.bindQueue("critical", "logs", "*.critical");
  const declared = await look();
  expect(happened(empty, declared)).toEqual([
    ["cameExchange", "logs"],
    ["cameQueue", "tasks"],
    ["cameQueue", "critical"],
    ["cameBinding", "critical", "logs", "*.critical"],
  ]);
  expect(page.graphOf(declared).edges).toEqual([
    edge("exchange logs", "queue critical", ["*.critical"]),
    { ...edge("exchange ", "queue tasks"), isDefault: true },
  ]);

  await peer.send("", "tasks", 3);
  await peer.send("logs", "disk.critical", 1);
  await peer.send("logs", "disk.info", 2);
  const sent = await look();
  expect(happened(declared, sent)).toEqual([
    ["published", 3, "(default)"],
    ["published", 3, "logs"],
    ["arrived", 3, "tasks"],
    ["arrived", 1, "critical"],
  ]);
  expect(page.changesBetween(declared, sent).movements).toContainEqual({ edge: "exchange  -> queue tasks", count: 3 });

  await peer.send("logs", "disk.info", 2);
  const unheard = await look();
  expect(happened(sent, unheard)).toEqual([
    ["published", 2, "logs"],
    ["dropped", 2, "logs"],
  ]);

  const tag = await peer.takeAllAndAcknowledgeOne("tasks");
  const taken = await look();
  expect(happened(unheard, taken)).toEqual([
    ["cameConsumer", "tasks"],
    ["delivered", 3, "tasks"],
    ["acknowledged", 1, "tasks"],
  ]);
  expect(page.graphOf(taken).nodes.at(-1).consumer).toMatchObject({ consumer_tag: tag, client: "the test" });

  await peer.channel.deleteQueue("tasks");
  const gone = await look();
  expect(happened(taken, gone)).toEqual([
    ["wentConsumer", "tasks"],
    ["wentQueue", "tasks"],
  ]);
});

test("dead letters arrive, refused messages don't", async () => {
  await using peer = await openPeer(broker);
  await peer.channel.assertQueue("graveyard");
  await peer.channel.assertQueue("short", { maxLength: 1, deadLetterExchange: "", deadLetterRoutingKey: "graveyard" });
  await peer.channel.assertQueue("closed", { arguments: { "x-max-length": 1, "x-overflow": "reject-publish" } });
  const before = await peer.snapshot();
  await peer.send("", "short", 3);
  await peer.send("", "closed", 3).catch(() => {});
  const after = await peer.snapshot();
  expect(happened(before, after)).toEqual([
    ["published", 6, "(default)"],
    ["arrived", 2, "graveyard"],
    ["arrived", 3, "short"],
    ["arrived", 1, "closed"],
  ]);
  for (const queue of ["graveyard", "short", "closed"]) await peer.channel.deleteQueue(queue);
});

test("no two nodes stand on each other, and what is too much is counted", () => {
  const queues = Array.from({ length: page.QUEUES_DRAWN + 5 }, (_, index) => ({
    name: `q${index}`,
    messages_ready: 0,
    messages_unacknowledged: 0,
  }));
  const exchanges = [{ name: "", type: "direct" }];
  const graph = page.graphOf({ exchanges, queues, bindings: [], consumers: [], connections: [] });
  expect(graph.hiddenQueues).toBe(5);
  const { placed, height } = layout(graph);
  const boxes: { x: number; y: number; width: number; height: number }[] = [...placed.values()];
  expect(boxes).toHaveLength(page.QUEUES_DRAWN + 1);
  for (const one of boxes) {
    expect(one.y).toBeGreaterThanOrEqual(0);
    expect(one.y + one.height).toBeLessThanOrEqual(height);
    const others = boxes.filter((other) => other !== one && other.x === one.x);
    for (const other of others) expect(one.y >= other.y + other.height || other.y >= one.y + one.height).toBe(true);
  }
});

function happened(before: unknown, after: unknown): unknown[] {
  const { happenings } = page.changesBetween(before, after) as {
    happenings: { sentence: string; values: unknown[] }[];
  };
  return happenings.map(({ sentence: id, values }) => [id, ...values]);
}

function edge(from: string, to: string, labels: string[] = []): object {
  return { id: `${from} -> ${to}`, from, to, labels, isDefault: false };
}
