/**
 * Where things stand in the picture of a topology: boxes, curves and labels, in pixels. Pure geometry; what it looks like
 * is drawn in topology-svg.ts.
 */
import type { Topology, TopologyEdge, TopologyNode } from "../lesson.ts";
import { around, bent, contains, grow, overlaps, sample, union } from "./geometry.ts";
import type { Box, Point } from "./geometry.ts";

export interface PlacedNode {
  readonly node: TopologyNode;
  readonly centre: Point;
  readonly label: Point;
}

export interface PlacedEdge {
  readonly edge: TopologyEdge;
  readonly start: Point;
  readonly control: Point;
  /** Where the line ends and the arrowhead begins. */
  readonly end: Point;
  readonly tip: Point;
  readonly label?: Point;
}

export interface Layout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  /** Everything, labels and all, without a margin. */
  readonly bounds: Box;
}

export const CIRCLE_RADIUS = 26;
export const QUEUE_WIDTH = 104;
export const QUEUE_HEIGHT = 36;
export const NODE_FONT_SIZE = 14;
export const EDGE_FONT_SIZE = 13;
export const ARROW_LENGTH = 11;

const ROW_PITCH = 116;
const MINIMUM_COLUMN_GAP = 160;
/** What an arrow's label needs beside its own width and half of what stands at either end. */
const LABEL_ROOM = 56;
/** Each further arrow between the same two shapes needs this much more. */
const PARALLEL_ROOM = 40;
/** Control points of arrows between the same two shapes lie this far apart. */
const PARALLEL_BEND = 50;
/** Between a shape and the label that names it. */
const LABEL_GAP = 6;
/** An arrow stays this far from the shape it points at. */
const ARROW_GAP = 3;
/** A monospaced letter is this wide, measured in its font size; a little more than any common font needs. */
const LETTER_WIDTH = 0.62;
const BENDS = [0, 44, -44, 76, -76, 110, -110] as const;
/** Rather anywhere along its arrow than on the other side of it. */
const WRONG_SIDE = 5;
/** Between a label and the arrows of others. */
const LABEL_AIR = 8;
const LABEL_PLACES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73] as const;

/** @throws Error naming the edge, where one of its ends is no node or both are the same. */
export function layOut(topology: Topology): Layout {
  const gaps = columnGaps(topology);
  const centres = new Map(
    topology.nodes.map((node) => [node.id, { x: columnX(gaps, node.column), y: node.row * ROW_PITCH }]),
  );
  const shapes = new Map(topology.nodes.map((node) => [node.id, shapeBox(node, centreOf(centres, node.id))]));
  const routes = topology.edges.map((edge, index) => route(topology, edge, index, centres, shapes));
  const nodes = placeNodes(topology, centres, shapes, routes);
  const taken = [...shapes.values(), ...nodes.map((placed) => nodeLabelBox(placed.node, placed.label))];
  const edges: PlacedEdge[] = [];
  for (const one of routes) {
    const label = placeEdgeLabel(one, routes, taken);
    if (label !== undefined) taken.push(edgeLabelBox(one.edge, label));
    const { edge, start, control, end, tip } = one;
    edges.push({ edge, start, control, end, tip, ...(label === undefined ? {} : { label }) });
  }
  const lines = routes.flatMap((one) => one.points.map((point) => around(point, 2, 2)));
  return { nodes, edges, bounds: union([...taken, ...lines]) };
}

/** Lines of a label; a label may hold several, one below the other. */
export function labelLines(label: string): readonly string[] {
  return label.split("\n");
}

/** Letters outside ASCII are taken to be twice as wide, which is right for Chinese and generous for the rest. */
export function textWidth(text: string, fontSize: number): number {
  const widest = Math.max(
    ...labelLines(text).map((line) =>
      Array.from(line, (letter) => (letter <= "~" ? 1 : 2)).reduce((sum: number, letters) => sum + letters, 0),
    ),
  );
  return widest * fontSize * LETTER_WIDTH;
}

export function lineHeight(fontSize: number): number {
  return Math.round(fontSize * 1.3);
}

function textHeight(text: string, fontSize: number): number {
  return labelLines(text).length * lineHeight(fontSize);
}

interface Route {
  readonly edge: TopologyEdge;
  readonly points: readonly Point[];
  readonly start: Point;
  readonly control: Point;
  readonly end: Point;
  readonly tip: Point;
}

