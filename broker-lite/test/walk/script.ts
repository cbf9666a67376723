/** A walk as a scenario of the oracle, ready to be pasted. Owns the text; which lines a walk needs is the walker's business. */
import type { LifeCommand, Plains, PublishCommand } from "./commands.ts";
import type { SlotState } from "./slot.ts";

export class Script {
  readonly #lines: string[] = [];
  readonly #known = new Set<string>();

  /** `scenario("…", ["…"], async (c) => { … });` */
  text(title: string): string {
    const body = this.#lines.map((line) => `    ${line}`).join("\n");
    return `  scenario(${JSON.stringify(title)}, ["…"], async (c) => {\n${body}\n  });`;
  }

  connect(label: string): void {
    this.#lines.push(`const ${label} = await c.connect();`);
  }

  open(slot: SlotState, isAgain: boolean): void {
    const name = nameOf(slot);
    if (isAgain && this.#known.has(name)) this.#lines.push(`await ${name}.open();`);
    else this.#lines.push(`const ${name} = await ${slot.peer.label}.channel(${slot.number});`);
    this.#known.add(name);
  }

  call(slot: SlotState, method: string, fields: Plains, isAnswered: boolean): void {
    const { arguments: plain, ...rest } = fields;
    const parts = Object.entries(rest)
      .filter(([, value]) => value !== false && value !== "" && value !== 0)
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    if (plain !== undefined && JSON.stringify(plain) !== "{}") parts.push(`arguments: table(${JSON.stringify(plain)})`);
    const sent = parts.length === 0 ? "" : `, { ${parts.join(", ")} }`;
    this.#lines.push(
      `${isAnswered ? "await " : ""}${nameOf(slot)}.${isAnswered ? "call" : "send"}("${method}"${sent});`,
    );
  }

  publish(slot: SlotState, { fields, properties, headers, body }: PublishCommand): void {
    const { routingKey, ...rest } = fields;
    const parts = Object.entries(rest)
      .filter(([, value]) => value !== false && value !== "")
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    if (Object.keys(properties).length > 0) parts.push(`properties: ${JSON.stringify(properties)}`);
    if (Object.keys(headers).length > 0) parts.push(`headers: ${JSON.stringify(headers)}`);
    const options = parts.length === 0 ? "" : `, { ${parts.join(", ")} }`;
    this.#lines.push(`${nameOf(slot)}.publish("${routingKey}", "${body}"${options});`);
  }

  live(slot: SlotState, event: LifeCommand["event"]): void {
    const { label } = slot.peer;
    if (event === "lose connection") this.#lines.push(`${label}.drop();`);
    else if (event === "close connection") this.#lines.push(`await ${label}.close();`);
    else this.#lines.push(`await ${nameOf(slot)}.call("channel.close", { replyCode: 200, replyText: "bye" });`);
  }

  look(slot: SlotState, what: string): void {
    this.#lines.push(`await ${nameOf(slot)}.${what};`);
  }

  ended(label: string): void {
    this.#lines.push(`await ${label}.refused();`);
  }

  /** By the channel that acts, if it can. */
  count(acting: SlotState, open: readonly SlotState[], queue: string): void {
    const asking = open.includes(acting) ? acting : open[0];
    if (asking !== undefined && !queue.startsWith("amq."))
      this.#lines.push(`await ${nameOf(asking)}.count("${queue}");`);
  }
}

function nameOf({ peer, number }: SlotState): string {
  return `${peer.label}ch${number}`;
}
