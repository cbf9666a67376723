/** Users and what they may do. Passwords are kept as salted hashes and compared in constant time. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { AccessControl, Login } from "../session/access.ts";

export interface User {
  readonly name: string;
  readonly password: string;
}

interface StoredUser {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** Everybody knows its password: it may log in from this machine only (https://www.rabbitmq.com/docs/access-control#loopback-users). */
const LOOPBACK_ONLY_USER = "guest";

/** Salted SHA-256, as RabbitMQ stores passwords (https://www.rabbitmq.com/docs/passwords). */
export class Users implements AccessControl {
  readonly #users = new Map<string, StoredUser>();
  /** Compared with when there is no such user, so that unknown names take as long as wrong passwords. */
  readonly #nobody = storedUser(randomBytes(16).toString("hex"));

  constructor(users: readonly User[]) {
    for (const { name, password } of users) this.#users.set(name, storedUser(password));
  }

  authenticate({ userName, password, isLoopback }: Login): boolean {
    const user = this.#users.get(userName);
    const { salt, hash } = user ?? this.#nobody;
    const isRight = timingSafeEqual(hash, hashed(salt, password));
    return user !== undefined && isRight && (isLoopback || userName !== LOOPBACK_ONLY_USER);
  }

  /** Every user may do everything in every vhost: there are no permissions to give yet. */
  mayUseVhost(userName: string): boolean {
    return this.#users.has(userName);
  }

  may(userName: string): boolean {
    return this.#users.has(userName);
  }
}

/** Whether the peer's address is on this machine. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && /^(::ffff:)?127\.|^::1$/.test(address);
}

function storedUser(password: string): StoredUser {
  const salt = randomBytes(4);
  return { salt, hash: hashed(salt, password) };
}

function hashed(salt: Buffer, password: string): Buffer {
  return createHash("sha256").update(salt).update(password, "utf8").digest();
}
