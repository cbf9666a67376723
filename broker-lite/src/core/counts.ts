/** What has happened since a queue or an exchange is there, in messages. Only counted: how much that is in a second is found by who asks. */

export class QueueCounts {
  /** Taken in. */
  publish = 0;
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
}

/** Of a vhost: what became of its clients' publishes beside the way into queues. */
export class PublisherCounts {
  confirm = 0;
  /** No queue was there for it, and it went back. */
  returnUnroutable = 0;
}

export class ChannelCounts extends PublisherCounts {
  publish = 0;
}

export class ExchangeCounts {
  /** Published to it by clients. */
  in = 0;
  /** Copies that went to queues. */
  out = 0;
}
