/** Docker: a container for each program, without a network, from an image that is on this machine already. */
import { execFile } from "node:child_process";
import type { Text } from "../text.ts";
import type { SubmissionLimits } from "./limits.ts";
import { type DockerPlan, LAUNCHER_OVERHEAD, NOBODY, resourceLimits, SANDBOX } from "./plan.ts";

export interface DockerOptions {
  readonly limits: SubmissionLimits;
  /** On this machine. */
  readonly launcher: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const PROBE_DEADLINE_MS = 15_000;

/** The official image of the Node that runs here, unless the environment names another; for Python programs it must hold python3 with pika. */
export function sandboxImage(environment: DockerOptions["environment"]): string {
  return environment["SANDBOX_IMAGE"] || `node:${process.versions.node.split(".")[0]}`;
}

/** @returns what to do, or why it can't be done here */
export async function prepareDocker({ limits, launcher, environment }: DockerOptions): Promise<DockerPlan | Text> {
  if (process.platform !== "linux") return ONLY_LINUX;
  const image = sandboxImage(environment);
  const problem = await complaintAbout(["image", "inspect", "--format", "{{.Id}}", image]);
  if (problem !== undefined) return reason(problem, image);
  const memory = `${limits.memoryMiB + LAUNCHER_OVERHEAD.memoryMiB}m`;
  const ulimits = Object.entries(resourceLimits(limits)).flatMap(([name, value]) => ["--ulimit", `${name}=${value}`]);
  return {
    level: "docker",
    image,
    options: [
      ["--rm", "--pull", "never", "--network", "none", "--hostname", "sandbox", "--read-only", "--workdir", "/tmp"],
      ["--user", `${NOBODY}:${NOBODY}`, "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
      ["--memory", memory, "--memory-swap", memory],
      ["--pids-limit", String(limits.processes + LAUNCHER_OVERHEAD.processes), ...ulimits],
      // Files in it are memory of the container.
      ["--tmpfs", `/tmp:rw,nosuid,nodev,size=${limits.diskMiB}m,mode=1777`, "--shm-size", "1m"],
      ["--volume", `${launcher}:${SANDBOX}/launcher.mjs:ro`, "--entrypoint", "node"],
    ].flat(),
    launch: [`${SANDBOX}/launcher.mjs`, "/sockets"],
  };
}

function complaintAbout(given: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("docker", [...given], { timeout: PROBE_DEADLINE_MS }, (error, _stdout, stderr) => {
      if (error === null) resolve(undefined);
      else resolve(error.code === "ENOENT" ? "ENOENT" : stderr.trim() || error.message);
    });
  });
}

function reason(problem: string, image: string): Text {
  if (problem === "ENOENT") {
    return {
      en: "Docker is not installed (https://docs.docker.com/engine/install)",
      "zh-CN": "没有安装 Docker（https://docs.docker.com/engine/install）",
    };
  }
  if (/no such image/iu.test(problem)) {
    return {
      en: `Docker has no image '${image}' (docker pull ${image}, or name another one in SANDBOX_IMAGE)`,
      "zh-CN": `Docker 没有镜像 '${image}'（docker pull ${image}，或用 SANDBOX_IMAGE 指定另一个）`,
    };
  }
  const line = problem.split("\n")[0] ?? "";
  return { en: `Docker does not answer (${line})`, "zh-CN": `Docker 没有响应（${line}）` };
}

const ONLY_LINUX: Text = {
  en: "Docker shares no sockets with programs of this system, which the sandbox needs; use a Linux machine, or WSL",
  "zh-CN": "沙箱需要与容器共享套接字，而这个系统上的 Docker 做不到；请使用 Linux 或 WSL",
};
