/** The handouts of the whole course: alike in both languages, made from the files, on the pages that were promised. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect } from "amqplib";
import { startBroker } from "broker-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missingSpaces } from "../../grader/src/course/chinese.ts";
import { lessonPlaces, loadLesson } from "../../grader/src/course/course.ts";
import { openPrinter, PAPERS } from "../../grader/src/handout/browser.ts";
import { allPages, buildHandouts } from "../../grader/src/handout/build.ts";
import { excerpt, excerptFrom } from "../../grader/src/handout/code.ts";
import type { IndexEntry } from "../../grader/src/handout/index-page.ts";
import { renderPage } from "../../grader/src/handout/page.ts";
import { KEYS, ROWS } from "../../grader/src/handout/sheets/patterns.ts";
import { loadTeaching } from "../../grader/src/handout/teaching.ts";
import { LANGUAGES } from "../../grader/src/text.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const printer = await openPrinter(process.env["HANDOUT_BROWSER"]);
let entries: readonly IndexEntry[];
let out: string;

beforeAll(async () => {
  entries = await allPages(root);
  out = await mkdtemp(join(tmpdir(), "handouts-"));
  await buildHandouts({ root, out });
});
afterAll(async () => {
  await printer?.close();
  await rm(out, { recursive: true, force: true });
});

async function page(path: string): Promise<string> {
  return await readFile(join(out, path), "utf8");
}

function all(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((found) => found[1] ?? "");
}

describe("every handout", () => {
  it("is there for all lessons, and the sheets, the run-sheet and the cards", () => {
    expect(entries.map(({ page: { name } }) => name)).toEqual([
      ...[1, 2, 3, 4, 5, 6].map((number) => `lesson-${number}`),
      "booklet",
      "sheet-exchanges",
      "sheet-patterns",
      "sheet-settling",
      "sheet-dimensions",
      "run-sheet",
      "cards-rules",
      "cards",
    ]);
  });

  it("has the same ids, headings and code in both languages", async () => {
    for (const {
      page: { name },
    } of entries) {
      const [english, chinese] = await Promise.all([page(`en/${name}.html`), page(`zh-CN/${name}.html`)]);
      for (const pattern of [/ id="([^"]+)"/g, /<(h[1-6])\b/g, /<pre><code[^>]*>([\s\S]*?)<\/code><\/pre>/g]) {
        expect({ name, found: all(chinese, pattern) }).toEqual({ name, found: all(english, pattern) });
      }
      const ids = all(english, / id="([^"]+)"/g);
      expect({ name, ids: [...new Set(ids)] }).toEqual({ name, ids });
      expect(ids).not.toEqual([]);
    }
  });

  it("says its language, stands by itself, and has no Markdown left in it", async () => {
    for (const language of LANGUAGES) {
      for (const {
        page: { name },
      } of entries) {
        const text = await page(`${language}/${name}.html`);
        expect(text).toContain(`<html lang="${language}">`);
        expect(text).not.toMatch(/<(script|link)\b|<img\b|\bsrc=|@import|url\(/);
        const prose = text.replace(
          /<style>[\s\S]*?<\/style>|<pre>[\s\S]*?<\/pre>|<code>[\s\S]*?<\/code>|<svg[\s\S]*?<\/svg>/g,
          "",
        );
        expect(prose).not.toMatch(/\*\*|`|\]\(|undefined|\[object/);
      }
    }
  });

  it("puts a space between Chinese and Latin words", async () => {
    for (const {
      page: { name },
    } of entries) {
      const text = await page(`zh-CN/${name}.html`);
      const words = text
        .replace(
          /<style>[\s\S]*?<\/style>|<pre>[\s\S]*?<\/pre>|<svg[\s\S]*?<\/svg>|<sup[\s\S]*?<\/sup>|<nav>[\s\S]*?<\/nav>/g,
          "",
        )
        .replace(/<\/?(?:p|li|td|th|h\d|div|tr|section|span)\b[^>]*>/g, "\n")
        .replace(/<code>([\s\S]*?)<\/code>/g, "`$1`")
        .replace(/<[^>]+>/g, "")
        .replaceAll("&quot;", '"');
      expect({ name, places: missingSpaces(words) }).toEqual({ name, places: [] });
    }
  });

  it("leads only to what is there, and says each address on paper", async () => {
    for (const language of LANGUAGES) {
      for (const {
        page: { name },
      } of entries) {
        const file = `${language}/${name}.html`;
        const text = await page(file);
        const hrefs = all(text, / href="([^"]+)"/g);
        const outside = hrefs.filter((href) => /^https?:/.test(href));
        expect(all(text, /<li>([^<]*\/[^<]*)<\/li>/g)).toEqual(
          expect.arrayContaining(outside.map((href) => href.replace(/^https:\/\/(www\.)?/, ""))),
        );
        const inside = hrefs.filter((href) => href.startsWith("#")).map((href) => href.slice(1));
        expect(all(text, / id="([^"]+)"/g)).toEqual(expect.arrayContaining(inside));
        const pages = hrefs.filter((href) => !/^(#|https?:)/.test(href)).map((href) => join(dirname(file), href));
        expect(pages.filter((path) => !existsSync(join(out, path)))).toEqual([]);
      }
    }
  });

  it("is the same from run to run", () => {
    for (const { page: one } of entries) expect(renderPage(one, "en")).toBe(renderPage(one, "en"));
  });
});

describe("code in a handout", () => {
  const file = "a\n  b();\n  c();\n";

  it("is the file's, with the numbers of its lines", () => {
    expect(excerpt("x.ts", file, "b();\nc();")).toEqual({
      file: "x.ts",
      firstLine: 2,
      lastLine: 3,
      code: "b();\nc();",
    });
    expect(excerptFrom("x.ts", file, "c(")).toMatchObject({ firstLine: 3, lastLine: 3, code: "c();" });
  });

  it("is never code that the file has no longer, or has twice", () => {
    expect(() => excerpt("x.ts", file, "b(1);")).toThrow("x.ts has no such lines");
    expect(() => excerptFrom("x.ts", file, "d(")).toThrow("0 lines");
    expect(() => excerptFrom("x.ts", file, "(")).toThrow("2 lines");
  });
});

describe("the table of topic patterns", () => {
  it("says what a broker does", async () => {
    const broker = await startBroker({ port: 0 });
    const connection = await connect(broker.url);
    try {
      const channel = await connection.createConfirmChannel();
      await channel.assertExchange("sheet", "topic");
      for (const { pattern, fits } of ROWS) {
        const { queue } = await channel.assertQueue("", { exclusive: true });
        await channel.bindQueue(queue, "sheet", pattern);
        for (const key of KEYS) channel.publish("sheet", key, Buffer.from(key));
        await channel.waitForConfirms();
        const got: string[] = [];
        for (;;) {
          const message = await channel.get(queue, { noAck: true });
          if (message === false) break;
          got.push(message.content.toString());
        }
        expect({ pattern, got }).toEqual({ pattern, got: KEYS.filter((key) => fits.includes(key)) });
        await channel.deleteQueue(queue);
      }
    } finally {
      await connection.close();
      await broker.close();
    }
  });
});

describe("what a lesson brings for its teacher", () => {
  it("names only mistakes that are there and lose a point", async () => {
    const [place] = await lessonPlaces(root);
    if (place === undefined) throw new Error("there is no lesson");
    const lesson = await loadLesson(place);
    await expect(loadTeaching([lesson])).resolves.toHaveLength(1);
    const none = { ...lesson, lesson: { ...lesson.lesson, criteria: lesson.lesson.criteria.slice(0, 1) } };
    await expect(loadTeaching([none])).rejects.toThrow("is no mistake of this lesson that loses a criterion");
  });

  it("asks a question for each wrong turn, in both languages", async () => {
    const lessons = await Promise.all((await lessonPlaces(root)).map(loadLesson));
    for (const { wrongTurns, teaching } of await loadTeaching(lessons)) {
      expect(wrongTurns.length).toBeGreaterThanOrEqual(6);
      expect(teaching.draw.length).toBeGreaterThanOrEqual(3);
      for (const { question } of wrongTurns) expect(question.en).toMatch(/\?/);
    }
  });
});

describe.runIf(printer !== undefined)("on paper", () => {
  it("a sheet is one page, A4 and Letter, in both languages", { timeout: 240_000 }, async () => {
    const sheets = entries.filter(({ page: { name } }) => /^sheet-|^cards-rules$/.test(name));
    expect(sheets).toHaveLength(5);
    for (const language of LANGUAGES)
      for (const {
        page: { name },
      } of sheets)
        for (const paper of PAPERS) {
          const pages = await printer?.print(join(out, language, `${name}.html`), join(out, "one.pdf"), paper);
          expect({ language, name, paper, pages }).toEqual({ language, name, paper, pages: [1] });
        }
  });

  it("the cards are eight a page, and the run-sheet has a page for each lesson", { timeout: 240_000 }, async () => {
    for (const paper of PAPERS) {
      expect(await printer?.print(join(out, "en", "cards.html"), join(out, "one.pdf"), paper)).toEqual([5]);
      expect(await printer?.print(join(out, "zh-CN", "run-sheet.html"), join(out, "one.pdf"), paper)).toEqual([7]);
    }
  });

  it("the booklet's contents name the pages on which the lessons begin", { timeout: 240_000 }, async () => {
    const parts = ["front", ...[1, 2, 3, 4, 5, 6].map((number) => `lesson-${number}`)];
    const counts = await printer?.print(join(out, "en", "booklet.html"), join(out, "parts.pdf"), "a4", parts);
    const [whole] = (await printer?.print(join(out, "en", "booklet.html"), join(out, "whole.pdf"), "a4")) ?? [];
    expect(counts?.[0]).toBe(1);
    expect(counts?.reduce((sum, count) => sum + count, 0)).toBe(whole);
  });
});
