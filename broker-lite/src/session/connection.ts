/**
 * One connection's protocol state: bytes in, an outbox out. Owns its channels, its exclusive queues and what was negotiated. Knows no
 * socket and no timer: the transport brings bytes, takes the outbox, and says when the peer is slow or gone.
 */
import { type Broker } from "../core/broker.ts";
import type { Deadline } from "../core/deadlines.ts";
import { ChannelError, connectionError, ConnectionError } from "../core/errors.ts";
import type { Queue } from "../core/queue.ts";
import type { Vhost } from "../core/vhost.ts";
import { CLOSE_TIMEOUT_MS, HANDSHAKE_TIMEOUT_MS, OUTBOX_MAXIMUM_BYTES } from "../limits.ts";
import { WireError, type FieldTable, type Frame, type MethodName, type PublishFrame } from "../wire/index.ts";
import type { AccessControl } from "./access.ts";
import { Channel } from "./channel.ts";
import { handleChannelMethod } from "./handlers/all.ts";
import { publishContent } from "./handlers/basic.ts";
import { assertOpens, ignoreWhileClosing } from "./handlers/channel.ts";
import { handleConnectionMethod } from "./handlers/connection.ts";
import { Handshake, type Negotiated } from "./handshake.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { ClientCapability, ConnectionOptions } from "./options.ts";
import { Outbox } from "./outbox.ts";
import { Intake } from "./intake.ts";
import { closeFields } from "./reply-text.ts";

