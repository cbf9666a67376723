/**
 * The catalogue of typical mistakes: a row for each way of going wrong, and the lessons in which it can be made. Each of these lessons has
 * a mistake that stands for the row, alone or in company; a row that no lesson can show says why. Data, and the rules that hold it.
 */
import type { Finding } from "./finding.ts";
import type { PlacedMistake } from "./mistakes.ts";
import { texts } from "./texts.ts";

export type CatalogueRow = {
  /** G for what can go wrong everywhere, H, W, P, R and T for the first five lessons, C and S for client and server of the sixth. */
  readonly row: string;
  /** For who maintains the course; learners never see it. */
  readonly title: string;
} & (
  | { readonly lessons: readonly [number, ...number[]] }
  /** Why no lesson can show it. */
  | { readonly doesNotApply: string }
);

export const CATALOGUE: readonly CatalogueRow[] = [
  { row: "G1", title: "the broker's address stands in the code", lessons: [1, 2, 3, 4, 5, 6] },
  { row: "G2", title: "the user is always guest", lessons: [1] },
  { row: "G3", title: "the process is ended before what it published has left it", lessons: [1, 2, 3, 4, 5] },
  {
    row: "G4",
    title: "the connection is closed in the same moment in which something is published",
    lessons: [1, 2, 3],
  },
  { row: "G5", title: "a program that is done stays, since its connection is open", lessons: [1, 2, 3, 4, 5, 6] },
  { row: "G6", title: "the lines of the task are printed, and nothing is consumed", lessons: [1, 2, 3] },
  { row: "G7", title: "a signal ends the program on the spot", lessons: [1, 2, 3, 4, 5, 6] },
  { row: "G8", title: "an error is hidden, and the exit code is 0", lessons: [1, 2, 3, 4, 5, 6] },
  { row: "G9", title: "a channel or a connection is opened for every message", lessons: [6] },
  {
    row: "G10",
    title: "the body is not the text: bytes printed as they are, or text wrapped in JSON",
    lessons: [1, 2, 3, 4],
  },
  { row: "G11", title: "a consumer that the broker has cancelled takes null for a message", lessons: [1] },
  { row: "G12", title: "an error shows as a bare stack trace", lessons: [1, 2] },

  { row: "H1", title: "sender and receiver name different queues", lessons: [1] },
  { row: "H2", title: "the sender relies on the queue being there", lessons: [1] },
  { row: "H3", title: "the receiver relies on the queue being there", lessons: [1, 2, 6] },
  { row: "H4", title: "one message is fetched instead of subscribing", lessons: [1] },
  { row: "H5", title: "both programs declare the queue, each in its own way", lessons: [1] },
  { row: "H6", title: "a shared queue is not durable", lessons: [1, 6] },
  { row: "H7", title: "without arguments, an empty message is sent", lessons: [1] },
  { row: "H8", title: "a fixed pause stands in for the broker's answer", lessons: [1] },

  { row: "W1", title: "the broker may forget a task as soon as it has sent it", lessons: [2] },
  { row: "W2", title: "a task is acknowledged before it is worked on", lessons: [2] },
  { row: "W3", title: "nothing is ever acknowledged", lessons: [1, 2] },
  { row: "W4", title: "a task is acknowledged twice", lessons: [2] },
  { row: "W5", title: "a task is acknowledged on a channel that does not know it", lessons: [2] },
  { row: "W6", title: "what needs no acknowledgement is acknowledged", lessons: [4] },
  { row: "W7", title: "what failed is put back again and again", lessons: [2, 6] },
  {
    row: "W8",
    title: "what failed for a moment is thrown away",
    doesNotApply:
      "work in this course is a pause, so no task fails now and succeeds later; a bad task may be thrown away and a right worker may do so",
  },
  { row: "W9", title: "one acknowledgement covers tasks that are still being done", lessons: [2] },
  { row: "W10", title: "the queue of tasks is not durable", lessons: [2] },
  { row: "W11", title: "messages are not persistent", lessons: [1, 2] },
  { row: "W12", title: "persistent messages wait in a queue that is not durable", lessons: [2] },
  { row: "W13", title: "only one side declares the queue durable", lessons: [2] },
  { row: "W14", title: "a worker takes as many tasks as there are", lessons: [2] },
  { row: "W15", title: "the limit is set after the consumer has started", lessons: [2] },
  { row: "W16", title: "the limit is set on a channel that consumes nothing", lessons: [2] },
  { row: "W17", title: "the limit is set for the channel as a whole", lessons: [2] },
  { row: "W18", title: "a limit of unacknowledged tasks where none needs to be acknowledged", lessons: [2] },
  { row: "W19", title: "tasks are acknowledged as they come and pile up in the worker", lessons: [2] },
  { row: "W20", title: "the limit is larger than one", lessons: [2] },
  { row: "W21", title: "the shared queue belongs to one connection alone", lessons: [2] },
  { row: "W22", title: "the queue goes with its last worker, and the tasks with it", lessons: [2] },
  { row: "W23", title: "one bad task ends every worker that it is given to", lessons: [2] },
  { row: "W24", title: "a redelivered task is taken for one that is done", lessons: [2] },

  { row: "P1", title: "listeners share a queue, or make up its name", lessons: [3] },
  { row: "P2", title: "the exchange is bypassed", lessons: [3] },
  { row: "P3", title: "the queue is never bound", lessons: [3] },
  { row: "P4", title: "the exchange that should reach everybody has another type", lessons: [3] },
  { row: "P5", title: "one side relies on the exchange being there", lessons: [3, 4, 5] },
  { row: "P6", title: "a listener's queue stays when the listener has gone", lessons: [3, 4, 5] },
  { row: "P7", title: "a listener says that it is ready before it is bound", lessons: [3] },
  { row: "P8", title: "a listener promises to acknowledge, and never does", lessons: [3, 5] },
  { row: "P9", title: "the sender makes a queue, so that what nobody hears is kept", lessons: [3] },
  { row: "P10", title: "the sender takes it for an error that nobody listens", lessons: [4, 5] },

  { row: "R1", title: "only the first of several keys or patterns is bound", lessons: [4, 5] },
  { row: "R2", title: "every key is bound, whatever was asked for", lessons: [4] },
  { row: "R3", title: "the routing key is empty", lessons: [4] },
  { row: "R4", title: "key and text change places", lessons: [4] },
  { row: "R5", title: "the exchange ignores keys", lessons: [4] },
  { row: "R6", title: "everything is delivered, and the program throws away what it does not want", lessons: [4, 5] },
  { row: "R7", title: "a pattern is bound where keys are compared letter by letter", lessons: [4] },
  { row: "R8", title: "a queue with a name keeps the bindings of earlier runs", lessons: [4] },
  { row: "R9", title: "the key is tidied up on its way", lessons: [4] },

  { row: "T1", title: "* is bound where any number of words was meant", lessons: [5] },
  { row: "T2", title: "# is bound where one word was meant", lessons: [5] },
  { row: "T3", title: "# is thought to need a word", lessons: [5] },
  { row: "T4", title: "patterns are written as a shell writes them", lessons: [5] },
  { row: "T5", title: "the exchange compares keys letter by letter", lessons: [5] },
  { row: "T6", title: "the words of a key stand in the wrong order", lessons: [5] },
  { row: "T7", title: "each pattern has a queue, so that a message comes once for each", lessons: [5] },
  { row: "L1", title: "a key that is too long is cut off", lessons: [5] },
  { row: "L2", title: "the length of a key is counted in letters", lessons: [5] },
  { row: "U1", title: "without arguments, a listener listens to nothing", lessons: [4, 5] },

  { row: "C1", title: "any reply is taken for the answer", lessons: [6] },
  { row: "C2", title: "all questions have the same id", lessons: [6] },
  { row: "C3", title: "every question has a reply queue of its own", lessons: [6] },
  { row: "C4", title: "one answer at a time, or one answer for all", lessons: [6] },
  { row: "C5", title: "an answer is waited for without end", lessons: [6] },
  { row: "C6", title: "a reply that nobody waits for is an error", lessons: [6] },
  { row: "C7", title: "clients read their replies from one queue", lessons: [6] },
  { row: "C8", title: "a question is out before its answer can come back", lessons: [6] },
  { row: "C9", title: "direct reply-to is consumed as if it were a queue", lessons: [6] },
  { row: "C10", title: "without arguments, nothing is asked", lessons: [6] },
  { row: "S1", title: "the reply does not say which question it answers", lessons: [6] },
  { row: "S2", title: "a request is acknowledged before it is answered", lessons: [6] },
  { row: "S3", title: "a request is never acknowledged, or needs no acknowledgement", lessons: [6] },
  { row: "S4", title: "a bad request ends the server", lessons: [6] },
  { row: "S5", title: "a request without an address for its answer ends the server", lessons: [6] },
  { row: "S6", title: "a number is sent where bytes are wanted", lessons: [6] },
  { row: "S7", title: "every reply goes to the same queue", lessons: [6] },
  { row: "S8", title: "a server takes as many requests as there are", lessons: [6] },
  { row: "S9", title: "a reply comes twice, or says NaN as if it were a result", lessons: [6] },
  { row: "S10", title: "the sum is slow or not exact", lessons: [6] },
];

/** Every row that this lesson can show has a mistake, every mistake has a row, and one mistake at least is wrong in two ways. */
export function compareCatalogue(
  mistakes: readonly PlacedMistake[],
  lesson: number,
  catalogue: readonly CatalogueRow[] = CATALOGUE,
): readonly Finding[] {
  const findings: Finding[] = [];
  const shown = new Set(mistakes.flatMap(({ mistake }) => [mistake.row, ...(mistake.combines ?? [])]));
  for (const each of catalogue)
    if ("lessons" in each && each.lessons.includes(lesson) && !shown.has(each.row))
      findings.push({ where: "hidden/mistakes", what: texts.rowMissing(each.row, each.title) });
  const known = new Set(catalogue.flatMap((each) => ("lessons" in each ? [each.row] : [])));
  for (const { name, mistake } of mistakes)
    for (const row of new Set([mistake.row, ...(mistake.combines ?? [])]))
      if (!known.has(row)) findings.push({ where: `mistake ${name}`, what: texts.rowUnknown(row) });
  if (!mistakes.some(({ mistake }) => (mistake.combines ?? []).length > 1 && mistake.loses.length > 1))
    findings.push({ where: "hidden/mistakes", what: texts.nothingCombined });
  return findings;
}
