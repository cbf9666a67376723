/**
 * A Chromium, Chrome or Edge of this machine, without a window, that prints HTML files to PDF. Where there is none, nothing is
 * lost but the PDFs: the HTML prints by itself. Owns the browser's process; knows nothing of handouts but the contents' pages.
 */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";

export const PAPERS = ["a4", "letter"] as const;
export type Paper = (typeof PAPERS)[number];

const FORMATS = { a4: "A4", letter: "Letter" } as const;
/** Names that playwright knows how to find on each system. */
const CHANNELS = ["chrome", "msedge", "chromium"] as const;
/** Where distributions put what playwright does not look for. */
const FILES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/snap/bin/chromium",
  "/usr/bin/brave-browser",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
/** A page of ours is ready in milliseconds; a browser that does not answer is given up. */
const DEADLINE_MS = 60_000;

export interface Printer {
  /** "Chromium 156.0.…" */
  readonly version: string;
  /** False where Chinese letters would come out as empty boxes. */
  hasChineseFont(): Promise<boolean>;
  /**
   * @param parts ids of the parts of which the contents name the first pages
   * @returns how many pages each part has; one number for the whole where there are no parts
   */
  print(htmlFile: string, pdfFile: string, paper: Paper, parts?: readonly string[]): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** @param file the browser to use (`HANDOUT_BROWSER`); else the first that is found. Undefined where there is none. */
export async function openPrinter(file?: string): Promise<Printer | undefined> {
  const browser = await launchFirst(file);
  if (browser === undefined) return undefined;
  const context = await browser.newContext({ javaScriptEnabled: true });
  context.setDefaultTimeout(DEADLINE_MS);
  return {
    version: `${browser.browserType().name()} ${browser.version()}`,
    hasChineseFont: async () => {
      const page = await context.newPage();
      try {
        return await page.evaluate(CHINESE_LETTERS_DIFFER);
      } finally {
        await page.close();
      }
    },
    print: async (htmlFile, pdfFile, paper, parts = []) => {
      const page = await context.newPage();
      try {
        await page.goto(pathToFileURL(htmlFile).href, { waitUntil: "load" });
        const counts = await measureParts(page, paper, parts);
        if (parts.length > 0) await page.evaluate(writePageNumbers(parts, counts));
        const pdf = await page.pdf({ ...pdfOptions(paper), path: pdfFile });
        return parts.length > 0 ? counts : [countPdfPages(pdf)];
      } finally {
        await page.close();
      }
    },
    close: () => browser.close(),
  };
}

/** Pages of a PDF as browsers write it, in which page objects are not packed. */
export function countPdfPages(pdf: Uint8Array): number {
  return (
    Buffer.from(pdf)
      .toString("latin1")
      .match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0
  );
}

async function launchFirst(file: string | undefined): Promise<Browser | undefined> {
  const { chromium } = await import("playwright-core");
  const choices =
    file !== undefined
      ? [{ executablePath: file }]
      : [
          ...CHANNELS.map((channel) => ({ channel })),
          ...FILES.filter((path) => existsSync(path)).map((executablePath) => ({ executablePath })),
        ];
  for (const choice of choices) {
    try {
      // eslint-disable-next-line no-await-in-loop -- the first that starts
      return await chromium.launch({ ...choice, headless: true, timeout: DEADLINE_MS });
    } catch {
      // Not on this machine, or not able to start: the next one may be.
    }
  }
  return undefined;
}

function pdfOptions(paper: Paper): NonNullable<Parameters<Page["pdf"]>[0]> {
  return { format: FORMATS[paper], printBackground: true, tagged: true, outline: true };
}

/** A part begins on a page of its own, so by itself it has as many pages as among the others. */
async function measureParts(page: Page, paper: Paper, parts: readonly string[]): Promise<readonly number[]> {
  const counts: number[] = [];
  for (const part of parts) {
    // eslint-disable-next-line no-await-in-loop -- one page, one part shown at a time
    await page.evaluate(showOnly(part));
    // eslint-disable-next-line no-await-in-loop
    counts.push(countPdfPages(await page.pdf(pdfOptions(paper))));
  }
  await page.evaluate(showOnly(undefined));
  return counts;
}

// What runs in the page is text: these files are not checked against the types of a browser.

function showOnly(part: string | undefined): string {
  return `for (const one of document.querySelectorAll(".part")) one.style.display = ${part === undefined ? '""' : `one.id === ${JSON.stringify(part)} ? "" : "none"`};`;
}

function writePageNumbers(parts: readonly string[], counts: readonly number[]): string {
  const first = parts.map((part, index) => [part, 1 + counts.slice(0, index).reduce((sum, count) => sum + count, 0)]);
  return `for (const [part, page] of ${JSON.stringify(first)}) {
    const place = document.querySelector('[data-page-of="' + part + '"]');
    if (place !== null) place.textContent = page;
  }`;
}

/** Two letters that look alike are two empty boxes. */
const CHINESE_LETTERS_DIFFER = `(() => {
  const drawn = ["\\u4e2d", "\\u6587"].map((letter) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 40;
    const context = canvas.getContext("2d");
    context.font = "30px sans-serif";
    context.fillText(letter, 2, 32);
    return context.getImageData(0, 0, 40, 40).data.join();
  });
  return drawn[0] !== drawn[1];
})()`;
