/**
 * When output is written: once for each connection, at the end of the turn of the event loop in which it was produced. Knows neither
 * sockets nor what is written.
 */

/** After so many turns in a row with one read each, reads are taken to come one at a time. */
const ALONE_TURNS = 8;
/** Then so many reads are answered at once before it is looked at again whether they still do. */
const ANSWERED_READS = 32;

/** Who has output. */
export interface Writing {
  flush(): void;
}

/**
 * Many sockets that are read in the same turn may have something to say to the same consumer, which is then told once. Where reads come one
 * at a time, as with a request and its answer, the read is the whole turn: what it leads to is written when it is done, without another
 * round of the event loop.
 */
export class OutputTurn {
  #waiting = new Set<Writing>();
  #isReading = false;
  /** There will be a flush at the end of this turn. */
  #isPlanned = false;
  /** In the turn that this flush ends. */
  #reads = 0;
  #aloneTurns = 0;
  #answeredReads = 0;

  add(writing: Writing): void {
    this.#waiting.add(writing);
    if (!this.#isReading) this.#plan();
  }

  /** Handles what a socket has read. */
  read(handle: () => void): void {
    this.#isReading = true;
    try {
      handle();
    } finally {
      this.#isReading = false;
      this.#readDone();
    }
  }

  #readDone(): void {
    if (this.#isPlanned) this.#reads++;
    else if (this.#waiting.size > 0) this.#answer();
  }

  #answer(): void {
    if (this.#aloneTurns >= ALONE_TURNS && this.#answeredReads++ < ANSWERED_READS) return this.#flush();
    this.#answeredReads = 0;
    this.#plan();
    this.#reads = 1;
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    this.#reads = 0;
    setImmediate(() => {
      this.#isPlanned = false;
      this.#aloneTurns = this.#reads > 1 ? 0 : this.#aloneTurns + 1;
      this.#flush();
    });
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const writing of waiting) writing.flush();
  }
}