/** From each column to the next, wide enough for the names in both and for the longest label between them. */
function columnGaps(topology: Topology): readonly number[] {
  const last = Math.ceil(Math.max(0, ...topology.nodes.map((node) => node.column)));
  return Array.from({ length: last }, (_, column) => {
    const halves = [column, column + 1].map((one) =>
      Math.max(0, ...topology.nodes.map((node) => halfWidth(node, one))),
    );
    const labels = topology.edges.map((edge) => labelShare(topology, edge, column));
    return Math.ceil(Math.max(MINIMUM_COLUMN_GAP, 24 + halves.reduce((sum, half) => sum + half, 0), ...labels));
  });
}

function halfWidth(node: TopologyNode, column: number): number {
  if (Math.abs(node.column - column) >= 1) return 0;
  const shape = node.kind === "queue" ? QUEUE_WIDTH : 2 * CIRCLE_RADIUS;
  return Math.max(shape, textWidth(node.label, NODE_FONT_SIZE)) / 2;
}

/** What an edge's label takes of the gap right of a column, which it may share with other gaps. */
function labelShare(topology: Topology, edge: TopologyEdge, column: number): number {
  const ends = topology.nodes.filter((node) => node.id === edge.from || node.id === edge.to);
  const left = Math.min(...ends.map((node) => node.column));
  const right = Math.max(...ends.map((node) => node.column));
  if (edge.label === undefined || right <= column || left >= column + 1) return 0;
  const parallel = topology.edges.filter((other) => isSamePair(other, edge)).length;
  const halves = ends.reduce((sum, node) => sum + halfWidth(node, node.column), 0);
  const room = LABEL_ROOM + halves + Math.max(0, parallel - 1) * PARALLEL_ROOM;
  return (textWidth(edge.label, EDGE_FONT_SIZE) + room) / Math.max(1, right - left);
}

/** Columns may be fractions; they stand between their neighbours accordingly. */
function columnX(gaps: readonly number[], column: number): number {
  const whole = Math.floor(column);
  const before = gaps.slice(0, whole).reduce((sum, gap) => sum + gap, 0);
  return before + (gaps[whole] ?? MINIMUM_COLUMN_GAP) * (column - whole);
}

/** A curve between two shapes that avoids the others; arrows that join the same two shapes bend away from each other. */
function route(
  topology: Topology,
  edge: TopologyEdge,
  index: number,
  centres: ReadonlyMap<string, Point>,
  shapes: ReadonlyMap<string, Box>,
): Route {
  if (edge.from === edge.to) throw new Error(`the edge from ${edge.from} leads to itself`);
  const from = centreOf(centres, edge.from);
  const to = centreOf(centres, edge.to);
  const others = [...shapes].filter(([id]) => id !== edge.from && id !== edge.to).map(([, box]) => grow(box, 10));
  const attempts = bendsFor(topology, edge, index).map((bend) => {
    const control = bent(from, to, bend);
    const points = sample(from, control, to);
    return { control, points, hits: points.filter((point) => others.some((box) => contains(box, point))).length };
  });
  const best = least(attempts, (one) => one.hits);
  const outside = best.points.filter(
    (point) =>
      !contains(grow(boxOf(shapes, edge.from), ARROW_GAP), point) &&
      !contains(grow(boxOf(shapes, edge.to), ARROW_GAP), point),
  );
  const start = outside[0];
  const tip = outside.at(-1);
  const before = outside.at(-4);
  if (start === undefined || tip === undefined || before === undefined)
    throw new Error(`no room for the edge from ${edge.from} to ${edge.to}`);
  const length = Math.hypot(tip.x - before.x, tip.y - before.y);
  const end = {
    x: tip.x - ((tip.x - before.x) / length) * ARROW_LENGTH,
    y: tip.y - ((tip.y - before.y) / length) * ARROW_LENGTH,
  };
  const middle = outside[Math.floor(outside.length / 2)] ?? start;
  const control = { x: 2 * middle.x - (start.x + end.x) / 2, y: 2 * middle.y - (start.y + end.y) / 2 };
  return { edge, points: outside, start, control, end, tip };
}

function bendsFor(topology: Topology, edge: TopologyEdge, index: number): readonly number[] {
  const between = topology.edges.filter((other) => isSamePair(other, edge));
  if (between.length === 1) return BENDS;
  const place = topology.edges.slice(0, index).filter((other) => isSamePair(other, edge)).length;
  const bend = (place - (between.length - 1) / 2) * PARALLEL_BEND;
  const isForward = between[0]?.from === edge.from;
  const wider = bend === 0 ? BENDS : [0, 40, 80, 120].map((more) => bend + Math.sign(bend) * more);
  return isForward ? wider : wider.map((one) => -one);
}

function isSamePair(one: TopologyEdge, other: TopologyEdge): boolean {
  return (one.from === other.from && one.to === other.to) || (one.from === other.to && one.to === other.from);
}

