/** The frames of a scenario as a sequence diagram in SVG: a lane for each program, the broker and each queue. The offending frame has a mark, a thicker line and a word. */
import type { FrameLine } from "../../score/report.ts";
import { sequenceOf, type Lane, type Message } from "../sequence.ts";
import { texts } from "../texts.ts";
import { bothInSvg, escapeHtmlLine } from "./escape.ts";

const LANE_WIDTH = 172;
const HEAD_HEIGHT = 46;
const ROW_HEIGHT = 40;
const MARGIN = 14;
/** Of the words over an arrow, which `sequenceOf` cuts. */
const LONGEST_LABEL_WIDTH = 290;
const LABEL_CHARACTERS = 20;

/** @param title what it shows, for those who can't see it */
export function sequenceSvg(frames: readonly FrameLine[], all: readonly FrameLine[], title: string): string {
  const { lanes, messages } = sequenceOf(frames, all);
  const width = lanes.length * LANE_WIDTH + MARGIN * 2;
  const height = HEAD_HEIGHT + messages.length * ROW_HEIGHT + MARGIN * 2;
  const x = new Map(lanes.map(({ id }, index) => [id, MARGIN + index * LANE_WIDTH + LANE_WIDTH / 2]));
  const body = [
    `<title>${escapeHtmlLine(title)}</title>`,
    ...lanes.map((lane) => laneSvg(lane, x.get(lane.id) ?? 0, height)),
    ...messages.map((message, index) =>
      messageSvg(
        message,
        x.get(message.from) ?? 0,
        x.get(message.to) ?? 0,
        HEAD_HEIGHT + MARGIN + index * ROW_HEIGHT,
        width,
      ),
    ),
  ];
  return `<svg class="sequence" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${body.join("")}</svg>`;
}

function laneSvg({ kind, label }: Lane, x: number, height: number): string {
  const words = kind === "broker" ? bothInSvg(texts.broker) : escapeHtmlLine(shortened(label));
  return `<g class="lane ${kind}"><title>${escapeHtmlLine(label)}</title><line x1="${x}" y1="${HEAD_HEIGHT - 10}" x2="${x}" y2="${height - MARGIN}"/><rect x="${x - LANE_WIDTH / 2 + 8}" y="6" width="${LANE_WIDTH - 16}" height="30" rx="${kind === "queue" ? 0 : 6}"/><text x="${x}" y="26">${words}</text></g>`;
}

function messageSvg({ frame, label }: Message, from: number, to: number, y: number, width: number): string {
  const words = frame.words === undefined ? escapeHtmlLine(label) : bothInSvg(frame.words);
  const time = `#${frame.number} · ${Math.round(frame.atMs)} ms`;
  const line = y + 20;
  const middle = (from + to) / 2;
  const half = LONGEST_LABEL_WIDTH / 2;
  // Long words beside the edge would be cut.
  const at = Math.min(Math.max(middle, half), Math.max(half, width - half));
  const arrow =
    from === to
      ? `<circle cx="${from}" cy="${line}" r="4"/>`
      : `<line x1="${from}" y1="${line}" x2="${to}" y2="${line}"/><path d="M ${to} ${line} l ${to > from ? -9 : 9} -5 v 10 z"/>`;
  const offence = frame.offending
    ? `<text class="offence" x="${at}" y="${line + 14}">▶ ${bothInSvg(texts.lostHere)}</text>`
    : "";
  return `<g class="message${frame.offending ? " offending" : ""}"><title>${time} ${escapeHtmlLine(frame.line)}</title>${arrow}<text x="${at}" y="${line - 6}">${words}</text>${offence}</g>`;
}

function shortened(label: string): string {
  const characters = [...label];
  return characters.length <= LABEL_CHARACTERS ? label : `${characters.slice(0, LABEL_CHARACTERS - 1).join("")}…`;
}
