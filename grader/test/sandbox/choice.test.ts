/** Which sandbox is taken, and what is said where there is none. Stands in for bwrap and docker by scripts that fail as they do. */
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GraderError } from "../../src/run/grader-error.ts";
import { limitsWith } from "../../src/sandbox/limits.ts";
import { openSandbox, type Sandbox, type SandboxChoice } from "../../src/sandbox/sandbox.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "choice-"));
  // Scripts stand alone in it, so that nothing else is found.
  vi.stubEnv("PATH", folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await chmod(folder, 0o755);
  await rm(folder, { recursive: true });
});

async function script(name: string, says: string, code: number): Promise<void> {
  await writeFile(
    join(folder, name),
    `#!/bin/sh\ncase "$1" in --version) echo 'bubblewrap 0.8.0'; exit 0;; esac\necho "${says}" >&2\nexit ${code}\n`,
  );
  await chmod(join(folder, name), 0o755);
}

function open(untrusted: boolean, choice?: SandboxChoice): Promise<Sandbox> {
  return openSandbox({
    ...(choice === undefined ? {} : { choice }),
    untrusted,
    limits: limitsWith(),
    workFolder: folder,
    hidden: [],
  });
}

async function refusal(choice?: SandboxChoice): Promise<GraderError["text"]> {
  const error: unknown = await open(true, choice).catch((thrown: unknown) => thrown);
  if (!(error instanceof GraderError)) throw new Error("it was not refused");
  return error.text;
}

test("a learner's own programs run without one, unless that is asked for", async () => {
  expect((await open(false)).plan.level).toBe("none");
  expect((await open(false, "auto")).plan.level).toBe("none");
  await expect(open(false, "bwrap")).rejects.toThrow("bwrap");
});

test("somebody else's run without one only where that is said", async () => {
  expect((await open(true, "none")).plan.level).toBe("none");
});

describe.skipIf(process.platform !== "linux")("where there is none, it is said what is missing and what to do", () => {
  test("nothing is installed", async () => {
    const { en, "zh-CN": chinese } = await refusal();
    for (const words of [
      "bwrap is not installed",
      "apt install bubblewrap",
      "Docker is not installed",
      "--sandbox none",
    ])
      expect(en).toContain(words);
    expect(chinese).toContain("没有安装 bwrap");
  });

  test("the system forbids it, and Docker lacks the image", async () => {
    await script("bwrap", "bwrap: setting up uid map: Permission denied", 1);
    await script("docker", "Error response from daemon: No such image: some:image", 1);
    vi.stubEnv("SANDBOX_IMAGE", "some:image");
    const { en } = await refusal();
    for (const words of [
      "setting up uid map",
      "kernel.apparmor_restrict_unprivileged_userns",
      "Docker has no image 'some:image'",
    ])
      expect(en).toContain(words);
  });

  test("Docker does not run", async () => {
    await script("docker", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.", 1);
    expect((await refusal("docker")).en).toContain("Docker does not answer (Cannot connect");
    expect((await refusal("docker")).en).not.toContain("bwrap");
  });
});