function placeNodes(
  topology: Topology,
  centres: ReadonlyMap<string, Point>,
  shapes: ReadonlyMap<string, Box>,
  routes: readonly Route[],
): PlacedNode[] {
  const placed: PlacedNode[] = [];
  const taken = [...shapes.values()];
  for (const node of topology.nodes) {
    const centre = centreOf(centres, node.id);
    const shape = boxOf(shapes, node.id);
    const half = textHeight(node.label, NODE_FONT_SIZE) / 2;
    const candidates = [
      { x: centre.x, y: shape.bottom + LABEL_GAP + half },
      { x: centre.x, y: shape.top - LABEL_GAP - half },
    ];
    const label = least(candidates, (candidate) => crowding(nodeLabelBox(node, candidate), taken, routes));
    taken.push(nodeLabelBox(node, label));
    placed.push({ node, centre, label });
  }
  return placed;
}

function placeEdgeLabel(one: Route, routes: readonly Route[], taken: readonly Box[]): Point | undefined {
  const text = one.edge.label;
  if (text === undefined || text === "") return undefined;
  const width = textWidth(text, EDGE_FONT_SIZE);
  const height = textHeight(text, EDGE_FONT_SIZE);
  const others = routes.filter((other) => other !== one);
  const candidates = LABEL_PLACES.flatMap((place, rank) => {
    const index = Math.round(place * (one.points.length - 1));
    const point = one.points[index] ?? one.start;
    const next = one.points[index + 1] ?? one.tip;
    const length = Math.hypot(next.x - point.x, next.y - point.y) || 1;
    const normal = { x: (next.y - point.y) / length, y: -(next.x - point.x) / length };
    const distance = (Math.abs(normal.x) * width + Math.abs(normal.y) * height) / 2 + 4;
    const up = labelSide(one, normal);
    return [up, -up].map((side) => ({
      centre: { x: point.x + normal.x * distance * side, y: point.y + normal.y * distance * side },
      preference: rank + (side === up ? 0 : WRONG_SIDE),
    }));
  });
  return least(candidates, ({ centre, preference }) => {
    const box = edgeLabelBox(one.edge, centre);
    // Near another arrow it could be taken for that one's label.
    return preference + crowding(box, taken, routes) + crowding(grow(box, LABEL_AIR), [], others);
  }).centre;
}

/** Outside a curve, above a straight line. */
function labelSide({ start, tip, control }: Route, normal: Point): 1 | -1 {
  const bulge = {
    x: control.x - (start.x + tip.x) / 2,
    y: control.y - (start.y + tip.y) / 2,
  };
  if (Math.hypot(bulge.x, bulge.y) > 12) return bulge.x * normal.x + bulge.y * normal.y >= 0 ? 1 : -1;
  return normal.y <= 0 ? 1 : -1;
}

/** How much stands in a box already: shapes and labels weigh far more than a line that passes. */
function crowding(box: Box, taken: readonly Box[], routes: readonly Route[]): number {
  const boxes = taken.filter((other) => overlaps(box, other)).length;
  const points = routes.reduce((sum, one) => sum + one.points.filter((point) => contains(box, point)).length, 0);
  return boxes * 1000 + points;
}

function least<Candidate>(candidates: readonly Candidate[], cost: (candidate: Candidate) => number): Candidate {
  const costs = candidates.map((candidate) => ({ candidate, cost: cost(candidate) }));
  return costs.reduce((best, one) => (one.cost < best.cost ? one : best)).candidate;
}

function shapeBox(node: TopologyNode, centre: Point): Box {
  return node.kind === "queue"
    ? around(centre, QUEUE_WIDTH, QUEUE_HEIGHT)
    : around(centre, 2 * CIRCLE_RADIUS, 2 * CIRCLE_RADIUS);
}

function nodeLabelBox(node: TopologyNode, centre: Point): Box {
  return around(centre, textWidth(node.label, NODE_FONT_SIZE) + 4, textHeight(node.label, NODE_FONT_SIZE));
}

function edgeLabelBox(edge: TopologyEdge, centre: Point): Box {
  return around(centre, textWidth(edge.label ?? "", EDGE_FONT_SIZE) + 4, textHeight(edge.label ?? "", EDGE_FONT_SIZE));
}

function centreOf(centres: ReadonlyMap<string, Point>, id: string): Point {
  const centre = centres.get(id);
  if (centre === undefined) throw new Error(`an edge names ${id}, which is no node`);
  return centre;
}

function boxOf(shapes: ReadonlyMap<string, Box>, id: string): Box {
  const box = shapes.get(id);
  if (box === undefined) throw new Error(`an edge names ${id}, which is no node`);
  return box;
}
