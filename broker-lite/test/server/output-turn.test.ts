import { expect, test } from "vitest";
import { OutputTurn, type Writing } from "../../src/server/output-turn.ts";

class Writer implements Writing {
  flushes = 0;
  flush(): void {
    this.flushes++;
  }
}

/** Until all that was put off to the end of this turn is done. */
function turnEnd(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** So many turns with one read each, after which reads are answered at once. */
async function alone(turn: OutputTurn): Promise<void> {
  for (let count = 0; count < 20; count++) {
    turn.read(() => turn.add(new Writer()));
    // oxlint-disable-next-line no-await-in-loop -- one turn after the other
    await turnEnd();
  }
}

test("who has output is told once, at the end of the turn", async () => {
  const turn = new OutputTurn();
  const [left, right] = [new Writer(), new Writer()];
  turn.read(() => turn.add(left));
  turn.read(() => {
    turn.add(left);
    turn.add(right);
  });
  turn.add(left);
  expect([left.flushes, right.flushes]).toEqual([0, 0]);
  await turnEnd();
  expect([left.flushes, right.flushes]).toEqual([1, 1]);
});

test("output without a read is written at the end of the turn, too", async () => {
  const turn = new OutputTurn();
  await alone(turn);
  const writer = new Writer();
  turn.add(writer);
  expect(writer.flushes).toBe(0);
  await turnEnd();
  expect(writer.flushes).toBe(1);
});

test("where reads come one at a time, what one leads to is written when it is done, but for a look now and then", async () => {
  const turn = new OutputTurn();
  await alone(turn);
  const writer = new Writer();
  let atOnce = 0;
  const reads = 200;
  for (let count = 0; count < reads; count++) {
    const before = writer.flushes;
    turn.read(() => turn.add(writer));
    if (writer.flushes > before) atOnce++;
    // oxlint-disable-next-line no-await-in-loop -- one turn after the other
    await turnEnd();
  }
  expect(writer.flushes).toBe(reads);
  expect(atOnce).toBeGreaterThan(reads * 0.9);
  expect(atOnce).toBeLessThan(reads);
});

test("where several are read in a turn again, their output is put together again", async () => {
  const turn = new OutputTurn();
  await alone(turn);
  const writer = new Writer();
  const turns = 100;
  for (let count = 0; count < turns; count++) {
    for (let read = 0; read < 5; read++) turn.read(() => turn.add(writer));
    // oxlint-disable-next-line no-await-in-loop -- one turn after the other
    await turnEnd();
  }
  // All of the reads of the first few turns are answered at once, none of the later ones.
  expect(writer.flushes).toBeLessThan(turns + 5 * 10);
});

test("what a flush leads to is written as well", async () => {
  const turn = new OutputTurn();
  await alone(turn);
  const second = new Writer();
  turn.read(() => turn.add({ flush: () => turn.add(second) }));
  await turnEnd();
  await turnEnd();
  expect(second.flushes).toBe(1);
});

test("a read that fails does not keep what it had to say", async () => {
  const turn = new OutputTurn();
  const writer = new Writer();
  const failing = (): void =>
    turn.read(() => {
      turn.add(writer);
      throw new Error("a defect");
    });
  expect(failing).toThrow("a defect");
  await turnEnd();
  expect(writer.flushes).toBe(1);
});
