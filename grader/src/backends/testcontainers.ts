/**
 * RabbitMQ in Docker, by the testcontainers package (which is loaded here and nowhere else). Any image will do that is made as the
 * official ones are: configuration in /etc/rabbitmq, log on its output, `rabbitmqctl` on its PATH.
 */
import { spawnSync } from "node:child_process";
import type * as RabbitmqModule from "@testcontainers/rabbitmq";
import type * as Testcontainers from "testcontainers";
import type { Text } from "../text.ts";
import { administer, unguessable, type Administrator } from "./administered.ts";
import { BackendError, type StartedBackend, type StartOptions } from "./backend.ts";
import { untilGreeted } from "./greeting.ts";

/** The official image with the management plugin, of whatever 4.x is current. `RABBITMQ_IMAGE` names another. */
export const DEFAULT_IMAGE = "rabbitmq:4-management";

const AMQP_PORT = 5672;
const MANAGEMENT_PORT = 15_672;
const START_WITHIN_MS = 120_000;
const LAST_LINES = 8;

type Packages = Pick<typeof RabbitmqModule, "RabbitMQContainer"> &
  Pick<typeof Testcontainers, "getContainerRuntimeClient" | "ImageName">;
type Container = RabbitmqModule.StartedRabbitMQContainer;

/** @throws BackendError where there is no Docker, the image can't be had, or it does not start */
export async function startInDocker(options: StartOptions): Promise<StartedBackend> {
  const { signal } = options;
  const image = options.environment["RABBITMQ_IMAGE"] || DEFAULT_IMAGE;
  const packages = await loadPackages();
  const client = await dockerOr(packages);
  signal.throwIfAborted();
  await ensureImage(packages, client, image, options);
  signal.throwIfAborted();
  options.onStep({
    en: `starting RabbitMQ in Docker (${image})`,
    "zh-CN": `正在 Docker 中启动 RabbitMQ（${image}）`,
  });
  const administrator: Administrator = { user: unguessable("grader"), password: unguessable("password") };
  const name = unguessable("grader-rabbitmq");
  // By its name, so that it is found from before it has an id.
  options.whenEnding(() => spawnSync("docker", ["rm", "--force", "--volumes", name], { stdio: "ignore" }));
  const container = await startContainer(packages, client, { name, image, administrator });
  try {
    return await administered(container, administrator, image, signal);
  } catch (error) {
    await remove(container);
    throw error;
  }
}

async function loadPackages(): Promise<Packages> {
  try {
    const { getContainerRuntimeClient, ImageName } = await import("testcontainers");
    const { RabbitMQContainer } = await import("@testcontainers/rabbitmq");
    return { getContainerRuntimeClient, ImageName, RabbitMQContainer };
  } catch (error) {
    throw new BackendError(
      {
        en: "The package @testcontainers/rabbitmq is not installed, so --broker testcontainers can't be used. Install it with: npm install --include=optional",
        "zh-CN":
          "没有安装 @testcontainers/rabbitmq，因此不能使用 --broker testcontainers。安装方法：npm install --include=optional",
      },
      { cause: error },
    );
  }
}

async function dockerOr({ getContainerRuntimeClient }: Packages): Promise<Testcontainers.ContainerRuntimeClient> {
  try {
    return await getContainerRuntimeClient();
  } catch (error) {
    throw new BackendError(
      {
        en: "No Docker answers on this machine, so --broker testcontainers can't be used. Start Docker (docker info must work), or choose another broker: lite, local, or a URL.",
        "zh-CN":
          "这台机器上没有可用的 Docker，因此不能使用 --broker testcontainers。请启动 Docker（docker info 应能运行），或换一种 broker：lite、local 或某个 URL。",
      },
      { cause: error },
    );
  }
}

async function ensureImage(
  { ImageName }: Packages,
  client: Testcontainers.ContainerRuntimeClient,
  image: string,
  options: StartOptions,
): Promise<void> {
  const name = ImageName.fromString(image);
  if (await client.image.exists(name)) return;
  options.onStep({
    en: `fetching the Docker image ${image} (once, some 100 MB)`,
    "zh-CN": `正在下载 Docker 镜像 ${image}（仅一次，约 100 MB）`,
  });
  try {
    await client.image.pull(name);
  } catch (error) {
    throw imageMissing(image, wordsOf(error), error);
  }
  // A pull that is refused may end without an error.
  if (!(await client.image.exists(name))) throw imageMissing(image, "docker pull", undefined);
}

