/** What may not be declared or asked, by the type of the queue and the version of RabbitMQ. Arguments are checked in `arguments.ts`. */
import { queueTypeOf } from "./arguments.ts";
import { channelError, connectionError } from "./errors.ts";
import type { Profile } from "./profile.ts";
import type { Queue } from "./queue.ts";
import type { QueueDeclaration, Vhost } from "./vhost.ts";

/**
 * A quorum queue can't tell whether it is empty or unused (rabbit_quorum_queue:delete).
 *
 * @param text as texts name the queue: `queue 'q' in vhost '/'`
 */
export function assertConditions(
  text: string,
  queue: Queue,
  { ifUnused, ifEmpty }: { ifUnused: boolean; ifEmpty: boolean },
): void {
  if (queue.policy.type !== "quorum" || !(ifUnused || ifEmpty)) return;
  const flag = ifUnused ? "if-unused" : "if-empty";
  const why = `queue.delete operations with ${flag} flag set are not supported by quorum queues`;
  throw connectionError("NOT_IMPLEMENTED", `cannot delete ${text}. ${why}`);
}

/** https://www.rabbitmq.com/docs/vhosts#limits; throws PRECONDITION_FAILED. */
export function assertQueueLimit(name: string, vhost: Pick<Vhost, "name" | "limits" | "queues">): void {
  const { queueMaximum } = vhost.limits;
  if (!isReached(queueMaximum, vhost.queues.size)) return;
  const text = `cannot declare queue '${name}': queue limit in vhost '${vhost.name}' (${queueMaximum}) is reached`;
  throw channelError("PRECONDITION_FAILED", text);
}

/** Less than nothing is no limit. */
export function isReached(maximum: number | undefined, count: number): boolean {
  return maximum !== undefined && maximum >= 0 && count >= maximum;
}

/** @param text as texts name the queue: `queue 'q' in vhost '/'` */
export function validateQueueProperties(text: string, declaration: QueueDeclaration, profile: Profile): void {
  const refuse = (property: string): Error =>
    channelError("PRECONDITION_FAILED", `invalid property '${property}' for ${text}`);
  if (queueTypeOf(declaration.arguments) === "quorum") {
    if (declaration.name === "") {
      throw channelError("PRECONDITION_FAILED", "Cannot declare a server-named queue for type rabbit_quorum_queue");
    }
    if (declaration.autoDelete) throw refuse("auto-delete");
    if (declaration.exclusive) throw refuse("exclusive-owner");
    if (!declaration.durable) throw refuse("non-durable");
  }
  if (profile.refusesTransientQueues && !declaration.durable && !declaration.exclusive) {
    // https://www.rabbitmq.com/docs/deprecated-features: the feature can't be used any more, and the declaration fails.
    throw connectionError("INTERNAL_ERROR", "Feature `transient_nonexcl_queues` is deprecated.");
  }
}
