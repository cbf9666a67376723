/**
 * Ready messages by priority: one `ReadyList` for each level. Which level is served next is decided here, and nothing else.
 * Sources: https://www.rabbitmq.com/docs/priority (classic: the highest first; quorum: two of high priority, then one normal).
 */
import type { Entry } from "./message.ts";
import type { QueuePolicy } from "./queue-policy.ts";
import type { Profile } from "./profile.ts";
import { ReadyList } from "./ready-list.ts";

/** What a queue needs of its ready messages. */
export interface Ready {
  readonly length: number;
  readonly bytes: number;
  append(entry: Entry): void;
  putBack(entry: Entry): void;
  peek(): Entry | undefined;
  shift(): Entry | undefined;
  /** What came since the last call, and was not taken, stays for a while. */
  keep(): void;
}

/** From this priority on a message is a high one in a quorum queue. */
const QUORUM_HIGH_PRIORITY = 5;
/** So many high ones are served before a normal one has its turn. */
const QUORUM_HIGH_IN_A_ROW = 2;

export function readyFor(policy: QueuePolicy, { quorumQueuePriorities }: Profile): Ready {
  if (policy.type === "quorum" && quorumQueuePriorities === "two") return new QuorumLevels();
  return policy.maximumPriority > 0 ? new PriorityLevels(policy.maximumPriority) : new ReadyList();
}

abstract class Levels implements Ready {
  protected readonly levels: readonly ReadyList[];

  constructor(count: number) {
    this.levels = Array.from({ length: count }, () => new ReadyList());
  }

  protected abstract levelOf(priority: number): number;
  /** The list that is served next. */
  protected abstract next(): ReadyList | undefined;

  get length(): number {
    return this.levels.reduce((sum, list) => sum + list.length, 0);
  }

  get bytes(): number {
    return this.levels.reduce((sum, list) => sum + list.bytes, 0);
  }

  append(entry: Entry): void {
    this.#listOf(entry).append(entry);
  }

  putBack(entry: Entry): void {
    this.#listOf(entry).putBack(entry);
  }

  peek(): Entry | undefined {
    return this.next()?.peek();
  }

  shift(): Entry | undefined {
    return this.next()?.shift();
  }

  keep(): void {
    for (const list of this.levels) list.keep();
  }

  #listOf(entry: Entry): ReadyList {
    return this.levels[this.levelOf(entry.message.properties.priority ?? 0)] as ReadyList;
  }
}

class PriorityLevels extends Levels {
  constructor(maximumPriority: number) {
    super(maximumPriority + 1);
  }

  protected levelOf(priority: number): number {
    return Math.min(priority, this.levels.length - 1);
  }

  protected next(): ReadyList | undefined {
    return this.levels.findLast((list) => list.length > 0);
  }
}

class QuorumLevels extends Levels {
  #highInARow = 0;

  constructor() {
    super(2);
  }

  override shift(): Entry | undefined {
    const list = this.next();
    this.#highInARow = list === this.levels[1] ? this.#highInARow + 1 : 0;
    return list?.shift();
  }

  protected levelOf(priority: number): number {
    return priority >= QUORUM_HIGH_PRIORITY ? 1 : 0;
  }

  protected next(): ReadyList | undefined {
    const [normal, high] = this.levels as [ReadyList, ReadyList];
    if (high.length === 0) return normal;
    return normal.length > 0 && this.#highInARow >= QUORUM_HIGH_IN_A_ROW ? normal : high;
  }
}
