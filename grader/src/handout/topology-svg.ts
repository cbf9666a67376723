/**
 * Draws a lesson's topology as an SVG that stands by itself: in the handout, on paper, on a dark page. Owns what it looks
 * like; where things stand is topology-layout.ts's business.
 */
import type { Lesson, TopologyNode } from "../lesson.ts";
import {
  CIRCLE_RADIUS,
  EDGE_FONT_SIZE,
  labelLines,
  layOut,
  lineHeight,
  NODE_FONT_SIZE,
  QUEUE_HEIGHT,
  QUEUE_WIDTH,
} from "./topology-layout.ts";
import type { Point } from "./geometry.ts";
import type { PlacedEdge, PlacedNode } from "./topology-layout.ts";

const MARGIN = 20;
const QUEUE_BOXES = 4;
const INK = "#1f2328";
/** Pale enough to print as near white: shapes and letters tell the kinds apart, colour only helps. */
const FILLS = { producer: "#d7e8fd", exchange: "#e9dcfb", queue: "#fde3d0", consumer: "#d9f0dc" } as const;
const LETTERS = { producer: "P", exchange: "X", consumer: "C" } as const;
const KINDS = {
  producer: { en: "producer", "zh-CN": "生产者" },
  exchange: { en: "exchange", "zh-CN": "交换机" },
  queue: { en: "queue", "zh-CN": "队列" },
  consumer: { en: "consumer", "zh-CN": "消费者" },
} as const;

/** The same text for the same lesson, byte for byte; it holds no ids, so that several can stand in one page. */
export function topologySvg(lesson: Pick<Lesson, "title" | "topology">): string {
  const { nodes, edges, bounds } = layOut(lesson.topology);
  const left = Math.floor(bounds.left) - MARGIN;
  const top = Math.floor(bounds.top) - MARGIN;
  const width = Math.ceil(bounds.right) + MARGIN - left;
  const height = Math.ceil(bounds.bottom) + MARGIN - top;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}">`,
    `  <title>${escape(`${lesson.title.en} · ${lesson.title["zh-CN"]}`)}</title>`,
    `  <desc>${escape(describe(lesson))}</desc>`,
    `  <rect x="${left + 0.5}" y="${top + 0.5}" width="${width - 1}" height="${height - 1}" rx="8" fill="#ffffff" stroke="#d1d9e0"/>`,
    `  <g fill="none" stroke="${INK}" stroke-width="1.6" stroke-linecap="round">`,
    ...edges.map((placed) => `    ${edgeLine(placed)}`),
    `  </g>`,
    `  <g fill="${INK}">`,
    ...edges.map((placed) => `    ${arrowhead(placed)}`),
    `  </g>`,
    `  <g stroke="${INK}" stroke-width="1.6">`,
    ...nodes.map((placed) => `    ${shape(placed)}`),
    `  </g>`,
    `  <g font-family="sans-serif" font-size="18" font-weight="bold" text-anchor="middle" fill="${INK}">`,
    ...nodes.flatMap((placed) => letter(placed)).map((line) => `    ${line}`),
    `  </g>`,
    `  <g font-family="monospace" text-anchor="middle" fill="${INK}" stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke">`,
    ...nodes.map((placed) => `    ${words(placed.node.label, placed.label, NODE_FONT_SIZE)}`),
    ...edges.flatMap((placed) =>
      placed.label === undefined ? [] : [`    ${words(placed.edge.label ?? "", placed.label, EDGE_FONT_SIZE)}`],
    ),
    `  </g>`,
    `</svg>`,
  ];
  return `${lines.join("\n")}\n`;
}

/** The picture in sentences, for those who hear it. */
function describe({ topology }: Pick<Lesson, "topology">): string {
  const byId = new Map(topology.nodes.map((node) => [node.id, node]));
  const name = (id: string, language: "en" | "zh-CN"): string => {
    const node = byId.get(id);
    return node === undefined ? id : `${KINDS[node.kind][language]} ${flat(node.label)}`;
  };
  const english = topology.edges.map(
    (edge) =>
      `From ${name(edge.from, "en")} to ${name(edge.to, "en")}${edge.label === undefined ? "" : `: ${flat(edge.label)}`}.`,
  );
  const chinese = topology.edges.map(
    (edge) =>
      `从${name(edge.from, "zh-CN")} 到${name(edge.to, "zh-CN")}${edge.label === undefined ? "" : `：${flat(edge.label)}`}。`,
  );
  return `${english.join(" ")} ${chinese.join("")}`;
}

function flat(label: string): string {
  return labelLines(label).join(", ");
}

function edgeLine({ edge, start, control, end }: PlacedEdge): string {
  const dashes = edge.kind === "reply" ? ` stroke-dasharray="6 5"` : "";
  return `<path d="M ${at(start)} Q ${at(control)} ${at(end)}"${dashes}/>`;
}

function arrowhead({ end, tip }: PlacedEdge): string {
  const across = { x: (tip.y - end.y) * 0.45, y: (end.x - tip.x) * 0.45 };
  return `<path d="M ${at(tip)} L ${at({ x: end.x + across.x, y: end.y + across.y })} L ${at({ x: end.x - across.x, y: end.y - across.y })} Z"/>`;
}

function shape({ node, centre }: PlacedNode): string {
  const fill = FILLS[node.kind];
  if (node.kind !== "queue")
    return `<circle cx="${round(centre.x)}" cy="${round(centre.y)}" r="${CIRCLE_RADIUS}" fill="${fill}"/>`;
  const left = centre.x - QUEUE_WIDTH / 2;
  const top = centre.y - QUEUE_HEIGHT / 2;
  const step = QUEUE_WIDTH / QUEUE_BOXES;
  const walls = Array.from(
    { length: QUEUE_BOXES - 1 },
    (_, index) => `M ${at({ x: left + step * (index + 1), y: top })} v ${QUEUE_HEIGHT}`,
  );
  return `<path d="M ${at({ x: left, y: top })} h ${QUEUE_WIDTH} v ${QUEUE_HEIGHT} h ${-QUEUE_WIDTH} Z ${walls.join(" ")}" fill="${fill}"/>`;
}

function letter({ node, centre }: PlacedNode): string[] {
  return node.kind === "queue"
    ? []
    : [`<text x="${round(centre.x)}" y="${round(centre.y + 6)}">${letterOf(node.kind)}</text>`];
}

function letterOf(kind: Exclude<TopologyNode["kind"], "queue">): string {
  return LETTERS[kind];
}

function words(label: string, centre: Point, fontSize: number): string {
  const lines = labelLines(label);
  const height = lineHeight(fontSize);
  const first = centre.y - ((lines.length - 1) * height) / 2 + fontSize * 0.35;
  const spans = lines.map(
    (line, index) => `<tspan x="${round(centre.x)}" y="${round(first + index * height)}">${escape(line)}</tspan>`,
  );
  return `<text font-size="${fontSize}">${spans.join("")}</text>`;
}

function at(point: Point): string {
  return `${round(point.x)} ${round(point.y)}`;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
