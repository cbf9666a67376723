/** What a submission's programs run in: the levels there are, which of them this machine has, and what is done where it has none. */
import { chmod, chown, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { GraderError } from "../run/grader-error.ts";
import type { Runtime } from "../submission/prepare.ts";
import { pythonCommand } from "../submission/python.ts";
import type { Text } from "../text.ts";
import { prepareBwrap } from "./bwrap.ts";
import { prepareDocker } from "./docker.ts";
import type { SubmissionLimits } from "./limits.ts";
import { NOBODY, type SandboxPlan, SUBMISSION } from "./plan.ts";

export const SANDBOX_CHOICES = ["auto", "bwrap", "docker", "none"] as const;
/** What can be asked for. */
export type SandboxChoice = (typeof SANDBOX_CHOICES)[number];

export interface Sandbox {
  readonly plan: SandboxPlan;
  readonly runtime: Runtime;
}

export interface SandboxRequest {
  /** Unless said: `none`, or for somebody else's submissions the first that works, and nothing less. */
  readonly choice?: SandboxChoice;
  readonly untrusted: boolean;
  readonly limits: SubmissionLimits;
  /** Of the run, private. */
  readonly workFolder: string;
  /** Folders that programs must not see. */
  readonly hidden: readonly string[];
}

const NONE: Sandbox = { plan: { level: "none" }, runtime: { node: process.execPath, python: pythonCommand() } };

/** @throws GraderError with the reasons, where what is asked for can't be had */
export async function openSandbox(request: SandboxRequest): Promise<Sandbox> {
  const choice = request.choice ?? (request.untrusted ? "auto" : "none");
  if (choice === "none") return NONE;
  const folder = join(request.workFolder, "sandbox");
  await mkdir(folder, { recursive: true });
  const launcher = join(folder, "launcher.mjs");
  await buildLauncher(launcher);
  await openToSandbox(request.workFolder, folder);
  const reasons: Text[] = [];
  if (choice === "auto" || choice === "bwrap") {
    const found = await prepareBwrap({ ...request, folder, launcher, python: NONE.runtime.python });
    if ("plan" in found) return { plan: found.plan, runtime: { ...found, folder: SUBMISSION } };
    reasons.push(found);
  }
  if (choice === "auto" || choice === "docker") {
    const found = await prepareDocker({ ...request, launcher, environment: process.env });
    if ("level" in found) return { plan: found, runtime: { node: "node", python: "python3", folder: SUBMISSION } };
    reasons.push(found);
  }
  if (choice === "auto" && !request.untrusted) return NONE;
  throw new GraderError(noSandbox(reasons));
}

/** One file for whichever Node is inside, from its source or from what was built of it. */
async function buildLauncher(output: string): Promise<void> {
  const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
  await build({
    entryPoints: [fileURLToPath(new URL(`launcher.${ending}`, import.meta.url))],
    outfile: output,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    tsconfigRaw: {},
    logLevel: "silent",
  });
}

/** Where the grader is root, its sandboxes are somebody else's: they must come to what they are given, and nobody else may. */
async function openToSandbox(workFolder: string, folder: string): Promise<void> {
  const submissions = join(workFolder, "submissions");
  await mkdir(submissions, { recursive: true });
  if (process.getuid?.() !== 0) return;
  await chmod(workFolder, 0o711);
  for (const each of [folder, submissions]) await chown(each, NOBODY, NOBODY);
  await chmod(submissions, 0o700);
}

function noSandbox(reasons: readonly Text[]): Text {
  return {
    en: `Programs of others are run in a sandbox, and there is none here: ${reasons.map((reason) => reason.en).join("; ")}. Install one of them, or say --sandbox none to run these programs with all your rights.`,
    "zh-CN": `他人的程序要在沙箱中运行，而这里没有可用的沙箱：${reasons.map((reason) => reason["zh-CN"]).join("；")}。请安装其中一种，或用 --sandbox none 以你自己的全部权限运行这些程序。`,
  };
}
