/**
 * Topic exchange (amqp0-9-1 §3.1.3.3): patterns of words, `*` for one word and `#` for none or more.
 *
 * The patterns are a trie of words. A key walks it with the set of all nodes that it can be at, one word at a time: what it costs
 * depends on the words and on the patterns that still match, not on how many bindings there are, and many `#` in a pattern can't make
 * it explode, since a node is in the set once however it was reached. Keys come again: where one leads to is remembered until a binding
 * comes or goes.
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

/** Keys that were routed since the bindings changed last: this many, and bindings that they meet together. */
const REMEMBERED_KEYS_MAXIMUM = 1024;
const REMEMBERED_BINDINGS_MAXIMUM = 16_384;

export class TopicRouter implements Router {
  readonly #root = new Node(undefined, "");
  readonly #remembered = new Map<string, readonly Binding[]>();
  #rememberedBindings = 0;

  add(binding: Binding): void {
    this.#forget();
    let node = this.#root;
    for (const word of wordsOf(binding.routingKey)) node = childFor(node, word);
    node.bindings.add(binding);
  }

  remove(binding: Binding): void {
    this.#forget();
    let node: Node | undefined = this.#root;
    for (const word of wordsOf(binding.routingKey)) node = node && childOf(node, word);
    node?.bindings.delete(binding);
    while (node?.parent !== undefined && node.isEmpty) {
      detach(node.parent, node);
      node = node.parent;
    }
  }

  route(routingKey: string, _headers: FieldTable | undefined, visit: (binding: Binding) => void): void {
    for (const binding of this.#remembered.get(routingKey) ?? this.#remember(routingKey)) visit(binding);
  }

  #remember(routingKey: string): readonly Binding[] {
    const bindings = this.#walk(routingKey);
    this.#rememberedBindings += bindings.length;
    const isFull = this.#remembered.size >= REMEMBERED_KEYS_MAXIMUM;
    if (isFull || this.#rememberedBindings > REMEMBERED_BINDINGS_MAXIMUM) this.#forget();
    else this.#remembered.set(routingKey, bindings);
    return bindings;
  }

  #forget(): void {
    this.#remembered.clear();
    this.#rememberedBindings = 0;
  }

  #walk(routingKey: string): readonly Binding[] {
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
      if (next.size === 0) return [];
      places = next;
    }
    return [...places].flatMap((node) => [...node.bindings]);
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
