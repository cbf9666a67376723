import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Binding } from "../../../src/core/binding.ts";
import { PROFILES } from "../../../src/core/profile.ts";
import { Exchange } from "../../../src/core/exchange.ts";
import { TopicRouter } from "../../../src/core/routing/topic.ts";

const EXCHANGE = new Exchange(
  {
    kind: "exchange",
    vhost: "/",
    name: "x",
    type: "topic",
    durable: false,
    autoDelete: false,
    internal: false,
    arguments: {},
  },
  PROFILES["4.1"],
);

function bindingFor(routingKey: string): Binding {
  const definition = {
    kind: "binding",
    vhost: "/",
    source: "x",
    destinationKind: "exchange",
    destination: "x",
    routingKey,
    arguments: {},
  } as const;
  return { key: routingKey, definition, source: EXCHANGE, destination: EXCHANGE, routingKey, arguments: {} };
}

function matching(router: TopicRouter, key: string): string[] {
  const patterns: string[] = [];
  router.route(key, undefined, ({ routingKey }) => patterns.push(routingKey));
  return patterns.toSorted();
}

function routerWith(...patterns: string[]): TopicRouter {
  const router = new TopicRouter();
  for (const pattern of patterns) router.add(bindingFor(pattern));
  return router;
}

/** The definition in words: `*` is one word, `#` none or more. Slow and plain. */
function matches(pattern: readonly string[], words: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return words.length === 0;
  if (first === "#") return matches(rest, words) || (words.length > 0 && matches(pattern, words.slice(1)));
  return words.length > 0 && (first === "*" || first === words[0]) && matches(rest, words.slice(1));
}

const split = (key: string): string[] => (key === "" ? [] : key.split("."));

describe("the topic router", () => {
  it.each([
    [
      "C29",
      "a.b.c",
      ["#", "*.b.*", "a.#", "a.*", "a.b.c.#", "#.c", "*.*.*", "b.#"],
      ["#", "*.b.*", "a.#", "a.b.c.#", "#.c", "*.*.*"],
    ],
    ["C30", "", ["#", "*", ""], ["#", ""]],
    ["C31", "a..b", ["a.*.b", "a.#.b", "a.b"], ["a.*.b", "a.#.b"]],
    ["C32", "a.b", ["#.b.#", "*.*.#", "a.#.b", "#.#"], ["#.b.#", "*.*.#", "a.#.b", "#.#"]],
    ["tutorial five", "old.boy.python", ["old.*", "old.#"], ["old.#"]],
  ])("%s: %j", (_row, key, patterns, expected) => {
    expect(matching(routerWith(...patterns), key)).toEqual(expected.toSorted());
  });

  it("matches by words as the definition says, whatever pattern and key", () => {
    const word = fc.constantFrom("a", "b", "", "*", "#");
    const pattern = fc.array(word, { maxLength: 6 }).map((words) => words.join("."));
    const key = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 6 }).map((words) => words.join("."));
    fc.assert(
      fc.property(fc.uniqueArray(pattern, { maxLength: 8 }), key, (patterns, routingKey) => {
        const expected = patterns.filter((candidate) => matches(split(candidate), split(routingKey)));
        expect(matching(routerWith(...patterns), routingKey)).toEqual(expected.toSorted());
      }),
    );
  });

  it("visits a binding once, by however many ways its pattern matches", () => {
    const router = routerWith("#.#.#.#.#.#.#.#.#.#");
    expect(matching(router, Array.from({ length: 100 }, () => "a").join("."))).toHaveLength(1);
  });

  it("forgets what is unbound, and keeps what shares words with it", () => {
    const router = new TopicRouter();
    const [long, short, star] = [bindingFor("a.b.c"), bindingFor("a.b"), bindingFor("a.*")];
    for (const binding of [long, short, star]) router.add(binding);
    router.remove(long);
    expect(matching(router, "a.b.c")).toEqual([]);
    expect(matching(router, "a.b")).toEqual(["a.*", "a.b"]);
    router.remove(star);
    router.remove(star);
    expect(matching(router, "a.b")).toEqual(["a.b"]);
  });

  it("looks at the patterns that can still match, not at all of them", () => {
    const router = new TopicRouter();
    for (let index = 0; index < 10_000; index++) router.add(bindingFor(`stock.${index}.price`));
    expect(matching(router, "stock.77.price")).toEqual(["stock.77.price"]);
  });
});

describe("what is remembered of a key", () => {
  it("is forgotten when a binding comes or goes", () => {
    const router = new TopicRouter();
    const [all, one] = [bindingFor("#"), bindingFor("a.*")];
    router.add(one);
    expect(matching(router, "a.b")).toEqual(["a.*"]);
    router.add(all);
    expect(matching(router, "a.b")).toEqual(["#", "a.*"]);
    expect(matching(router, "a.b")).toEqual(["#", "a.*"]);
    router.remove(one);
    expect(matching(router, "a.b")).toEqual(["#"]);
  });

  it("is bounded, and right beyond that", () => {
    const router = new TopicRouter();
    for (let index = 0; index < 100; index++) router.add(bindingFor(`${index}.*`));
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < 2000; index++) {
        expect(matching(router, `${index % 200}.${index}`)).toEqual(index % 200 < 100 ? [`${index % 200}.*`] : []);
      }
    }
  });
});
