/** Writes all handouts to a folder: HTML always, PDFs where there is a browser to print them. Owns the files and their names. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type CourseLesson, lessonPlaces, loadLesson } from "../course/course.ts";
import { makeFolder } from "../make-folder.ts";
import { type Language, LANGUAGES } from "../text.ts";
import { bookletPage, bookletParts } from "./booklet.ts";
import type { Paper, Printer } from "./browser.ts";
import { PAPERS } from "./browser.ts";
import { cardPages } from "./cards.ts";
import { type IndexEntry, renderIndex } from "./index-page.ts";
import { lessonPage, type LessonSources } from "./lesson-page.ts";
import { type Page, renderPage } from "./page.ts";
import { runSheetPage } from "./run-sheet.ts";
import { sheetPages } from "./sheets.ts";
import { loadTeaching } from "./teaching.ts";

/** Who a handout is for: learners get theirs in the student pack as well. */
export type Audience = "learner" | "teacher";

export interface BuiltHandouts {
  /** Paths below the folder, with forward slashes. */
  readonly files: readonly string[];
  /** Pages of each PDF by its path. */
  readonly pdfPages: ReadonlyMap<string, number>;
}

export interface BuildOptions {
  readonly root: string;
  readonly out: string;
  /** Unless said: all. */
  readonly audience?: Audience;
  /** Without it no PDFs are written. */
  readonly printer?: Printer | undefined;
  readonly onPage?: (done: number, all: number, file: string) => void;
  readonly signal?: AbortSignal;
}

/** Everything there is to print, in the order of the index. */
export async function allPages(root: string, audience?: Audience): Promise<readonly IndexEntry[]> {
  const lessons = await lessonSources(root);
  const forLearners = [
    ...lessons.map((one) => lessonPage(one, lessons)),
    bookletPage(lessons),
    ...sheetPages(lessons, (path) => sourceText(lessons, path)),
  ].map((page): IndexEntry => ({ page, audience: "learner" }));
  if (audience === "learner") return forLearners;
  const teaching = await loadTeaching(lessons.map(({ placed }) => placed));
  const forTeachers = [runSheetPage(teaching), ...cardPages()].map((page): IndexEntry => ({
    page,
    audience: "teacher",
  }));
  return audience === "teacher" ? forTeachers : [...forLearners, ...forTeachers];
}

export async function buildHandouts(options: BuildOptions): Promise<BuiltHandouts> {
  const { root, out, printer, signal } = options;
  const entries = await allPages(root, options.audience);
  const parts = new Map([["booklet", bookletParts(await lessonSources(root))]]);
  // A page that is made no longer must not stay behind; whatever else lies there is left alone.
  for (const language of LANGUAGES) {
    await rm(join(out, language), { recursive: true, force: true });
    await makeFolder(join(out, language));
  }
  const files: string[] = [];
  const pdfPages = new Map<string, number>();
  const jobs = LANGUAGES.flatMap((language) => entries.map(({ page }) => ({ language, page })));
  for (const { language, page } of jobs) {
    const file = `${language}/${page.name}.html`;
    await writeFile(join(out, file), renderPage(page, language));
    files.push(file);
  }
  if (printer !== undefined) {
    const prints = jobs.flatMap((job) => PAPERS.map((paper) => ({ ...job, paper })));
    for (const [index, { language, page, paper }] of prints.entries()) {
      signal?.throwIfAborted();
      const file = pdfName(language, page, paper);
      options.onPage?.(index, prints.length, file);
      const counts = await printer.print(
        join(out, language, `${page.name}.html`),
        join(out, file),
        paper,
        parts.get(page.name),
      );
      pdfPages.set(
        file,
        counts.reduce((sum, count) => sum + count, 0),
      );
      files.push(file);
    }
  }
  await writeFile(join(out, "index.html"), renderIndex(entries, printer !== undefined));
  return { files: [...files, "index.html"], pdfPages };
}

export function pdfName(language: Language, page: Page, paper: Paper): string {
  return `${language}/${page.name}.${paper}.pdf`;
}

interface PlacedSources extends LessonSources {
  readonly placed: CourseLesson;
}

async function lessonSources(root: string): Promise<readonly PlacedSources[]> {
  const places = await lessonPlaces(root);
  return await Promise.all(
    places.map(async (place) => {
      const placed = await loadLesson(place);
      const files = new Map<string, string>();
      for (const folder of ["solution", "starter"])
        for (const { name } of placed.lesson.programs)
          await readFile(join(place.folder, folder, `${name}.ts`), "utf8").then(
            (text) => files.set(`${folder}/${name}.ts`, text),
            () => undefined,
          );
      return {
        placed,
        lesson: placed.lesson,
        readme: {
          en: await readFile(join(place.folder, "README.md"), "utf8"),
          "zh-CN": await readFile(join(place.folder, "README.zh-CN.md"), "utf8"),
        },
        file: (path: string): string => {
          const text = files.get(path);
          if (text === undefined) throw new Error(`${place.name} has no file ${path}`);
          return text;
        },
      };
    }),
  );
}

/** `02-work-queues/solution/worker.ts`, for what is no lesson's own. */
function sourceText(lessons: readonly PlacedSources[], path: string): string {
  const [folder, ...rest] = path.split("/");
  const found = lessons.find(({ lesson }) => lesson.folder === folder);
  if (found === undefined) throw new Error(`there is no lesson ${folder}`);
  return found.file(rest.join("/"));
}
