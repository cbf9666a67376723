/** Every limit of the broker with its unit and its reason. What a client can make grow is bounded here. */

const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND_MS = 1000;

/** Channels of one connection, as RabbitMQ proposes in connection.tune: enough for any client, a bound for a leaking one. */
export const CHANNEL_MAXIMUM = 2047;

/** Frame size proposed in connection.tune, in bytes: RabbitMQ's `frame_max`, a balance between copies and interleaving. */
export const FRAME_MAXIMUM_BYTES = 128 * KIB;

/** Heartbeat interval proposed in connection.tune, in seconds: RabbitMQ's default, shorter than most NAT timeouts. */
export const HEARTBEAT_SECONDS = 60;

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

/** Connections to one broker: a bound below the usual limit of open files. */
export const CONNECTION_MAXIMUM = 10_000;
