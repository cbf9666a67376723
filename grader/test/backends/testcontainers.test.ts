/** RabbitMQ in Docker. Without Docker, and without an image that is there already, what can't be tried is skipped: the names say what it needs. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { grade, type GradeOptions } from "../../src/run/grade.ts";
import { lesson } from "../fixtures/mini-lesson/lesson.ts";

vi.setConfig({ testTimeout: 240_000 });

const ASK_TIMEOUT_MS = 20_000;

function docker(arguments_: readonly string[], input?: Buffer): boolean {
  return spawnSync("docker", arguments_, { input, timeout: ASK_TIMEOUT_MS }).status === 0;
}

function containersOf(of: string): string {
  const words = ["ps", "--all", "--quiet", "--filter", `ancestor=${of}`];
  return spawnSync("docker", words, { encoding: "utf8", timeout: ASK_TIMEOUT_MS }).stdout;
}

const lessonFolder = fileURLToPath(new URL("../fixtures/mini-lesson/", import.meta.url));
const hasDocker = docker(["info"]);
const image = process.env["RABBITMQ_IMAGE"] ?? "";
const hasImage = hasDocker && image !== "" && docker(["image", "inspect", image]);

function gradeOnDocker(name: string): ReturnType<typeof grade> {
  vi.stubEnv("RABBITMQ_IMAGE", name);
  const options: GradeOptions = {
    lesson,
    lessonFolder,
    submissions: [{ id: "right", folder: `${lessonFolder}solution` }],
    broker: "testcontainers",
    seed: 1,
    checkTypes: false,
  };
  return grade(options).finally(() => vi.unstubAllEnvs());
}

describe.skipIf(hasDocker)("where there is no Docker", () => {
  test("that is said", async () => {
    await expect(gradeOnDocker("rabbitmq:4-management")).rejects.toThrow("No Docker answers on this machine");
  });
});

describe.skipIf(!hasDocker)("where there is Docker (skipped where there is none)", () => {
  test("an image that can't be had is named", async () => {
    // Nothing listens on port 1, so it is refused at once.
    const absent = "localhost:1/no-such-image:1";
    await expect(gradeOnDocker(absent)).rejects.toThrow(
      new RegExp(`^The Docker image ${absent} is not on this machine and can't be fetched`, "u"),
    );
  });

  test("an image that does not start as a RabbitMQ is named, with what it said", async () => {
    const broken = "grader-test-broken:local";
    const nothing = Buffer.alloc(1024);
    expect(docker(["import", "--change", 'CMD ["/nothing"]', "-", broken], nothing)).toBe(true);
    try {
      vi.stubEnv("TESTCONTAINERS_RYUK_DISABLED", "true");
      await expect(gradeOnDocker(broken)).rejects.toThrow(`The Docker image ${broken} does not start as a RabbitMQ`);
      expect(containersOf(broken)).toBe("");
    } finally {
      docker(["image", "rm", "--force", broken]);
    }
  });
});

describe.skipIf(!hasImage)("with the image that RABBITMQ_IMAGE names (skipped where it is not there)", () => {
  test("a right submission has all points, and the container is gone afterwards", async () => {
    const [report] = await gradeOnDocker(image);
    expect([report?.status, report?.score, report?.error]).toEqual(["pass", report?.max, undefined]);
    expect(report?.broker).toMatch(/^RabbitMQ \d/u);
    expect(containersOf(image)).toBe("");
  });
});
