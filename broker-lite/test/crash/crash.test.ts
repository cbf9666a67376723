import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Random } from "../fuzz/random.ts";
import { Account } from "./account.ts";
import { liveAndDie, settle } from "./lives.ts";

const KILLS = Number(process.env["KILLS"] ?? 3);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "broker-lite-crash-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test(
  `confirmed = acknowledged + still there, after ${KILLS} kills under load`,
  { timeout: 240_000 + KILLS * 20_000 },
  async () => {
    const account = new Account();
    const random = new Random(7);
    for (let kill = 0; kill < KILLS; kill++) {
      // oxlint-disable-next-line no-await-in-loop -- one life after the other
      await liveAndDie(folder, account, random);
    }
    const { confirmed, acknowledged, stillThere } = await settle(folder, account);
    const { work, timed, dead, expired } = stillThere;
    expect(acknowledged + work + timed + dead + expired).toBe(confirmed);
    expect([confirmed > 50, acknowledged > 10, work > 0, dead > 0, expired > 0, timed]).toEqual([
      true,
      true,
      true,
      true,
      true,
      0,
    ]);
  },
);

describe("an account that does not add up is refused", () => {
  const NOTHING = { work: [], timed: [], dead: [], expired: [] };

  test("a lost message", () => {
    const account = new Account();
    account.confirm(account.publish(false), 0);
    expect(() => account.settleAccount(NOTHING)).toThrow("message 0 was confirmed and is lost");
    expect(account.settleAccount({ ...NOTHING, expired: [0] })).toMatchObject({ confirmed: 1, acknowledged: 0 });
  });

  test("an acknowledged one that came back, if the acknowledgement was kept", () => {
    const account = new Account();
    account.confirm(account.publish(false), 0);
    account.settle(0, "acknowledged");
    expect(account.settleAccount({ ...NOTHING, work: [0] })).toMatchObject({ confirmed: 1, acknowledged: 0 });
    account.confirm(account.publish(false), account.saidCount);
    expect(() => account.settleAccount({ ...NOTHING, work: [0, 1] })).toThrow(
      "message 0 was acknowledged for good and is in work",
    );
    expect(account.settleAccount({ ...NOTHING, work: [1] })).toMatchObject({ confirmed: 2, acknowledged: 1 });
  });

  test("one that is there twice, was invented, was transient, or died of nothing", () => {
    const account = new Account();
    account.publish(true);
    account.publish(false);
    expect(() => account.settleAccount({ ...NOTHING, work: [1], dead: [1] })).toThrow(
      "message 1 is in work and in dead",
    );
    expect(() => account.settleAccount({ ...NOTHING, work: [5] })).toThrow("message 5 was never published");
    expect(() => account.settleAccount({ ...NOTHING, work: [0] })).toThrow("message 0 was transient and is in work");
    expect(() => account.settleAccount({ ...NOTHING, dead: [1] })).toThrow(
      "message 1 is in dead, and nobody rejected it",
    );
  });

  test("a rejected one that is not dead", () => {
    const account = new Account();
    account.confirm(account.publish(false), 0);
    account.settle(0, "rejected");
    account.confirm(account.publish(false), account.saidCount);
    expect(() => account.settleAccount({ ...NOTHING, work: [0, 1] })).toThrow(
      "message 0 was rejected for good and is in work",
    );
    account.endLife();
    expect(account.settleAccount({ ...NOTHING, work: [1], dead: [0] })).toMatchObject({ confirmed: 2 });
  });
});
