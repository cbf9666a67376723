// @ts-check
/** Where each node of the graph stands, in pixels. Pure: the same graph always looks the same. */

/** @typedef {import("./model.js").Node & { x: number, y: number, width: number, height: number }} Placed */

export const GAP = 18;
const SIZES = {
  exchange: { width: 150, height: 48 },
  queue: { width: 210, height: 66 },
  consumer: { width: 190, height: 48 },
};
/** Room for the key of a binding between two columns. */
const BETWEEN = 190;
const LEFT = 70;
const COLUMNS = {
  exchange: LEFT,
  queue: LEFT + SIZES.exchange.width + BETWEEN,
  consumer: LEFT + SIZES.exchange.width + BETWEEN + SIZES.queue.width + 90,
};
export const WIDTH = COLUMNS.consumer + SIZES.consumer.width + 10;

/**
 * @param {import("./model.js").Graph} graph
 * @returns {{ placed: ReadonlyMap<string, Placed>, width: number, height: number }}
 */
export function layout({ nodes, edges }) {
  /** @type {Map<string, Placed>} */
  const placed = new Map();
  const of = (/** @type {string} */ kind) => nodes.filter((node) => node.kind === kind);
  const exchanges = of("exchange").toSorted((one, other) => compare(one.name, other.name));
  const rank = new Map(exchanges.map(({ id }, index) => [id, index]));
  // Queues stand near what leads to them, consumers near their queue: few arrows cross.
  const weight = (/** @type {string} */ id) => {
    const from = edges.filter((edge) => edge.to === id).map((edge) => rank.get(edge.from) ?? 0);
    return from.length === 0 ? 0 : from.reduce((sum, one) => sum + one, 0) / from.length;
  };
  const queues = of("queue").toSorted(
    (one, other) => weight(one.id) - weight(other.id) || compare(one.name, other.name),
  );
  queues.forEach(({ id }, index) => rank.set(id, index));
  const consumers = of("consumer").toSorted(
    (one, other) => weight(one.id) - weight(other.id) || compare(one.id, other.id),
  );
  const heights = [exchanges, queues, consumers].map(heightOf);
  const height = Math.max(...heights, 0);
  for (const column of [exchanges, queues, consumers]) {
    let y = (height - heightOf(column)) / 2 + GAP;
    for (const node of column) {
      const size = SIZES[node.kind];
      placed.set(node.id, { ...node, ...size, x: COLUMNS[node.kind], y });
      y += size.height + GAP;
    }
  }
  return { placed, width: WIDTH, height: height + GAP };
}

/**
 * The curve of an arrow.
 * @param {Placed} from @param {Placed} to
 */
export function curve(from, to) {
  const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
  // Between two exchanges, which stand in one column: around their left side.
  if (from.x === to.x) {
    const x = from.x;
    return `M ${x} ${y1} C ${x - 45} ${y1}, ${x - 45} ${y2}, ${x} ${y2}`;
  }
  const [x1, x2] = [from.x + from.width, to.x];
  const bend = (x2 - x1) / 2;
  return `M ${x1} ${y1} C ${x1 + bend} ${y1}, ${x2 - bend} ${y2}, ${x2} ${y2}`;
}

/** The way of a message that comes from outside the picture. @param {Placed} to */
export function entry(to) {
  const y = to.y + to.height / 2;
  return `M 4 ${y} L ${to.x} ${y}`;
}

function heightOf(/** @type {readonly import("./model.js").Node[]} */ column) {
  return column.reduce((total, { kind }) => total + SIZES[kind].height + GAP, 0);
}

function compare(/** @type {string} */ one, /** @type {string} */ other) {
  return one < other ? -1 : Number(one > other);
}
