import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { layOut, textWidth, EDGE_FONT_SIZE, NODE_FONT_SIZE } from "../../src/handout/topology-layout.ts";
import { topologySvg } from "../../src/handout/topology-svg.ts";
import { writeTopologies } from "../../src/handout/write-topologies.ts";
import type { Topology, TopologyNode } from "../../src/lesson.ts";

const node = (id: string, kind: TopologyNode["kind"], column: number, row: number, label = id): TopologyNode => ({
  id,
  kind,
  label,
  column,
  row,
});

const TOPOLOGIES: Readonly<Record<string, Topology>> = {
  "a line": {
    nodes: [node("send", "producer", 0, 0), node("hello", "queue", 1, 0), node("receive", "consumer", 2, 0)],
    edges: [
      { from: "send", to: "hello", label: "a label far longer than a column is wide" },
      { from: "hello", to: "receive" },
    ],
  },
  "several bindings between the same two": {
    nodes: [
      node("emit", "producer", 0, 0.5, "emit-log-direct"),
      node("exchange", "exchange", 1, 0.5, "direct_logs (direct)"),
      node("one", "queue", 2, 0, "amq.gen-S9b…"),
      node("two", "queue", 2, 1, "amq.gen-Ag1…"),
    ],
    edges: [
      { from: "emit", to: "exchange", label: "info" },
      { from: "exchange", to: "one", label: "error" },
      { from: "exchange", to: "two", label: "error" },
      { from: "exchange", to: "two", label: "warning" },
      { from: "exchange", to: "two", label: "info" },
    ],
  },
  "there and back, past another": {
    nodes: [node("a", "producer", 0, 0), node("between", "queue", 1, 0), node("b", "consumer", 2, 0)],
    edges: [
      { from: "a", to: "between" },
      { from: "a", to: "b", label: "over\nthe top" },
      { from: "b", to: "a", label: "and back", kind: "reply" },
    ],
  },
};

describe.each(Object.entries(TOPOLOGIES))("%s", (_name, topology) => {
  it("has no two labels in the same place", () => {
    const { nodes, edges } = layOut(topology);
    const labels = [
      ...nodes.map(({ node: { label }, label: at }) => ({ text: label, at, fontSize: NODE_FONT_SIZE })),
      ...edges.flatMap(({ edge, label: at }) =>
        at === undefined ? [] : [{ text: edge.label ?? "", at, fontSize: EDGE_FONT_SIZE }],
      ),
    ];
    expect(labels).toHaveLength(
      topology.nodes.length + topology.edges.filter(({ label }) => label !== undefined).length,
    );
    for (const [index, one] of labels.entries()) {
      for (const other of labels.slice(index + 1)) {
        const apartX =
          Math.abs(one.at.x - other.at.x) -
          (textWidth(one.text, one.fontSize) + textWidth(other.text, other.fontSize)) / 2;
        const apartY = Math.abs(one.at.y - other.at.y) - (one.fontSize + other.fontSize) / 2;
        expect(Math.max(apartX, apartY), `between '${one.text}' and '${other.text}'`).toBeGreaterThan(0);
      }
    }
  });

  it("stays within its bounds", () => {
    const { nodes, edges, bounds } = layOut(topology);
    for (const { x, y } of [...nodes.map(({ label }) => label), ...edges.flatMap(({ start, tip }) => [start, tip])]) {
      expect(x).toBeGreaterThanOrEqual(bounds.left);
      expect(x).toBeLessThanOrEqual(bounds.right);
      expect(y).toBeGreaterThanOrEqual(bounds.top);
      expect(y).toBeLessThanOrEqual(bounds.bottom);
    }
  });

  it("draws every node and arrow, and names them for those who can't see it", () => {
    const svg = topologySvg({ title: { en: "Title", "zh-CN": "标题" }, topology });
    expect(svg.match(/<circle /g) ?? []).toHaveLength(topology.nodes.filter(({ kind }) => kind !== "queue").length);
    expect(svg.match(/ Q /g) ?? []).toHaveLength(topology.edges.length);
    expect(svg).toContain("<title>Title · 标题</title>");
    for (const { label } of topology.nodes) expect(svg.split("<desc>")[1]?.split("</desc>")[0]).toContain(label);
  });
});

describe("a topology that can't be drawn", () => {
  it("names the edge that leads nowhere", () => {
    const topology: Topology = { nodes: [node("a", "producer", 0, 0)], edges: [{ from: "a", to: "nobody" }] };
    expect(() => layOut(topology)).toThrow("nobody");
  });

  it("names the edge that leads to itself", () => {
    const topology: Topology = { nodes: [node("a", "producer", 0, 0)], edges: [{ from: "a", to: "a" }] };
    expect(() => layOut(topology)).toThrow("the edge from a leads to itself");
  });
});

it("escapes what would end the text", () => {
  const topology: Topology = { nodes: [node("a", "exchange", 0, 0, '"" <&>')], edges: [] };
  const svg = topologySvg({ title: { en: "a < b", "zh-CN": "a < b" }, topology });
  expect(svg).toContain("&quot;&quot; &lt;&amp;&gt;");
  expect(svg).toContain("<title>a &lt; b");
});

describe("the files", () => {
  let folder = "";
  afterEach(async () => await rm(folder, { recursive: true, force: true }));

  async function lessons(): Promise<string> {
    folder = await mkdtemp(join(tmpdir(), "topologies-"));
    await mkdir(join(folder, "01-one"));
    const lesson = { title: { en: "One", "zh-CN": "一" }, topology: TOPOLOGIES["a line"] };
    await writeFile(join(folder, "01-one", "lesson.ts"), `export const lesson = ${JSON.stringify(lesson)};\n`);
    return folder;
  }

  it("are only looked at with check, and written without", async () => {
    const where = await lessons();
    expect(await writeTopologies(where, { check: true })).toEqual([
      { file: join(where, "01-one", "topology.svg"), isCurrent: false },
    ]);
    await expect(readFile(join(where, "01-one", "topology.svg"))).rejects.toThrow("ENOENT");
    await writeTopologies(where);
    expect(await writeTopologies(where, { check: true })).toMatchObject([{ isCurrent: true }]);
  });

  it("are stale when their content is not what the lesson says", async () => {
    const where = await lessons();
    await writeTopologies(where);
    const file = join(where, "01-one", "topology.svg");
    await writeFile(file, (await readFile(file, "utf8")).replace("hello", "hallo"));
    expect(await writeTopologies(where, { check: true })).toMatchObject([{ isCurrent: false }]);
  });

  it("may have line ends of Windows", async () => {
    const where = await lessons();
    await writeTopologies(where);
    const file = join(where, "01-one", "topology.svg");
    await writeFile(file, (await readFile(file, "utf8")).replaceAll("\n", "\r\n"));
    expect(await writeTopologies(where, { check: true })).toMatchObject([{ isCurrent: true }]);
  });
});
