/**
 * Heartbeats of one connection, both ways (https://www.rabbitmq.com/docs/heartbeats): says something when it was silent for half an
 * interval, gives the peer up when that was silent for two. Owns its deadlines and no socket.
 */
import type { Deadline, Deadlines } from "../core/deadlines.ts";
import type { Clock } from "../core/ports.ts";

export interface HeartbeatActions {
  /** Nothing was sent for a while. */
  send(): void;
  /** Nothing came for two intervals: the peer is gone, even if its socket is not. */
  giveUp(): void;
}

export class Heartbeat {
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #actions: HeartbeatActions;
  #intervalSeconds = 0;
  #sentAtMs = 0;
  #receivedAtMs = 0;
  #sending: Deadline | undefined;
  #receiving: Deadline | undefined;

  constructor(clock: Clock, deadlines: Deadlines, actions: HeartbeatActions) {
    this.#clock = clock;
    this.#deadlines = deadlines;
    this.#actions = actions;
  }

  /** @param intervalSeconds as negotiated; 0 is none */
  start(intervalSeconds: number): void {
    this.stop();
    this.#intervalSeconds = intervalSeconds;
    if (intervalSeconds === 0) return;
    this.#sentAtMs = this.#clock.now();
    this.#receivedAtMs = this.#sentAtMs;
    this.#watchSending((intervalSeconds * 1000) / 2);
    this.#watchReceiving(intervalSeconds * 2000);
  }

  sent(): void {
    if (this.#sending !== undefined) this.#sentAtMs = this.#clock.now();
  }

  received(): void {
    if (this.#receiving !== undefined) this.#receivedAtMs = this.#clock.now();
  }

  /** The peer is not listened to for a while, so that its silence says nothing. */
  pauseReceiving(): void {
    this.#receiving?.cancel();
    this.#receiving = undefined;
  }

  resumeReceiving(): void {
    if (this.#intervalSeconds === 0 || this.#receiving !== undefined) return;
    this.#receivedAtMs = this.#clock.now();
    this.#watchReceiving(this.#intervalSeconds * 2000);
  }

  stop(): void {
    this.#intervalSeconds = 0;
    this.#sending?.cancel();
    this.#receiving?.cancel();
    this.#sending = undefined;
    this.#receiving = undefined;
  }

  /** One deadline is planned and planned again, whatever the traffic: a busy connection costs no more than an idle one. */
  #watchSending(silenceMs: number): void {
    this.#sending = this.#deadlines.at(this.#sentAtMs + silenceMs, () => {
      if (this.#clock.now() >= this.#sentAtMs + silenceMs) {
        this.#actions.send();
        this.#sentAtMs = this.#clock.now();
      }
      this.#watchSending(silenceMs);
    });
  }

  #watchReceiving(silenceMs: number): void {
    this.#receiving = this.#deadlines.at(this.#receivedAtMs + silenceMs, () => {
      if (this.#clock.now() >= this.#receivedAtMs + silenceMs) this.#actions.giveUp();
      else this.#watchReceiving(silenceMs);
    });
  }
}
