/**
 * broker-lite's record of every scenario must be equal to the one that RabbitMQ gave, which lies in the golden files. With
 * ORACLE_URL the scenarios run on that RabbitMQ as well, so that the golden files can't drift from what it does.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { goldenHeadings, goldenRecord, GOLDEN_VERSION } from "./golden.ts";
import { NO_OTHER_ADDRESS } from "./another-address.ts";
import { knownDifferences } from "./known-differences.ts";
import { brokerLite } from "./lite.ts";
import { withLiveBroker } from "./live.ts";
import { notCovered } from "./not-covered.ts";
import { rows } from "./rows.ts";
import { isPossible, record, type Recorded } from "./run.ts";
import { sections } from "./sections.ts";

const FEWEST_SCENARIOS = 250;
const LITE_DEADLINE_MS = 240_000;
const LIVE_DEADLINE_MS = 900_000;

const cases = sections.flatMap((section) =>
  section.scenarios.map((scenario) => ({
    title: `${section.name}: ${scenario.name}`,
    scenario,
    golden: goldenRecord(section, scenario) ?? [],
  })),
);
const scenarios = cases.map(({ scenario }) => scenario);

describe("the suite", () => {
  it(`has at least ${FEWEST_SCENARIOS} scenarios, each with a name of its own`, () => {
    expect(cases.length).toBeGreaterThanOrEqual(FEWEST_SCENARIOS);
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
  });

  it("names every row of the checklist, or says why not", () => {
    const named = new Set(scenarios.flatMap((scenario) => scenario.rows));
    expect([...named].filter((row) => rows[row] === undefined)).toEqual([]);
    expect(Object.keys(rows).filter((row) => !named.has(row))).toEqual(Object.keys(notCovered));
  });

  it.each(sections)("has a golden record of each scenario of $name, and no other", (section) => {
    const { inGolden, inScenarios } = goldenHeadings(section);
    expect(inGolden).toEqual(inScenarios);
  });

  it("has no empty golden record, and none in which RabbitMQ owed an answer", () => {
    expect(cases.filter(({ golden }) => golden.length === 0 || golden.some((line) => line.startsWith("!!")))).toEqual(
      [],
    );
  });

  it("lists as different only what exists", () => {
    const titles = new Set(cases.map(({ title }) => title));
    expect(Object.keys(knownDifferences).filter((title) => !titles.has(title))).toEqual([]);
  });
});

describe(`broker-lite as RabbitMQ ${GOLDEN_VERSION}`, () => {
  let records: Recorded = new Map();

  beforeAll(async () => {
    records = await record(scenarios, brokerLite());
  }, LITE_DEADLINE_MS);

  const equal = cases.filter(({ title }) => knownDifferences[title] === undefined);
  it.for(equal)("$title", ({ scenario, golden }, { skip }) => {
    skip(!isPossible(scenario), NO_OTHER_ADDRESS);
    expect(records.get(scenario)).toEqual(golden);
  });

  it.each(cases.filter(({ title }) => knownDifferences[title] !== undefined))(
    "$title (a known difference; if it is none any more, take it off the list)",
    ({ scenario, golden }) => {
      expect(records.get(scenario)).not.toEqual(golden);
    },
  );
});

describe("a broker that is not as RabbitMQ 3.10", () => {
  it("is told apart", async () => {
    const differing = ["an unknown exchange type ends the connection", "a frame-max of 4096 is fine"];
    const chosen = cases.filter(({ scenario }) => differing.includes(scenario.name));
    const records = await record(
      chosen.map(({ scenario }) => scenario),
      brokerLite("4.1"),
    );
    expect(chosen).toHaveLength(differing.length);
    for (const { scenario, golden } of chosen) expect(records.get(scenario)).not.toEqual(golden);
  });
});

const liveUrl = process.env["ORACLE_URL"];
const hasAdministrator = process.env["ORACLE_RABBITMQCTL"] !== undefined;

// No URL, no cases: hundreds of skipped tests would only hide others.
const liveCases =
  liveUrl === undefined ? [] : cases.filter(({ scenario }) => hasAdministrator || scenario.needs === undefined);

describe.runIf(liveUrl !== undefined)("a running RabbitMQ and the golden files", () => {
  let records: Recorded = new Map();

  beforeAll(async () => {
    records = await withLiveBroker(liveUrl ?? "", (runner) => record(scenarios, runner));
  }, LIVE_DEADLINE_MS);

  it.for(liveCases)("$title", ({ scenario, golden }, { skip }) => {
    skip(!isPossible(scenario), NO_OTHER_ADDRESS);
    expect(records.get(scenario)).toEqual(golden);
  });
});
