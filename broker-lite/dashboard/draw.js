// @ts-check
/** Draws the graph and lets messages run along its arrows. Owns the SVG; decides nothing about what is in it. */

import { curve, entry, layout } from "./layout.js";
import { edgeId } from "./model.js";
import { sentence, word } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const SQUARES = 16;
const DOTS_AT_ONCE = 8;
const RUN_MS = 700;
const BETWEEN_DOTS_MS = 70;
const LABEL_CHARACTERS = 22;

/** @type {Map<string, SVGPathElement>} ways of messages, by the id of their arrow */
let ways = new Map();

/**
 * @param {HTMLElement} container
 * @param {import("./model.js").Graph} graph
 */
export function draw(container, graph) {
  const { placed, width, height } = layout(graph);
  const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img" });
  svg.append(text("title", {}, graph.nodes.map(describe).join("; ")), arrowHead());
  ways = new Map();
  for (const edge of graph.edges) {
    const [from, to] = [placed.get(edge.from), placed.get(edge.to)];
    if (from === undefined || to === undefined) continue;
    const path = element("path", {
      d: curve(from, to),
      class: edge.isDefault ? "edge default" : "edge",
      "marker-end": "url(#head)",
    });
    ways.set(edge.id, path);
    svg.append(path);
    if (edge.labels.length > 0) svg.append(label(edge.labels, path));
  }
  for (const node of placed.values()) {
    if (node.kind === "exchange") {
      const path = element("path", { d: entry(node), class: "way" });
      ways.set(edgeId("publisher", node.id), path);
      svg.append(path);
    }
    svg.append(box(node));
  }
  container.replaceChildren(svg);
}

/**
 * @param {HTMLElement} container
 * @param {readonly import("./model.js").Movement[]} movements
 */
export function move(container, movements) {
  const svg = container.querySelector("svg");
  // Whoever wants no motion reads the list of what happened.
  if (svg === null || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const { edge, count } of movements) {
    const way = ways.get(edge);
    if (way === undefined) continue;
    const dots = Math.min(count, DOTS_AT_ONCE);
    for (let index = 0; index < dots; index += 1) run(svg, way, index * BETWEEN_DOTS_MS);
    if (count > DOTS_AT_ONCE) note(svg, way, `×${count}`);
  }
}

function run(/** @type {SVGSVGElement} */ svg, /** @type {SVGPathElement} */ way, /** @type {number} */ delayMs) {
  const dot = element("circle", { r: 6, class: "message" });
  const length = way.getTotalLength();
  let startedAt = 0;
  const step = (/** @type {number} */ now) => {
    startedAt ||= now + delayMs;
    const part = (now - startedAt) / RUN_MS;
    if (part >= 1 || !svg.isConnected) return dot.remove();
    if (part >= 0) {
      const { x, y } = way.getPointAtLength(length * part);
      dot.setAttribute("cx", String(x));
      dot.setAttribute("cy", String(y));
      if (!dot.isConnected) svg.append(dot);
    }
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function note(/** @type {SVGSVGElement} */ svg, /** @type {SVGPathElement} */ way, /** @type {string} */ said) {
  const { x, y } = way.getPointAtLength(way.getTotalLength() / 2);
  const shown = text("text", { x, y: y + 18, class: "count" }, said);
  svg.append(shown);
  setTimeout(() => shown.remove(), RUN_MS + DOTS_AT_ONCE * BETWEEN_DOTS_MS);
}

function box(/** @type {import("./layout.js").Placed} */ node) {
  const { x, y, width, height, kind } = node;
  const group = element("g", { class: kind, transform: `translate(${x} ${y})` });
  group.append(
    text("title", {}, describe(node)),
    element("rect", { width, height, rx: kind === "exchange" ? height / 2 : 6 }),
    text("text", { x: width / 2, y: 20, class: "name" }, shortened(nameOf(node))),
    text("text", { x: width / 2, y: 37, class: "detail" }, shortened(detailOf(node), 34)),
  );
  if (node.queue !== undefined) group.append(squares(node.queue, width));
  return group;
}

/** Messages as squares while they can be counted at a glance, else as a number. */
function squares(/** @type {import("./model.js").Queue} */ queue, /** @type {number} */ width) {
  const { messages_ready: ready, messages_unacknowledged: unacknowledged } = queue;
  const total = ready + unacknowledged;
  const group = element("g", { class: "messages" });
  if (total > SQUARES) {
    group.append(text("text", { x: width / 2, y: 57, class: "count" }, sentence("counts", ready, unacknowledged)));
    return group;
  }
  for (let index = 0; index < total; index += 1) {
    const state = index < unacknowledged ? "held" : "ready";
    // The head of the queue is on the side of its consumers.
    group.append(element("rect", { x: width - 12 - (index + 1) * 12, y: 48, width: 9, height: 9, class: state }));
  }
  return group;
}

function label(/** @type {readonly string[]} */ labels, /** @type {SVGPathElement} */ path) {
  // Nearer to the queue, where the arrows have parted.
  const { x, y } = path.getPointAtLength(path.getTotalLength() * 0.6);
  const said = labels.length > 3 ? `${labels.slice(0, 3).join(", ")} …` : labels.join(", ");
  const group = text("text", { x, y: y - 5, class: "key" }, shortened(said));
  group.append(text("title", {}, labels.join(", ")));
  return group;
}

function nameOf(/** @type {import("./model.js").Node} */ { kind, name, consumer }) {
  if (kind === "exchange" && name === "") return word("defaultExchange");
  return consumer?.client ?? name;
}

function detailOf(/** @type {import("./model.js").Node} */ { exchange, queue, consumer }) {
  if (exchange !== undefined) return exchange.type;
  if (queue !== undefined) {
    const { type, durable, exclusive, auto_delete } = queue;
    const kind = type === "classic" ? [] : [type];
    const life = [...kind, durable ? word("durable") : word("transient")];
    return [...life, ...(exclusive ? [word("exclusive")] : []), ...(auto_delete ? [word("autoDelete")] : [])].join(
      " · ",
    );
  }
  if (consumer === undefined) return "";
  const { ack_required, prefetch_count } = consumer;
  if (!ack_required) return word("automaticAck");
  return `${word("manualAck")} · ${prefetch_count === 0 ? word("noLimit") : sentence("prefetch", prefetch_count)}`;
}

/** One node in words, for those who hear the picture. */
function describe(/** @type {import("./model.js").Node} */ node) {
  const counts = node.queue && `, ${sentence("counts", node.queue.messages_ready, node.queue.messages_unacknowledged)}`;
  return `${nameOf(node)} (${detailOf(node)}${counts ?? ""})`;
}

function shortened(/** @type {string} */ long, maximum = LABEL_CHARACTERS) {
  return long.length <= maximum ? long : `${long.slice(0, maximum - 1)}…`;
}

function arrowHead() {
  const definitions = element("defs", {});
  const marker = element("marker", {
    id: "head",
    viewBox: "0 0 8 8",
    refX: 8,
    refY: 4,
    markerWidth: 8,
    markerHeight: 8,
    orient: "auto",
  });
  marker.append(element("path", { d: "M 0 0 L 8 4 L 0 8 z", class: "head" }));
  definitions.append(marker);
  return definitions;
}

/** @template {keyof SVGElementTagNameMap} K @param {K} name @param {Readonly<Record<string, string | number>>} attributes @returns {SVGElementTagNameMap[K]} */
function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** @param {"text" | "title"} name @param {Readonly<Record<string, string | number>>} attributes @param {string} said */
function text(name, attributes, said) {
  const made = element(name, attributes);
  made.textContent = said;
  return made;
}
