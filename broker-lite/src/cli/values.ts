/** Turns the words of options into values; a bad one says what would be right. */
import { InvalidArgumentError } from "commander";

const PORT_MAXIMUM = 65_535;

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > PORT_MAXIMUM) throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return port;
}

export interface User {
  readonly name: string;
  readonly password: string;
}

/** The password may contain colons, the name may not. */
export function parseUser(text: string): User {
  const colon = text.indexOf(":");
  if (colon < 1) throw new InvalidArgumentError("A user is given as name:password.");
  return { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

export function parseUsers(text: string, previous: readonly User[] | undefined): readonly User[] {
  return [...(previous ?? []), parseUser(text)];
}

export function parseVhosts(text: string, previous: readonly string[] | undefined): readonly string[] {
  if (text === "") throw new InvalidArgumentError("A virtual host has a name.");
  return [...(previous ?? []), text];
}
