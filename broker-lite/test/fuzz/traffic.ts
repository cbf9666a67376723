/** What real clients sent (see record.ts), cut into frames, and how it is spoiled. */
import { readdirSync, readFileSync } from "node:fs";
import { PROTOCOL_HEADER } from "../../src/wire/index.ts";
import type { Sent } from "./grammar.ts";
import type { Random } from "./random.ts";

const FOLDER = new URL("traffic/", import.meta.url);
const FRAME_OVERHEAD_BYTES = 8;

/** A conversation: the frames behind the protocol header. */
export type Recording = readonly Buffer[];

export function recordings(): readonly Recording[] {
  return readdirSync(FOLDER)
    .toSorted()
    .map((name) => framesOf(Buffer.from(readFileSync(new URL(name, FOLDER), "utf8").replaceAll(/\s/g, ""), "hex")));
}

function framesOf(bytes: Buffer): Recording {
  const frames: Buffer[] = [];
  let offset = PROTOCOL_HEADER.length;
  while (offset < bytes.length) {
    const end = offset + bytes.readUInt32BE(offset + 3) + FRAME_OVERHEAD_BYTES;
    frames.push(bytes.subarray(offset, end));
    offset = end;
  }
  return frames;
}

/** The conversation with frames left out, doubled, moved, cut, or with other bytes in them; the greeting often stays as it was. */
export function spoiled(random: Random, recording: Recording): Sent[] {
  const frames = [...recording];
  const from = random.chance(0.8) ? Math.min(3, frames.length) : 0;
  for (let change = random.below(6); change >= 0; change--) {
    const index = from + random.below(Math.max(1, frames.length - from));
    const frame = frames[index];
    if (frame === undefined) continue;
    switch (random.below(5)) {
      case 0:
        frames.splice(index, 1);
        break;
      case 1:
        frames.splice(index, 0, frame);
        break;
      case 2:
        frames.splice(from + random.below(Math.max(1, frames.length - from)), 0, ...frames.splice(index, 1));
        break;
      case 3:
        frames[index] = frame.subarray(0, random.below(frame.length));
        break;
      default:
        frames[index] = withOtherBytes(random, frame);
    }
  }
  return frames.map((bytes) => ({ bytes, frameCount: 1 }));
}

/** Mostly in the payload, so that it is still a frame. */
function withOtherBytes(random: Random, frame: Buffer): Buffer {
  const spoilt = Buffer.from(frame);
  const from = random.chance(0.9) && frame.length > FRAME_OVERHEAD_BYTES ? 7 : 0;
  for (let change = random.below(4); change >= 0; change--) {
    const index = from + random.below(Math.max(1, frame.length - from - 1));
    spoilt[index] = random.chance(0.5) ? random.below(256) : (spoilt[index] ?? 0) ^ (1 << random.below(8));
  }
  return spoilt;
}
