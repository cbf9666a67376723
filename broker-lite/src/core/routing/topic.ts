/**
 * Topic exchange (amqp0-9-1 §3.1.3.3): patterns of words, `*` for one word and `#` for none or more.
 *
 * The patterns are a trie of words. A key walks it with the set of all nodes that it can be at, one word at a time: what it costs
 * depends on the words and on the patterns that still match, not on how many bindings there are, and many `#` in a pattern can't make
 * it explode, since a node is in the set once however it was reached.
 */
import type { FieldTable } from "../../wire/index.ts";
import type { Binding, Router } from "../binding.ts";

class Node {
  readonly parent: Node | undefined;
  readonly word: string;
  readonly isHash: boolean;
  readonly bindings = new Set<Binding>();
  readonly children = new Map<string, Node>();
  star: Node | undefined;
  hash: Node | undefined;

  constructor(parent: Node | undefined, word: string) {
    this.parent = parent;
    this.word = word;
    this.isHash = word === "#";
  }

  get isEmpty(): boolean {
    return this.bindings.size === 0 && this.children.size === 0 && this.star === undefined && this.hash === undefined;
  }
}

export class TopicRouter implements Router {
  readonly #root = new Node(undefined, "");

  add(binding: Binding): void {
    let node = this.#root;
    for (const word of wordsOf(binding.routingKey)) node = childFor(node, word);
    node.bindings.add(binding);
  }

  remove(binding: Binding): void {
    let node: Node | undefined = this.#root;
    for (const word of wordsOf(binding.routingKey)) node = node && childOf(node, word);
    node?.bindings.delete(binding);
    while (node?.parent !== undefined && node.isEmpty) {
      detach(node.parent, node);
      node = node.parent;
    }
  }

  route(routingKey: string, _headers: FieldTable | undefined, visit: (binding: Binding) => void): void {
    let places = new Set<Node>();
    enter(this.#root, places);
    for (const word of wordsOf(routingKey)) {
      const next = new Set<Node>();
      for (const node of places) {
        if (node.isHash) enter(node, next);
        if (node.star !== undefined) enter(node.star, next);
        const child = node.children.get(word);
        if (child !== undefined) enter(child, next);
      }
      if (next.size === 0) return;
      places = next;
    }
    for (const node of places) for (const binding of node.bindings) visit(binding);
  }
}

/** An empty key has no words at all; `a..b` has an empty one in the middle (rabbit_exchange_type_topic does the same). */
function wordsOf(key: string): string[] {
  return key === "" ? [] : key.split(".");
}

/** Being at a node is being at its `#` as well, since that may stand for no word. */
function enter(node: Node, places: Set<Node>): void {
  places.add(node);
  if (node.hash !== undefined && !places.has(node.hash)) enter(node.hash, places);
}

function childOf(node: Node, word: string): Node | undefined {
  if (word === "*") return node.star;
  return word === "#" ? node.hash : node.children.get(word);
}

function childFor(node: Node, word: string): Node {
  const existing = childOf(node, word);
  if (existing !== undefined) return existing;
  const child = new Node(node, word);
  if (word === "*") node.star = child;
  else if (word === "#") node.hash = child;
  else node.children.set(word, child);
  return child;
}

function detach(parent: Node, child: Node): void {
  if (parent.star === child) parent.star = undefined;
  else if (parent.hash === child) parent.hash = undefined;
  else parent.children.delete(child.word);
}
