/** Class tx (amqp0-9-1 §1.9, https://www.rabbitmq.com/docs/semantics#tx): publishes and acknowledgements wait for commit. */
import { channelError } from "../../core/errors.ts";
import type { Channel, Transaction } from "../channel.ts";
import { publishNow } from "./basic.ts";
import type { Handlers } from "./table.ts";

export const txHandlers: Handlers<"tx.select" | "tx.commit" | "tx.rollback"> = {
  "tx.select": (channel) => {
    if (channel.confirms !== undefined) {
      throw channelError("PRECONDITION_FAILED", "cannot switch from confirm to tx mode");
    }
    channel.transaction ??= emptyTransaction();
    channel.send("tx.select-ok", {});
  },

  "tx.commit": (channel) => {
    const { publications, settlements } = restart(channel);
    for (const { publication, mandatory } of publications) publishNow(channel, publication, mandatory);
    for (const { deliveries, settlement } of settlements) channel.settleNow(deliveries, settlement);
    // The answer promises that all of it is safe.
    channel.connection.broker.journal.flushed(() => {
      if (!channel.isClosing) channel.send("tx.commit-ok", {});
    });
  },

  // The deliveries stay unacknowledged, and are not sent again.
  "tx.rollback": (channel) => {
    const { settlements } = restart(channel);
    channel.unacked.restore(settlements.flatMap(({ deliveries }) => deliveries));
    channel.send("tx.rollback-ok", {});
  },
};

/** What was gathered; the next transaction begins. */
function restart(channel: Channel): Transaction {
  const { transaction } = channel;
  if (transaction === undefined) throw channelError("PRECONDITION_FAILED", "channel is not transactional");
  channel.connection.broker.memory.hold(-transaction.bytes);
  channel.transaction = emptyTransaction();
  return transaction;
}

function emptyTransaction(): Transaction {
  return { publications: [], bytes: 0, settlements: [] };
}
