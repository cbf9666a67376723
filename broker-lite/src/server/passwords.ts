/**
 * Passwords as they are kept: base64 of four bytes of salt and the hash of salt and password, in RabbitMQ's form, so that users can be
 * moved between the two (https://www.rabbitmq.com/docs/passwords). Compared in constant time.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** By RabbitMQ's names for them; the values are Node's. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  rabbit_password_hashing_sha256: "sha256",
  rabbit_password_hashing_sha512: "sha512",
  rabbit_password_hashing_md5: "md5",
};

export const DEFAULT_HASHING_ALGORITHM = "rabbit_password_hashing_sha256";

const SALT_BYTES = 4;

export interface StoredPassword {
  /** Base64; empty where nobody can log in with a password. */
  readonly passwordHash: string;
  readonly hashingAlgorithm: string;
}

export function isHashingAlgorithm(name: string): boolean {
  return Object.hasOwn(ALGORITHMS, name);
}

export function storedPassword(password: string): StoredPassword {
  const salt = randomBytes(SALT_BYTES);
  const hash = hashed(salt, password, DEFAULT_HASHING_ALGORITHM);
  return {
    passwordHash: Buffer.concat([salt, hash]).toString("base64"),
    hashingAlgorithm: DEFAULT_HASHING_ALGORITHM,
  };
}

/** The empty password is nobody's. */
export function isPassword(password: string, { passwordHash, hashingAlgorithm }: StoredPassword): boolean {
  const stored = Buffer.from(passwordHash, "base64");
  const salt = stored.subarray(0, SALT_BYTES);
  const given = hashed(salt, password, hashingAlgorithm);
  const expected = stored.subarray(SALT_BYTES);
  return given.length === expected.length && timingSafeEqual(given, expected) && password !== "";
}

function hashed(salt: Buffer, password: string, hashingAlgorithm: string): Buffer {
  const algorithm = ALGORITHMS[hashingAlgorithm] ?? "sha256";
  return createHash(algorithm).update(salt).update(password, "utf8").digest();
}
