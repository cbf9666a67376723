import { mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SUBMISSION_LIMITS } from "../../src/classroom/submissions/limits.ts";
import { readSubmission } from "../../src/classroom/submissions/read-submission.ts";
import { refusals, SubmissionRefused } from "../../src/classroom/submissions/refusal.ts";
import { safePath } from "../../src/classroom/submissions/sources.ts";
import { tar, zip } from "./archives.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "reading-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function put(name: string, content: string | Uint8Array = ""): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

async function read(name: string): Promise<Record<string, string>> {
  const files = await readSubmission([{ name, path: join(folder, name) }]);
  return Object.fromEntries([...files].map(([path, content]) => [path, Buffer.from(content).toString("utf8")]));
}

async function refusal(name: string): Promise<string> {
  const outcome = await readSubmission([{ name, path: join(folder, name) }]).then(
    (files) => `read ${[...files.keys()].join(", ")}`,
    (error: unknown) => (error instanceof SubmissionRefused ? error.text : error),
  );
  if (typeof outcome !== "object" || outcome === null || !("en" in outcome)) throw new Error(String(outcome));
  const text = outcome as { en: string; "zh-CN": string };
  expect(text["zh-CN"]).toMatch(/\p{Script=Han}/u);
  return text.en;
}

/** The header of a file in a tar, saying another size. */
function withSize(header: Buffer, bytes: number): Buffer {
  const changed = Buffer.from(header);
  changed.write(`${bytes.toString(8).padStart(11, "0")}\0`, 124, "latin1");
  changed.write("        ", 148, "latin1");
  const sum = changed.reduce((total, byte) => total + byte, 0);
  changed.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return changed;
}

/** Some hundred megabytes go through the reader in these. */
const LARGE_MS = 60_000;

describe("what is read", () => {
  const programs = { "send.ts": "one", "helpers/words.ts": "two" };

  test("a folder, without what tools leave and what is no source", async () => {
    for (const [name, content] of Object.entries(programs)) await put(`alice/${name}`, content);
    await put("alice/node_modules/amqplib/index.js", "theirs");
    await put("alice/.git/config", "theirs");
    await put("alice/screenshot.png", "picture");
    expect(await read("alice")).toEqual(programs);
  });

  test("a zip, a tar and a tar.gz of the same files are the same submission", async () => {
    const list = Object.entries(programs).map(([name, content]) => ({ name, content }));
    await put("alice.zip", zip([...list, { name: "__MACOSX/._send.ts", content: "theirs" }]));
    await put("alice.tar", await tar(list));
    await put("alice.tar.gz", gzipSync(await tar(list)));
    await put("alice.tgz", gzipSync(await tar(list)));
    for (const name of ["alice.zip", "alice.tar", "alice.tar.gz", "alice.tgz"])
      expect(await read(name)).toEqual(programs);
  });

  test("what the first bytes say counts more than the ending", async () => {
    await put("alice.zip", gzipSync(await tar([{ name: "send.ts", content: "one" }])));
    expect(await read("alice.zip")).toEqual({ "send.ts": "one" });
  });

  test("one archive in a folder, as learning platforms hand it out", async () => {
    await put("Alice_12_assignsubmission_file_/work.zip", zip([{ name: "work/send.ts", content: "one" }]));
    expect(await read("Alice_12_assignsubmission_file_")).toEqual({ "work/send.ts": "one" });
  });

  test("names in any script, composed in one way", async () => {
    await put("alice.zip", zip([{ name: "消息/re\u0301sume\u0301.ts", content: "one" }]));
    expect(await read("alice.zip")).toEqual({ "消息/r\u00e9sum\u00e9.ts": "one" });
  });

  test("names that Windows can't have, of what is passed over anyhow, and names that only look like them", async () => {
    const passedOver = ["what?.png", "nul.txt", "notes: one.md", ".git/aux.ts", "node_modules/a*b.js"];
    const kept = ["console.ts", "com10.ts", "auxiliary/nullable.ts", "a.b. c.ts"];
    await put("alice.zip", zip([...passedOver, ...kept].map((name) => ({ name, content: "one" }))));
    expect(Object.keys(await read("alice.zip"))).toEqual(kept);
  });

  test("nothing of it is written anywhere", async () => {
    await put("alice.zip", zip([{ name: "send.ts", content: "one" }]));
    await read("alice.zip");
    expect(await readdir(folder)).toEqual(["alice.zip"]);
  });
});

