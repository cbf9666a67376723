/**
 * Every limit of the broker with its unit and its reason. What a client can make grow is bounded here: connections, channels, frames,
 * what is declared, and all messages, ready and unacknowledged, by the memory that they take.
 *
 * Two are where they must be: how deep field tables may be nested is the parser's, which imports nothing (FIELD_DEPTH_MAXIMUM, 64, in
 * `wire/constants.ts`); the smallest frame-max and the largest message differ between RabbitMQ's versions (`core/profile.ts`).
 */

const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND_MS = 1000;

/** Channels of one connection, as RabbitMQ proposes in connection.tune: enough for any client, a bound for a leaking one. */
export const CHANNEL_MAXIMUM = 2047;

/** Frame size proposed in connection.tune, in bytes: RabbitMQ's `frame_max`, a balance between copies and interleaving. */
export const FRAME_MAXIMUM_BYTES = 128 * KIB;

/** A restart waits this long, in milliseconds, for its port, which the system may have lent to somebody's outgoing connection meanwhile. */
export const RESTART_PORT_WAIT_MS = 10 * SECOND_MS;

/** It looks again so often, in milliseconds: soon enough that nobody notices, seldom enough to cost nothing. */
export const RESTART_PORT_RETRY_MS = 50;

/** Heartbeat interval proposed in connection.tune, in seconds: RabbitMQ's default, shorter than most NAT timeouts. */
export const HEARTBEAT_SECONDS = 60;

/**
 * How long a delivery may wait for its acknowledgement, in milliseconds: RabbitMQ's `consumer_timeout`. A consumer that hangs would keep
 * its messages for ever.
 */
export const CONSUMER_TIMEOUT_MS = 30 * 60 * SECOND_MS;

/**
 * A dead letter that must not be lost and that nobody took is tried again so often, in milliseconds: RabbitMQ's
 * `dead_letter_worker_publisher_confirm_timeout`.
 */
export const DEAD_LETTER_RETRY_MS = 3 * 60 * SECOND_MS;

/** From the TCP connection to connection.open, in milliseconds: RabbitMQ's `handshake_timeout`; ends sockets that say nothing. */
export const HANDSHAKE_TIMEOUT_MS = 10 * SECOND_MS;

/** How long a peer may take to answer or to hang up after a close, in milliseconds: after that its socket is taken from it. */
export const CLOSE_TIMEOUT_MS = 10 * SECOND_MS;

/** How long a stopping broker waits for its last words to be read, in milliseconds: a client that hangs must not hold up a restart. */
export const SHUTDOWN_TIMEOUT_MS = 500;

/**
 * Output of one connection that is produced but not yet handed to its socket, in bytes: above it, its consumers get nothing more in
 * this turn. Large enough to fill a socket at once, small enough that a thousand connections fit in memory.
 */
export const OUTBOX_MAXIMUM_BYTES = 1 * MIB;

/** Bytes that the socket itself may hold back before the connection counts as slow: then deliveries to it wait for `drain`. */
export const SOCKET_BUFFER_MAXIMUM_BYTES = 1 * MIB;

/**
 * Bytes held back at which a connection is not read any more: a client that asks without end and never reads its answers would
 * otherwise fill the memory with them.
 */
export const SOCKET_BUFFER_PAUSE_BYTES = 4 * MIB;

/**
 * Share of the machine's (or container's) memory that messages may take before publishers are blocked: RabbitMQ's
 * `vm_memory_high_watermark` of 3.x. The system, the programs beside the broker and the garbage between two collections need the rest.
 */
export const MEMORY_WATERMARK_SHARE = 0.4;

/** Share of the JavaScript heap's limit for messages without their bodies: the process ends where that limit is reached. */
export const HEAP_WATERMARK_SHARE = 0.5;

/**
 * Heap of a message without body and headers, in bytes: the object, its properties, the view of its body. Measured, rounded up. Deep in a
 * queue it takes less, and counts the same: it takes as much again when it is delivered.
 */
export const MESSAGE_COST_BYTES = 320;

/** Heap of a message's place in a queue, in bytes. Measured, rounded up. */
export const ENTRY_COST_BYTES = 96;

/** Heap of one field of a header table, in bytes: name and value are objects. Measured, rounded up. */
export const FIELD_COST_BYTES = 128;

/**
 * Bodies up to this, in bytes, are copied when they stay in a queue: as they come they are a part of what the socket read, up to 64 KiB,
 * which would stay with them. Larger ones keep at most 16 times themselves.
 */
export const KEPT_BODY_COPY_MAXIMUM_BYTES = 4 * KIB;

/**
 * Free space on the disk of a data directory below which publishers are blocked, in bytes: RabbitMQ's `disk_free_limit`. Acknowledgements
 * need space, too.
 */
export const DISK_FREE_MINIMUM_BYTES = 50 * MIB;

/** After so many bytes are written to disk, its free space is looked at: less than the minimum, so that it is seen in time. */
export const DISK_FREE_CHECK_BYTES = 16 * MIB;

/** A file of the log is followed by another one at this size, in bytes: small enough to be read at once when it is cleared. */
export const LOG_FILE_BYTES = 4 * MIB;

/** So many bytes of the log may be of no use, in bytes, before what still counts in the oldest file is written again. */
export const LOG_SLACK_BYTES = 16 * MIB;

/** A flush that took longer than this, in milliseconds, is not waited for by the event loop: other connections must not notice a slow disk. */
export const FLUSH_WAITED_FOR_MAXIMUM_MS = 0.5;

/** Nor is one of more bytes: writing them takes longer than handing them to another thread. */
export const FLUSH_WAITED_FOR_MAXIMUM_BYTES = 256 * KIB;

/** While the disk refuses to write, or is nearly full, it is tried again so often, in milliseconds. */
export const STORE_RETRY_MS = 1 * SECOND_MS;

/**
 * What exchanges, queues, bindings, consumers and channels may take of the heap together, in bytes: about 130,000 queues or 500,000
 * bindings with short arguments. Whoever wants more is refused; what is there goes on.
 */
export const DECLARED_MAXIMUM_BYTES = 256 * MIB;

/** Heap of each of them without its arguments, in bytes. Measured, rounded up. */
export const DECLARED_COST_BYTES = {
  queue: 2048,
  exchange: 1024,
  binding: 512,
  consumer: 1024,
  channel: 1024,
} as const;

/** Connections to one broker: a bound below the usual limit of open files. */
export const CONNECTION_MAXIMUM = 10_000;

/** Body of one request to the management API, in bytes: RabbitMQ's `max_body_size`; a file of definitions fits, a flood does not. */
export const MANAGEMENT_BODY_MAXIMUM_BYTES = 20 * MIB;

/** HTTP connections to the management API: people and scripts need a few, and each costs memory. */
export const MANAGEMENT_CONNECTION_MAXIMUM = 200;

/** Rates in the management API are of so many milliseconds at least: RabbitMQ's `collect_statistics_interval`. */
export const RATE_SAMPLE_MS = 5 * SECOND_MS;

/** How long the regular expression of a request may search names, in milliseconds: some would search for years. */
export const LIST_FILTER_TIMEOUT_MS = 100;

/** How long a request to the management API may take, in milliseconds: longer than any disk that still works. */
export const MANAGEMENT_ANSWER_TIMEOUT_MS = 30 * SECOND_MS;
