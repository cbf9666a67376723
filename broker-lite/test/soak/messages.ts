/** What the process with the broker and the one with the load say to each other. */

export interface Ready {
  readonly kind: "ready";
  readonly port: number;
  readonly httpPort: number;
}

export interface Measured {
  readonly kind: "measured";
  /** Used after a collection, with the buffers outside of the heap. */
  readonly heapBytes: number;
  readonly residentBytes: number;
  /** Sockets, timers, files: all that keeps the process alive. */
  readonly handles: number;
  /** Since the start, of all its threads. */
  readonly cpuMs: number;
}