describe("what is refused, in words for the teacher", () => {
  test.each(["CON", "nul.txt", "a:b", "dir/COM1", "x."])("%s as the name of a file in a task", (name) => {
    expect(() => safePath(name)).toThrow(SubmissionRefused);
  });

  test.each(["../send.ts", "a/../../send.ts", "/etc/send.ts", "C:\\send.ts", "..\\send.ts", "node_modules/../../x.ts"])(
    "a zip with the name %s",
    async (name) => {
      await put(
        "alice.zip",
        zip([
          { name: "ok.ts", content: "one" },
          { name, content: "two" },
        ]),
      );
      expect(await refusal("alice.zip")).toContain("leads out of its own folder");
    },
  );

  test("a tar with such names", async () => {
    await put("alice.tar", await tar([{ name: "../send.ts", content: "two" }]));
    expect(await refusal("alice.tar")).toContain("leads out of its own folder");
    await put("bob.tar", await tar([{ name: "/send.ts", content: "two" }]));
    expect(await refusal("bob.tar")).toContain("leads out of its own folder");
  });

  test.each([
    "send.ts:x.ts",
    "aux.ts",
    "CON/send.ts",
    "nul.tar.json",
    "com1.py",
    "LPT¹.ts",
    "Aux .ts",
    "conout$.js",
    "a<b.ts",
    "a>b.ts",
    "a|b.ts",
    "a?.ts",
    "a*.ts",
    'a".ts',
    "send.ts.",
    "send.ts ",
    "helpers./send.ts",
    "a /b.ts",
  ])("a program whose name Windows can't have or reads otherwise, on every system: %s", async (name) => {
    const files = [
      { name: "ok.ts", content: "one" },
      { name, content: "two" },
    ];
    await put("alice.zip", zip(files));
    await put("bob.tar", await tar(files));
    for (const archive of ["alice.zip", "bob.tar"])
      expect(await refusal(archive)).toBe(
        `The name '${name}' can't be used for a file on every system. Give the file another name.`,
      );
  });

  test("links, in every kind of submission", async () => {
    await put("zip.zip", zip([{ name: "send.ts", content: "/etc/passwd", mode: 0o120777 }]));
    expect(await refusal("zip.zip")).toContain("'send.ts' is a link");
    await put("soft.tar", await tar([{ name: "send.ts", type: "symlink", linkname: "/etc/passwd" }]));
    expect(await refusal("soft.tar")).toContain("'send.ts' is a link");
    await put("hard.tar", await tar([{ name: "send.ts", type: "link", linkname: "/etc/passwd" }]));
    expect(await refusal("hard.tar")).toContain("'send.ts' is a link");
    if (process.platform === "win32") return;
    await put("folder/receive.ts");
    await symlink("/etc/passwd", join(folder, "folder", "send.ts"));
    expect(await refusal("folder")).toContain("'send.ts' is a link");
    await symlink(join(folder, "folder"), join(folder, "whole"));
    expect(await refusal("whole")).toContain("is a link");
  });

  test("devices and pipes", async () => {
    await put("alice.tar", await tar([{ name: "send.ts", type: "character-device" }]));
    expect(await refusal("alice.tar")).toContain("neither a file nor a folder");
    await put("bob.tar", await tar([{ name: "send.ts", type: "fifo" }]));
    expect(await refusal("bob.tar")).toContain("neither a file nor a folder");
  });

  test("an archive in an archive, of every kind", async () => {
    const inner = zip([{ name: "send.ts", content: "one" }]);
    await put("alice.zip", zip([{ name: "work/inner.zip", content: inner }]));
    expect(await refusal("alice.zip")).toContain("an archive inside the archive: 'work/inner.zip'");
    await put("bob.tar.gz", gzipSync(await tar([{ name: "inner.7z", content: "x" }])));
    expect(await refusal("bob.tar.gz")).toContain("an archive inside the archive: 'inner.7z'");
    await put("carol/one.zip", zip([{ name: "inner.zip", content: inner }]));
    expect(await refusal("carol")).toContain("an archive inside the archive: 'inner.zip'");
  });

  test("an archive beside programs or another archive", async () => {
    await put("alice/send.ts", "one");
    await put("alice/old.zip", zip([{ name: "send.ts", content: "one" }]));
    expect(await refusal("alice")).toContain("not clear what to grade");
    await put("bob/a.zip", zip([{ name: "send.ts", content: "one" }]));
    await put("bob/b.zip", zip([{ name: "send.ts", content: "one" }]));
    expect(await refusal("bob")).toContain("not clear what to grade");
  });

  test("an empty folder, an empty archive, an archive of pictures", async () => {
    await mkdir(join(folder, "alice"));
    expect(await refusal("alice")).toContain("It is empty");
    await put("bob.zip", zip([]));
    expect(await refusal("bob.zip")).toContain("It is empty");
    await put("carol.zip", zip([{ name: "screen.png", content: "x" }]));
    expect(await refusal("carol.zip")).toContain("It is empty");
  });

  test("a gigabyte, whether as an archive or in a folder, without reading it", async () => {
    await put("alice.zip");
    await truncate(join(folder, "alice.zip"), 2 ** 30);
    expect(await refusal("alice.zip")).toBe("It is 1 GiB large; at most 64 MiB are read.");
    await put("bob/film.mp4");
    await truncate(join(folder, "bob", "film.mp4"), 2 ** 30);
    await put("bob/send.ts");
    expect(await refusal("bob")).toContain("1 GiB large");
    await put("carol/send.ts");
    await truncate(join(folder, "carol", "send.ts"), 2 ** 30);
    expect(await refusal("carol")).toContain("source files together are larger than 2 MiB");
  });

  test("bombs: a zip that lies about its size, a tar that grows while it is read", { timeout: LARGE_MS }, async () => {
    const zeros = Buffer.alloc(SUBMISSION_LIMITS.sourceBytes * 4);
    await put("alice.zip", zip([{ name: "send.ts", content: zeros, claimsBytes: 100 }]));
    expect(await refusal("alice.zip")).toMatch(/damaged|source files together/u);
    await put("bob.zip", zip([{ name: "send.ts", content: zeros }]));
    expect(await refusal("bob.zip")).toContain("source files together are larger");
    // Packed pieces may follow each other: a few kilobytes become as much as one likes.
    const heads = (await tar([{ name: "a.bin", content: "x" }])).subarray(0, 512);
    const piece = gzipSync(Buffer.alloc(8 * 2 ** 20));
    const pieces = Array.from({ length: SUBMISSION_LIMITS.unpackedBytes / (8 * 2 ** 20) + 1 }, () => piece);
    await put("carol.tar.gz", Buffer.concat([gzipSync(withSize(heads, 2 ** 30)), ...pieces]));
    expect(await refusal("carol.tar.gz")).toContain("Unpacked, the archive is larger than 256 MiB");
  });

  test("too many files, of source or at all", { timeout: LARGE_MS }, async () => {
    const many = Array.from({ length: SUBMISSION_LIMITS.sourceFiles + 1 }, (_, index) => ({
      name: `f${index}.ts`,
      content: "x",
    }));
    await put("alice.zip", zip(many));
    expect(await refusal("alice.zip")).toContain(`more than ${SUBMISSION_LIMITS.sourceFiles} source files`);
    const heaps = Array.from({ length: SUBMISSION_LIMITS.entries + 1 }, (_, index) => ({ name: `${index}.txt` }));
    await put("bob.zip", zip(heaps));
    expect(await refusal("bob.zip")).toContain(`more than ${SUBMISSION_LIMITS.entries} files and folders`);
  });

  test("a name twice, also where only case differs; a password; folders without end", async () => {
    await put(
      "alice.zip",
      zip([
        { name: "send.ts", content: "1" },
        { name: "Send.ts", content: "2" },
      ]),
    );
    expect(await refusal("alice.zip")).toContain("is in it twice");
    await put("bob.zip", zip([{ name: "send.ts", content: "1", encrypted: true }]));
    expect(await refusal("bob.zip")).toContain("protected with a password");
    await put("carol.zip", zip([{ name: `${"d/".repeat(20)}send.ts`, content: "1" }]));
    expect(await refusal("carol.zip")).toContain("one inside the other");
  });

  test("damaged archives, cut anywhere, and what is none", async () => {
    const whole = zip([{ name: "send.ts", content: "one ".repeat(500) }]);
    const packed = gzipSync(await tar([{ name: "send.ts", content: "one ".repeat(500) }]));
    for (const part of [0.1, 0.5, 0.9]) {
      await put("alice.zip", whole.subarray(0, Math.floor(whole.length * part)));
      expect(await refusal("alice.zip")).toContain("damaged");
      await put("bob.tar.gz", packed.subarray(0, Math.floor(packed.length * part)));
      expect(await refusal("bob.tar.gz")).toContain("damaged");
    }
    await put("carol.zip", "this is text");
    expect(await refusal("carol.zip")).toContain("neither a folder nor a zip");
    await put("dave.rar", "Rar!");
    expect(await refusal("dave.rar")).toContain("neither a folder nor a zip");
  });

  test("control characters and marks of direction in names don't reach the teacher's terminal", async () => {
    await put("alice.zip", zip([{ name: "../\u001b[31m\u202ered.ts", content: "1" }]));
    const words = await refusal("alice.zip");
    expect(words).not.toContain("\u001b");
    expect(words).not.toContain("\u202e");
  });

  test("nor what the archive's reader says of it, which may hold anything and be of any length", () => {
    for (const words of Object.values(refusals.damaged(`bad name \u001b[2J\u202e${"x".repeat(5000)}`))) {
      expect(words).toContain("bad name �[2J�xxx");
      expect(words.length).toBeLessThan(250);
    }
  });
});
