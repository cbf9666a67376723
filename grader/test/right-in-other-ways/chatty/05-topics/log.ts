/** Says everything: what people want to know on stdout, how it came about on stderr, each with the time. */
import process from "node:process";

const began = process.hrtime.bigint();

function stamp(): string {
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  return `${new Date().toISOString()} +${seconds.toFixed(3)}s pid=${process.pid}`;
}

export function info(text: string): void {
  console.log(`${stamp()} INFO ${text}`);
}

export function debug(text: string, details: Readonly<Record<string, unknown>> = {}): void {
  console.error(`${stamp()} DEBUG ${text} ${JSON.stringify(details)}`);
}

export function fatal(text: string): never {
  console.error(`${stamp()} FATAL ${text}`);
  process.exit(1);
}