export class Connection {
  readonly broker: Broker;
  readonly access: AccessControl;
  readonly isLoopback: boolean;
  readonly heartbeatSeconds: number;
  readonly outbox: Outbox;
  readonly channels = new Map<number, Channel>();
  /** They go with the connection. */
  readonly exclusiveQueues = new Set<Queue>();
  readonly #options: ConnectionOptions;
  readonly #intake: Intake;
  readonly #handshake: Handshake;
  readonly #heartbeat: Heartbeat;
  /** Channels with something for the end of the turn: publishes to confirm. */
  readonly #publishing = new Set<Channel>();
  #negotiated: Negotiated | undefined;
  #phase: "handshake" | "running" | "closing" | "closed" = "handshake";
  #deadline: Deadline | undefined;
  #isStalled = false;
  #heldBack = false;
  /** The client has got connection.blocked, so that it must get connection.unblocked, too. */
  #isToldBlocked = false;
  #method: MethodName | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.broker = options.broker;
    this.access = options.access;
    this.isLoopback = options.isLoopback;
    this.heartbeatSeconds = options.heartbeatSeconds;
    this.outbox = new Outbox(options.onOutput);
    // Nobody is known yet, and a table takes many times its bytes once it is read (RabbitMQ: initial_frame_max).
    this.#intake = new Intake(this.broker.profile.frameMinimumBytes, {
      frame: (frame) => this.#receiveFrame(frame),
      joins: (channel, bodyBytes) => this.#joins(channel, bodyBytes),
      problem: (error) => this.#problem(error),
      pause: (isPaused) => {
        this.setUnread(isPaused);
        options.onPause?.(isPaused);
      },
    });
    this.#handshake = new Handshake(this);
    const { clock, deadlines } = this.broker;
    this.#heartbeat = new Heartbeat(clock, deadlines, {
      send: () => this.outbox.sendHeartbeat(),
      giveUp: () => this.hangUp(),
    });
    this.#deadline = deadlines.at(clock.now() + HANDSHAKE_TIMEOUT_MS, () => this.hangUp());
  }

  /** It published while an alarm was raised, and is not served until that is over. */
  get isBlocked(): boolean {
    return this.#intake.isBlocked;
  }

  get isRunning(): boolean {
    return this.#phase === "running";
  }

  get userName(): string {
    return this.#negotiated?.userName ?? "";
  }

  /** What client and broker agreed on; undefined until connection.open. */
  get negotiated(): Negotiated | undefined {
    return this.#negotiated;
  }

  /** Undefined until connection.open. */
  get vhost(): Vhost | undefined {
    return this.#negotiated?.vhost;
  }

  get clientProperties(): FieldTable {
    return this.#handshake.clientProperties;
  }

  clientCan(capability: ClientCapability): boolean {
    const capabilities = this.clientProperties["capabilities"];
    return capabilities?.type === "table" && capabilities.value[capability]?.value === true;
  }

  /** Whether deliveries may be put into the outbox; when not, consumers wait until the transport has taken what is there. */
  get canDeliver(): boolean {
    if (this.#phase === "running" && !this.#isStalled && this.outbox.bytes < OUTBOX_MAXIMUM_BYTES) return true;
    this.#heldBack = true;
    return false;
  }

  /**
   * Bytes from the peer, in any pieces. Never throws for what they contain.
   *
   * @param isBorrowed when this returns, their memory is used for something else
   */
  receive(chunk: Uint8Array, isBorrowed = false): void {
    if (this.#phase === "closed") return;
    this.#heartbeat.received();
    const bytes = this.#handshake.awaitsHeader ? this.#handshake.header(chunk) : chunk;
    if (bytes.length > 0) this.#intake.push(bytes, isBorrowed);
    this.#endTurn();
  }

  /** What is to be sent now, in order. */
  takeOutput(): readonly Uint8Array[] {
    for (const channel of this.#publishing) channel.sendConfirms();
    this.#publishing.clear();
    const pieces = this.outbox.take();
    if (pieces.length > 0) this.#heartbeat.sent();
    if (this.#heldBack && !this.#isStalled) this.#resumeDeliveries();
    return pieces;
  }

  /** The transport has too much that the peer does not read, or has got rid of it. */
  setStalled(isStalled: boolean): void {
    this.#isStalled = isStalled;
    if (!isStalled) this.#resumeDeliveries();
  }

  /** Whether bytes are brought at all: nobody is silent who is not listened to. */
  setUnread(isUnread: boolean): void {
    if (isUnread) this.#heartbeat.pauseReceiving();
    else this.#heartbeat.resumeReceiving();
  }

  /** The alarm is over: what waited is done first. */
  alarmsCleared(): void {
    const isTold = this.#isToldBlocked;
    this.#unblock();
    if (isTold) this.outbox.send(0, "connection.unblocked", {});
    this.#intake.resume();
    this.#endTurn();
  }

  /** The socket is gone, for whatever reason: nothing can be said any more. */
  disconnected(): void {
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    this.#release();
    this.broker.run();
  }

  /** Ends the connection from this side, as when the broker stops or an operator asks for it. */
  close(error: ConnectionError): void {
    if (this.#phase === "handshake") this.hangUp();
    if (this.#phase === "running") this.#fail(error, undefined);
    this.#intake.resume();
    this.broker.run();
  }

  /**
   * The broker stops, with all its queues: says so to the client, and gives nothing back, so that durable queues are found as they
   * were.
   */
  shutDown(error: ConnectionError): void {
    if (this.#phase === "running") this.outbox.send(0, "connection.close", closeFields(error, undefined));
    this.#phase = "closed";
    this.#unblock();
    this.#deadline?.cancel();
    this.#heartbeat.stop();
    for (const channel of this.channels.values()) channel.isClosing = true;
    this.#options.onEnd();
  }

  /** Sends what is in the outbox, then ends the socket; no goodbye. */
  hangUp(): undefined {
    if (this.#phase === "closed") return;
    this.disconnected();
    this.#options.onEnd();
  }

  setMaximumFrameBytes(maximumFrameBytes: number): void {
    this.#intake.maximumFrameBytes = maximumFrameBytes;
    this.outbox.maximumFrameBytes = maximumFrameBytes;
  }

  startHeartbeat(intervalSeconds: number): void {
    this.#heartbeat.start(intervalSeconds);
  }

  /** The client said goodbye: everything is given back, and it may hang up. */
  closedByClient(): void {
    this.#release();
    this.outbox.send(0, "connection.close-ok", {});
    this.#awaitEnd();
  }

  /** The client has taken note of our goodbye. */
  closeConfirmed(): void {
    this.#deadline?.cancel();
    this.#phase = "closed";
    this.#options.onEnd();
  }

  /** @param method that failed; none where it was a matter of time */
  failChannel(error: ChannelError, channel: Channel, method?: MethodName): void {
    channel.sendConfirms();
    this.closeChannel(channel);
    channel.send("channel.close", closeFields(error, method));
  }

  closeChannel(channel: Channel): void {
    channel.stopConsuming();
    channel.releaseDeliveries();
    this.#publishing.delete(channel);
  }

  /** After it is closed: its number is free again. */
  forgetChannel(channel: Channel): void {
    if (!this.channels.delete(channel.number)) return;
    channel.vhost.counts.closeChannel(channel.counts);
    this.broker.room.giveBack("channel");
  }

  /** At the end of the turn the channel's publishes are confirmed, as far as they are safe. */
  confirmLater(channel: Channel): void {
    this.#publishing.add(channel);
    this.#options.onOutput();
  }

  #problem(error: WireError): void {
    if (this.#phase === "closing" || this.#phase === "closed") return;
    if (error.unanswered) return this.hangUp();
    this.#fail(error, error.method);
    // Behind such an error no frame can be found, not even the answer to our goodbye.
    if (error.fatal) this.#options.onEnd();
  }

  /** https://www.rabbitmq.com/docs/connection-blocked: at the first publish, and nothing behind it is looked at. */
  #block(): void {
    const { alarms } = this.broker;
    this.#intake.block();
    alarms.wait(this);
    if (!this.clientCan("connection.blocked")) return;
    this.#isToldBlocked = true;
    this.outbox.send(0, "connection.blocked", { reason: alarms.reason });
  }

  #unblock(): void {
    this.#intake.unblock();
    this.#isToldBlocked = false;
    this.broker.alarms.forget(this);
  }

  /** One frame, and all that follows from it: answers first, then deliveries. */
  #receiveFrame(frame: Frame | PublishFrame): void {
    this.#method = frame.type === "publish" ? "basic.publish" : frame.type === "method" ? frame.method.name : undefined;
    try {
      if (frame.type === "publish") publishContent(this.channels.get(frame.channel) as Channel, frame, frame);
      else this.#frame(frame);
    } catch (error) {
      this.#failed(error, frame.channel);
    }
    this.broker.run();
  }

  #frame(frame: Frame): void {
    if (this.#phase === "closed") return;
    if (this.#phase === "closing") return this.#closingFrame(frame);
    if (frame.type === "heartbeat") {
      // amqp0-9-1 §4.2.7: heartbeats are on channel 0.
      if (frame.channel !== 0) throw connectionError("UNEXPECTED_FRAME", "type 8, all octets = <<>>");
      return;
    }
    if (frame.channel !== 0) return this.#channelFrame(frame);
    if (frame.type !== "method") throw connectionError("UNEXPECTED_FRAME", `${frame.type} frame on channel 0`);
    if (this.#phase === "running") return handleConnectionMethod(this, frame.method);
    if (frame.method.name === "connection.close") return this.closedByClient();
    const negotiated = this.#handshake.method(frame.method);
    if (negotiated !== undefined) this.#run(negotiated);
  }

  #run(negotiated: Negotiated): void {
    this.#negotiated = negotiated;
    negotiated.vhost.connections.add(this);
    this.#deadline?.cancel();
    this.#phase = "running";
  }

  /** Whether a publish has nothing in its way, so that its three frames would do what one does. */
  #joins(channelNumber: number, bodyBytes: number): boolean {
    if (this.#phase !== "running" || this.broker.alarms.isRaised) return false;
    return this.channels.get(channelNumber)?.awaitsPublish(bodyBytes) === true;
  }

  #channelFrame(frame: Frame): void {
    if (this.#negotiated === undefined) {
      throw connectionError("UNEXPECTED_FRAME", `frame on channel ${frame.channel} before connection.open`);
    }
    const channel = this.channels.get(frame.channel);
    if (channel === undefined) return this.#openChannel(frame, this.#negotiated);
    if (channel.isClosing) return ignoreWhileClosing(channel, frame);
    if (frame.type === "header") {
      this.#method = "basic.publish";
      channel.assertBodySize(frame.bodySize);
      if (this.broker.alarms.isRaised) this.#block();
    }
    const assembled = channel.assembler.push(frame);
    channel.noteContent();
    if (assembled === undefined) return;
    this.#method = assembled.method.name;
    handleChannelMethod(channel, assembled);
  }

  #openChannel(frame: Frame, { vhost, channelMaximum }: Negotiated): void {
    assertOpens(frame);
    // RabbitMQ counts channels; which numbers they have is the client's choice (rabbit_reader:create_channel).
    const { size } = this.channels;
    if (size >= channelMaximum) {
      this.#method = undefined;
      const text = `number of channels opened (${size}) has reached the negotiated channel_max (${channelMaximum})`;
      throw connectionError("NOT_ALLOWED", text);
    }
    this.broker.room.assertFor("channel");
    this.broker.room.take("channel");
    const channel = new Channel(frame.channel, this, vhost);
    this.channels.set(frame.channel, channel);
    channel.send("channel.open-ok", {});
  }

  #closingFrame(frame: Frame): void {
    if (frame.type !== "method" || frame.channel !== 0) return;
    if (frame.method.name === "connection.close-ok") this.closeConfirmed();
    if (frame.method.name === "connection.close") this.outbox.send(0, "connection.close-ok", {});
  }

  #failed(error: unknown, channelNumber: number): void {
    if (error instanceof ChannelError) {
      const channel = this.channels.get(channelNumber);
      if (channel !== undefined) this.failChannel(error, channel, this.#method);
      return;
    }
    if (error instanceof ConnectionError) return this.#fail(error, this.#method);
    if (error instanceof WireError) return this.#fail(error, error.method);
    // A defect of ours: it ends this connection, and nobody else's.
    this.#fail(new ConnectionError("INTERNAL_ERROR", "see the broker's log"), this.#method);
    this.#options.onDefect(error);
  }

  #fail(error: ConnectionError | WireError, method: MethodName | undefined): void {
    this.#release();
    // A refused login is nobody's method (https://www.rabbitmq.com/docs/auth-notification).
    this.outbox.send(0, "connection.close", closeFields(error, method === "connection.start-ok" ? undefined : method));
    this.#awaitEnd();
  }

  #awaitEnd(): void {
    this.#phase = "closing";
    this.#deadline = this.broker.deadlines.at(this.broker.clock.now() + CLOSE_TIMEOUT_MS, () => this.closeConfirmed());
  }

  /** First nobody here consumes any more, then what is open goes back: it must not come to a channel that is going, too. */
  #release(): void {
    this.#deadline?.cancel();
    this.#heartbeat.stop();
    this.#unblock();
    for (const channel of this.channels.values()) channel.stopConsuming();
    for (const channel of this.channels.values()) channel.releaseDeliveries();
    for (const channel of this.channels.values()) this.forgetChannel(channel);
    this.#publishing.clear();
    for (const queue of this.exclusiveQueues) this.vhost?.removeQueue(queue);
    this.exclusiveQueues.clear();
    this.vhost?.connections.delete(this);
  }

  #resumeDeliveries(): void {
    if (!this.#heldBack || this.#phase !== "running") return;
    this.#heldBack = false;
    for (const channel of this.channels.values()) channel.wake();
    this.broker.run();
  }

  #endTurn(): void {
    for (const channel of this.#publishing) channel.confirmWhenSafe();
  }
}
