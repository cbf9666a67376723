/**
 * Whether tests start RabbitMQs of the machine's own installation. They take a minute, so they are asked for by REAL_RABBITMQ=1
 * (as CI does) and are no part of `npm test`.
 */
import { findRabbitmq } from "../../src/backends/find-rabbitmq.ts";

/** True where they are asked for. @throws Error where they are and there is no RabbitMQ: a proof that was asked for is not skipped. */
export function testsRealRabbitmq(): boolean {
  if (process.env["REAL_RABBITMQ"] !== "1") return false;
  if (findRabbitmq(process.env) === undefined)
    throw new Error("REAL_RABBITMQ=1, but there is no rabbitmq-server on this machine");
  return true;
}
