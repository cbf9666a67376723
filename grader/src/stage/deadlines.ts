/** Every time limit of a scenario, with its reason. Milliseconds where the name says so. */
export const DEADLINES = {
  /** The contract: a producer ends, a consumer stops, an unreachable broker is reported within this. */
  contractMs: 10_000,
  /** A wait for a frame or for output ends at the latest after this, unless the scenario says otherwise. */
  waitMs: 10_000,
  /**
   * ... and earlier where the program that is waited for has been connected and then done nothing at all for this long: no frame,
   * no output. Lets a stuck program be judged sooner; many times what a program needs between two steps.
   */
  silenceMs: 4000,
  /**
   * A program is told to stop at the earliest when nothing has gone over its wire for this long: it must have come to where it listens
   * for signals, and heard what the broker has to say of what it did last, as it has before a person presses Ctrl+C.
   */
  settleMs: 300,
  /** One that never comes to rest is told to stop all the same. */
  settleAtMostMs: 4000,
  /** A whole scenario; beyond it something of ours hangs. */
  scenarioMs: 120_000,
  /** How often a deadline that expired while this machine was too busy is given once more. */
  extensions: 3,
  /** After a program's end: its last bytes on the wire and in its pipes are waited for. They are in this machine's buffers already. */
  drainMs: 2000,
  /** Answers to the grader's own requests. */
  clientMs: 10_000,
} as const;

/** Where taps delay frames on purpose, no deadline may expire because of it: each is longer by the delays of so many frames in a row. */
export const FRAMES_OF_PATIENCE = { deadline: 40, silence: 5, scenario: 1000 } as const;

/**
 * The longest time in which the grader's own event loop did not turn while it waited, and from spawn to end of a node that does nothing (40 ms on a quiet
 * machine, 150 ms where scenarios keep it busy). Beyond the first, a deadline is given again; beyond the second, this machine is too busy to judge by deadlines.
 */
export const MACHINE_BOUNDS = {
  slow: { eventLoopDelayMs: 250, processStartMs: 400 },
  tooSlow: { eventLoopDelayMs: 1000, processStartMs: 1500 },
} as const;