function imageMissing(image: string, reason: string, cause: unknown): BackendError {
  return new BackendError(
    {
      en: `The Docker image ${image} is not on this machine and can't be fetched (${reason}). Is this computer online? RABBITMQ_IMAGE names another image.`,
      "zh-CN": `这台机器上没有 Docker 镜像 ${image}，也无法下载（${reason}）。电脑联网了吗？可以用 RABBITMQ_IMAGE 指定其他镜像。`,
    },
    { cause },
  );
}

async function startContainer(
  { RabbitMQContainer }: Packages,
  client: Testcontainers.ContainerRuntimeClient,
  wanted: { readonly name: string; readonly image: string; readonly administrator: Administrator },
): Promise<Container> {
  const { name, image } = wanted;
  const { user, password } = wanted.administrator;
  const lines: string[] = [];
  try {
    return await new RabbitMQContainer(image)
      .withName(name)
      .withEnvironment({
        RABBITMQ_DEFAULT_USER: user,
        RABBITMQ_DEFAULT_PASS: password,
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "+S 1:1",
      })
      .withCopyContentToContainer([
        { target: "/etc/rabbitmq/conf.d/90-grader.conf", content: configuration(user, password) },
        // Of all plugins just this one, whatever the image brings.
        { target: "/etc/rabbitmq/enabled_plugins", content: "[rabbitmq_management].\n" },
      ])
      .withStartupTimeout(START_WITHIN_MS)
      .withLogConsumer((stream) => {
        stream.on("data", (chunk: Buffer | string) => {
          lines.push(...chunk.toString().split("\n"));
          lines.splice(0, lines.length - LAST_LINES * 4);
        });
      })
      .start();
  } catch (error) {
    const words = wordsOf(error);
    await removeUnstarted(client, name);
    // testcontainers' own helper, which removes containers that a killed process left.
    if (/ryuk/iu.test(words)) throw imageMissing("testcontainers/ryuk", words, error);
    throw doesNotStart(image, [words, ...lines.filter((line) => line.trim() !== "").slice(-LAST_LINES)], error);
  }
}

/** What was made but never became ready is left by testcontainers. */
async function removeUnstarted(
  { container: containers }: Testcontainers.ContainerRuntimeClient,
  name: string,
): Promise<void> {
  const container = containers.getById(name);
  await containers.stop(container, { timeout: 0 }).catch(() => undefined);
  await containers.remove(container, { removeVolumes: true }).catch(() => undefined);
}

function doesNotStart(image: string, lines: readonly string[], cause?: unknown): BackendError {
  const said = lines.join("\n");
  return new BackendError(
    {
      en: `The Docker image ${image} does not start as a RabbitMQ:\n${said}`,
      "zh-CN": `Docker 镜像 ${image} 没有作为 RabbitMQ 启动起来：\n${said}`,
    },
    { cause },
  );
}

/** `default_user` of the environment needs an image that reads it; this needs RabbitMQ alone. */
function configuration(user: string, password: string): string {
  return `default_user = ${user}
default_pass = ${password}
default_user_tags.administrator = true
management_agent.disable_metrics_collector = true
disk_free_limit.absolute = 1MB
`;
}

async function administered(
  container: Container,
  administrator: Administrator,
  image: string,
  signal: AbortSignal,
): Promise<StartedBackend> {
  const [host, port] = [container.getHost(), container.getMappedPort(AMQP_PORT)];
  if (!(await untilGreeted(host, port, START_WITHIN_MS, signal)))
    throw doesNotStart(image, [`${host}:${port}: no AMQP`]);
  let closed = false;
  const never = new AbortController().signal;
  const backend = await administer({
    host,
    port,
    managementPort: container.getMappedPort(MANAGEMENT_PORT),
    administrator,
    restart: async () => {
      // One exec for both: a container's own restart takes longer, and gives it another port.
      const { exitCode, output } = await container.exec([
        "sh",
        "-c",
        "rabbitmqctl -q stop_app && rabbitmqctl -q start_app",
      ]);
      if (exitCode !== 0) throw notRestarted(output.trim().slice(-1000));
      if (!(await untilGreeted(host, port, START_WITHIN_MS, never))) throw notRestarted(`${host}:${port}: no AMQP`);
    },
    close: async () => {
      closed = true;
      await remove(container);
    },
  });
  return {
    ...backend,
    get isRunning() {
      return !closed;
    },
  };
}

async function remove(container: Container): Promise<void> {
  await container.stop({ timeout: 0, remove: true, removeVolumes: true });
}

function notRestarted(reason: string): BackendError {
  const text: Text = {
    en: `RabbitMQ in Docker could not be restarted: ${reason}`,
    "zh-CN": `无法重启 Docker 中的 RabbitMQ：${reason}`,
  };
  return new BackendError(text);
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim();
}
