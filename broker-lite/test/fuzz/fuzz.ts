/**
 * The fuzzer: connections of four kinds (bytes, frames of real clients spoiled, methods from the grammar, and their orders), one after
 * the other, each with a seed of its own, so that a failure names the connection that shows it.
 */
import type { ProfileName } from "../../src/core/profile.ts";
import { encodeMethod, makeMethod, PROTOCOL_HEADER } from "../../src/wire/index.ts";
import { randomFrames, type Sent } from "./grammar.ts";
import { Random } from "./random.ts";
import { recordings, spoiled, type Recording } from "./traffic.ts";
import { Peer, World } from "./world.ts";

export interface FuzzOptions {
  /** At least so many are sent. */
  readonly frames: number;
  readonly seed: number;
  /** After each hundred connections, with all that is left of them deleted. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly frames: number;
  readonly connections: number;
  /** How many connections or channels were closed with each reply code; 0 for connections that came to their end unharmed. */
  readonly closedWith: Readonly<Record<number, number>>;
}

const PROFILES_FUZZED: readonly ProfileName[] = ["3.10", "4.1", "4.3"];
const CONNECTIONS_BETWEEN_CHECKS = 100;
/** One conversation takes milliseconds. */
const HANG_MS = 20_000;

/** Throws at the first thing that must not be, with the seed that shows it. */
export function fuzz({ frames, seed, onProgress }: FuzzOptions): Progress {
  const traffic = recordings();
  const worlds = PROFILES_FUZZED.map((profile) => new World(profile));
  const closedWith: Record<number, number> = {};
  let sent = 0;
  let connections = 0;
  while (sent < frames) {
    const connectionSeed = seed * 1_000_003 + connections;
    const random = new Random(connectionSeed);
    const world = random.pick(worlds);
    const startedAtMs = performance.now();
    try {
      const { frameCount, replyCode } = converse(random, world, traffic);
      sent += frameCount;
      closedWith[replyCode] = (closedWith[replyCode] ?? 0) + 1;
      world.checkWitness();
      connections++;
      if (connections % CONNECTIONS_BETWEEN_CHECKS === 0) for (const each of worlds) each.checkNothingLeft();
    } catch (error) {
      throw new Error(`connection ${connections} of seed ${seed} (its own: ${connectionSeed})`, { cause: error });
    }
    const tookMs = performance.now() - startedAtMs;
    if (tookMs > HANG_MS) throw new Error(`connection ${connections} of seed ${seed} took ${tookMs} ms`);
    if (connections % CONNECTIONS_BETWEEN_CHECKS === 0) onProgress?.({ frames: sent, connections, closedWith });
  }
  for (const world of worlds) world.checkNothingLeft();
  return { frames: sent, connections, closedWith };
}

function converse(
  random: Random,
  world: World,
  traffic: readonly Recording[],
): { frameCount: number; replyCode: number } {
  const peer = new Peer(world);
  let frameCount = 0;
  for (const { bytes, frameCount: count } of conversation(random, peer, traffic)) {
    if (peer.hasEnded) break;
    say(random, peer, bytes);
    frameCount += count;
    // Whose channel is closed says that it knows, or nothing more would be looked at.
    if (peer.heard.includes("channel.close") && random.chance(0.9)) reopen(peer);
    if (random.chance(0.02)) world.pass(random.below(200));
    if (random.chance(0.002)) world.pass(random.below(3_600_000));
  }
  if (peer.hasEnded || random.chance(0.5)) peer.connection.disconnected();
  else {
    peer.do(0, "connection.close");
    peer.connection.disconnected();
  }
  peer.listen();
  return { frameCount: Math.max(1, frameCount), replyCode: peer.replyCode ?? 0 };
}

function* conversation(random: Random, peer: Peer, traffic: readonly Recording[]): Generator<Sent> {
  const kind = random.next();
  if (kind < 0.05) return yield* noise(random);
  if (kind < 0.4) {
    peer.say(PROTOCOL_HEADER);
    return yield* spoiled(random, random.pick(traffic));
  }
  peer.greet(random.chance(0.2) ? 1 + random.below(10) : 0);
  for (const channel of [2, 3]) peer.do(channel, "channel.open");
  if (random.chance(0.3)) peer.do(2, "confirm.select");
  if (random.chance(0.2)) peer.do(3, "tx.select");
  for (let left = random.below(400); left > 0; left--) yield randomFrames(random);
}

function* noise(random: Random): Generator<Sent> {
  if (random.chance(0.7)) yield { bytes: PROTOCOL_HEADER, frameCount: 1 };
  for (let left = random.below(5); left > 0; left--) yield { bytes: random.bytes(random.below(200)), frameCount: 1 };
}

function reopen(peer: Peer): void {
  for (const channel of [1, 2, 3]) {
    const state = peer.connection.channels.get(channel);
    if (state?.isClosing === true) peer.say(encodeMethod(channel, makeMethod("channel.close-ok")));
    if (!peer.connection.channels.has(channel)) peer.do(channel, "channel.open");
  }
}

/** In one piece mostly, in two at times. */
function say(random: Random, peer: Peer, bytes: Uint8Array): void {
  if (!random.chance(0.1)) return peer.say(bytes);
  const cut = random.below(bytes.length + 1);
  peer.say(bytes.subarray(0, cut));
  if (!peer.hasEnded) peer.say(bytes.subarray(cut));
}
