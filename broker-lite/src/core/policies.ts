/**
 * Policies (https://www.rabbitmq.com/docs/policies): settings that an administrator gives to queues and exchanges by their names, and that
 * may change while these live. Owns which policy is whose and how two of them become one; what may be in one is in
 * `policy-settings.ts`, how it meets a queue's own arguments in `queue-policy.ts`.
 */
import { definitionKey, type Journal, type PolicyDefinition, type PolicySettings } from "./ports.ts";
import { mergedSettings } from "./policy-settings.ts";

/** What the policies say of one queue or exchange: one of the users' policies and one of the operator's at most. */
export interface AppliedPolicy {
  readonly policy: string | undefined;
  readonly operatorPolicy: string | undefined;
  readonly settings: PolicySettings;
}

export interface Subject {
  readonly name: string;
  readonly kind: "exchange" | "classic" | "quorum";
}

export const NO_POLICY: AppliedPolicy = { policy: undefined, operatorPolicy: undefined, settings: {} };

interface Kept {
  readonly definition: PolicyDefinition;
  readonly pattern: RegExp;
}

export class Policies {
  readonly #journal: Journal;
  readonly #onChange: () => void;
  /** By key; the highest priority first, and among equals the oldest. */
  #kept = new Map<string, Kept>();

  /** @param onChange what the policies say of anything may be something else now */
  constructor(journal: Journal, onChange: () => void) {
    this.#journal = journal;
    this.#onChange = onChange;
  }

  /** Throws a SyntaxError where the pattern is no regular expression; true for a new one. */
  put(definition: PolicyDefinition): boolean {
    const isNew = this.#set(definition);
    this.#journal.put(definitionKey(definition), definition);
    this.#onChange();
    return isNew;
  }

  /** Puts back what a journal kept. */
  restore(definition: PolicyDefinition): void {
    this.#set(definition);
    this.#onChange();
  }

  /** False where there is none. */
  remove(definition: PolicyDefinition): boolean {
    const key = definitionKey(definition);
    if (!this.#kept.delete(key)) return false;
    this.#journal.remove(key);
    this.#onChange();
    return true;
  }

  list(isOperator: boolean): readonly PolicyDefinition[] {
    return [...this.#kept.values()]
      .map(({ definition }) => definition)
      .filter((definition) => definition.isOperator === isOperator);
  }

  get(name: string, isOperator: boolean): PolicyDefinition | undefined {
    return this.list(isOperator).find((definition) => definition.name === name);
  }

  /** The vhost goes: nobody has to be told. */
  clear(): void {
    for (const key of this.#kept.keys()) this.#journal.remove(key);
    this.#kept.clear();
  }

  of(subject: Subject): AppliedPolicy {
    if (this.#kept.size === 0) return NO_POLICY;
    const policy = this.#first(subject, false);
    const operatorPolicy = this.#first(subject, true);
    if (policy === undefined && operatorPolicy === undefined) return NO_POLICY;
    return {
      policy: policy?.name,
      operatorPolicy: operatorPolicy?.name,
      settings: mergedSettings(policy?.settings ?? {}, operatorPolicy?.settings ?? {}),
    };
  }

  #set(definition: PolicyDefinition): boolean {
    const kept: Kept = { definition, pattern: new RegExp(definition.pattern) };
    const key = definitionKey(definition);
    const isNew = !this.#kept.has(key);
    this.#kept.set(key, kept);
    this.#kept = new Map(
      [...this.#kept].toSorted(([, left], [, right]) => right.definition.priority - left.definition.priority),
    );
    return isNew;
  }

  #first(subject: Subject, isOperator: boolean): PolicyDefinition | undefined {
    for (const { definition, pattern } of this.#kept.values()) {
      if (definition.isOperator !== isOperator || !appliesTo(definition, subject)) continue;
      if (pattern.test(subject.name)) return definition;
    }
    return undefined;
  }
}

export function isSamePolicy(left: AppliedPolicy, right: AppliedPolicy): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

function appliesTo({ appliesTo: target }: PolicyDefinition, { kind }: Subject): boolean {
  switch (target) {
    case "all":
      return true;
    case "exchanges":
      return kind === "exchange";
    case "queues":
      return kind !== "exchange";
    case "classic_queues":
      return kind === "classic";
    case "quorum_queues":
      return kind === "quorum";
    case "streams":
      return false;
  }
}
