/** The records made on a real RabbitMQ, as text files: one per section, made to be read. Owns their layout. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Scenario, Section } from "./scenario.ts";
import type { Record, Recorded } from "./run.ts";

/** The version that the golden files were recorded on, and broker-lite's profile that must be equal to it. */
export const GOLDEN_VERSION = "3.10";

function fileOf(section: Section): URL {
  return new URL(`golden/${GOLDEN_VERSION}/${section.name}.txt`, import.meta.url);
}

function headingOf(scenario: Scenario): string {
  return `=== ${scenario.name} [${scenario.rows.join(" ")}]`;
}

export function writeGolden(section: Section, records: Recorded): void {
  const kept = readGolden(section);
  const blocks = section.scenarios.map((scenario) => {
    const lines = records.get(scenario) ?? kept.get(headingOf(scenario)) ?? [];
    return [headingOf(scenario), ...lines, ""].join("\n");
  });
  mkdirSync(new URL(`golden/${GOLDEN_VERSION}/`, import.meta.url), { recursive: true });
  writeFileSync(fileOf(section), blocks.join("\n"));
}

export function goldenRecord(section: Section, scenario: Scenario): Record | undefined {
  return readGolden(section).get(headingOf(scenario));
}

/** By heading. */
export function readGolden(section: Section): ReadonlyMap<string, Record> {
  let text: string;
  try {
    text = readFileSync(fileOf(section), "utf8");
  } catch {
    return new Map();
  }
  const records = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("=== ")) {
      lines = [];
      records.set(line, lines);
    } else if (line !== "") {
      lines.push(line);
    }
  }
  return records;
}

export function goldenHeadings(section: Section): {
  readonly inGolden: readonly string[];
  readonly inScenarios: readonly string[];
} {
  return { inGolden: [...readGolden(section).keys()], inScenarios: section.scenarios.map(headingOf) };
}
