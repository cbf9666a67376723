/**
 * What has happened since a queue, an exchange, a channel or a vhost is there, in messages, as RabbitMQ counts it. Only counted: how much
 * that is in a second is found by who asks.
 */

/** What became of messages on their way out. */
export class DeliveryCounts {
  /** To consumers that acknowledge, and to those that don't. */
  deliver = 0;
  deliverNoAck = 0;
  /** By basic.get, in the same two ways, and in vain. */
  get = 0;
  getNoAck = 0;
  getEmpty = 0;
  redeliver = 0;
  acknowledge = 0;

  noteGet(isFound: boolean, noAck: boolean): void {
    if (!isFound) this.getEmpty++;
    else if (noAck) this.getNoAck++;
    else this.get++;
  }

  protected addDeliveries(other: DeliveryCounts): void {
    this.deliver += other.deliver;
    this.deliverNoAck += other.deliverNoAck;
    this.get += other.get;
    this.getNoAck += other.getNoAck;
    this.getEmpty += other.getEmpty;
    this.redeliver += other.redeliver;
    this.acknowledge += other.acknowledge;
  }
}

export class QueueCounts extends DeliveryCounts {
  /** Meant for it by publishers, refused or not; dead letters are nobody's publish. */
  publish = 0;
}

export class ChannelCounts extends DeliveryCounts {
  publish = 0;
  confirm = 0;
  /** No queue was there for it, and it went back, or nobody heard of it. */
  returnUnroutable = 0;
  dropUnroutable = 0;

  add(other: ChannelCounts): void {
    this.addDeliveries(other);
    this.publish += other.publish;
    this.confirm += other.confirm;
    this.returnUnroutable += other.returnUnroutable;
    this.dropUnroutable += other.dropUnroutable;
  }
}

/** Of a vhost: what its channels have counted, those that are open and those that are gone. */
export class VhostCounts {
  readonly #open = new Set<ChannelCounts>();
  readonly #gone = new ChannelCounts();

  openChannel(): ChannelCounts {
    const counts = new ChannelCounts();
    this.#open.add(counts);
    return counts;
  }

  closeChannel(counts: ChannelCounts): void {
    if (this.#open.delete(counts)) this.#gone.add(counts);
  }

  total(): ChannelCounts {
    const total = new ChannelCounts();
    for (const counts of [this.#gone, ...this.#open]) total.add(counts);
    return total;
  }
}

export class ExchangeCounts {
  /** Published to it by clients. */
  in = 0;
  /** Copies that went to queues. */
  out = 0;
}
