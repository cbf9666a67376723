/** Connections to the RabbitMQ of a class: opened, kept, and explained in words where they fail. */
import { setTimeout as wait } from "node:timers/promises";
import { connect, type ChannelModel } from "amqplib";
import { adviceOn } from "../../backends/advice.ts";
import type { Text } from "../../text.ts";
import { texts } from "./texts.ts";

/** Why nothing goes on over this broker. */
export class AmqpError extends Error {
  override readonly name = "AmqpError";
  readonly text: Text;
  /** Trying again will not help: a wrong password, a missing right. */
  readonly final: boolean;

  constructor(text: Text, { final, cause }: { readonly final: boolean; readonly cause?: unknown }) {
    super(text.en, { cause });
    this.text = text;
    this.final = final;
  }
}

const CONNECT_TIMEOUT_MS = 15_000;
const HEARTBEAT_SECONDS = 20;
const RETRY_FIRST_MS = 250;
const RETRY_MOST_MS = 5000;

export interface KeepOptions {
  readonly url: string;
  readonly signal: AbortSignal;
  /** Told each time the connection is lost, and when it is there again. */
  readonly onLost: (error: AmqpError) => void;
  readonly onBack: () => void;
  /** For how long a lost connection is tried again; forever, unless said. */
  readonly patienceMs?: number;
  /** For the list of connections at the broker. */
  readonly name: string;
}

/**
 * Calls `use` with a connection, and again with a new one whenever it is lost; resolves when `use` does.
 * @throws AmqpError where the first connection fails, the broker refuses something, or it stays away for too long; the signal's reason
 */
export async function keepConnected(
  options: KeepOptions,
  use: (connection: ChannelModel) => Promise<void>,
): Promise<void> {
  const { url, signal, onLost, onBack, patienceMs = Number.POSITIVE_INFINITY, name } = options;
  let lostAt: number | undefined;
  let retryMs = RETRY_FIRST_MS;
  for (let first = true; ; first = false) {
    signal.throwIfAborted();
    let connection: ChannelModel | undefined;
    try {
      connection = await connectTo(url, name);
      if (lostAt !== undefined) onBack();
      lostAt = undefined;
      retryMs = RETRY_FIRST_MS;
      await useUntilLost(connection, use, signal);
      return;
    } catch (error) {
      signal.throwIfAborted();
      const known = explained(error, url);
      if (known.final || (first && connection === undefined)) throw known;
      if (lostAt === undefined) {
        lostAt = performance.now();
        onLost(known);
      } else if (performance.now() - lostAt > patienceMs) throw known;
    } finally {
      await connection?.close().catch(() => undefined);
    }
    await wait(retryMs, undefined, { signal }).catch(() => undefined);
    retryMs = Math.min(retryMs * 2, RETRY_MOST_MS);
  }
}

/** The URL without its password, for people. */
export function shownUrl(url: string): string {
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username === "" ? "" : `${decodeURIComponent(username)}@`}${host}${pathname}`;
}

async function connectTo(url: string, name: string): Promise<ChannelModel> {
  const address = new URL(url);
  if (!address.searchParams.has("heartbeat")) address.searchParams.set("heartbeat", String(HEARTBEAT_SECONDS));
  return await connect(address.href, {
    timeout: CONNECT_TIMEOUT_MS,
    clientProperties: { connection_name: name },
  });
}

async function useUntilLost(
  connection: ChannelModel,
  use: (connection: ChannelModel) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let giveUp: (() => void) | undefined;
  const lost = new Promise<never>((_, reject) => {
    let reason: unknown = new Error("the connection was closed");
    connection.on("error", (error) => (reason = error));
    connection.on("close", (error) => reject(error ?? reason));
    giveUp = () => reject(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
  });
  try {
    await Promise.race([use(connection), lost]);
  } finally {
    if (giveUp !== undefined) signal.removeEventListener("abort", giveUp);
    lost.catch(() => undefined);
  }
}

/** What went wrong, in words; errors of ours are passed on. */
function explained(error: unknown, url: string): AmqpError {
  if (error instanceof AmqpError) return error;
  const shown = shownUrl(url);
  const { code, message } = detailsOf(error);
  const about = (text: Text, final: boolean): AmqpError => new AmqpError(text, { final, cause: error });
  if (code === 403 && /login|Handshake|ACCESS.REFUSED.*auth/iu.test(message)) return about(texts.badLogin(shown), true);
  if (code === 403) return about(texts.noRight(shown, message), true);
  // amqplib has no code for a vhost that is refused: it says what it expected instead.
  if (code === 530 || /ConnectionOpenOk/u.test(message)) return about(texts.noVhost(shown), true);
  if (code === 540 || code === 406) return about(texts.notAble(shown, message), true);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return about(texts.noHost(shown), false);
  return about(texts.unreachable(shown, message, adviceOn(error, url.startsWith("amqps:"))), false);
}

function detailsOf(error: unknown): { readonly code: unknown; readonly message: string } {
  if (error instanceof AggregateError) return detailsOf(error.errors[0]);
  if (!(error instanceof Error)) return { code: undefined, message: String(error) };
  const code = "code" in error ? error.code : undefined;
  const replied = /\b(40[346]|530|540|541)\b/u.exec(error.message)?.[1];
  return { code: typeof code === "number" || replied === undefined ? code : Number(replied), message: error.message };
}
