import { expect, test } from "vitest";
import { brokerErrors, connections } from "../../src/evidence/connections.ts";
import { record, records } from "../../src/evidence/methods.ts";
import { Recording } from "../support/recording.ts";

test("how connections end", () => {
  const recording = new Recording();
  recording.on("orderly").connects().closes();
  recording.on("unclean").connects().ended("closed-by-program");
  recording.on("cut").connects().ended("cut-by-grader");
  recording.on("lost").connects().ended("closed-by-broker");
  recording.on("refused", 1, 0).opened().gets("connection.close", { replyCode: 403, replyText: "ACCESS_REFUSED" });
  recording.on("open").connects();
  expect(connections(recording.evidence()).map(({ program, end }) => `${program}: ${end}`)).toEqual([
    "orderly: orderly",
    "unclean: unclean",
    "cut: cut",
    "lost: lost",
    "refused: refused",
    "open: open",
  ]);
  expect(connections(recording.evidence(), { program: "orderly" })).toMatchObject([
    { vhost: "here", channelsOpened: 1, acceptedBy: 3 },
  ]);
});

test("a refusal is an error of the broker; a shutdown and a plain close are not", () => {
  const recording = new Recording().on("worker").connects();
  recording.gets("channel.close", { replyCode: 406, replyText: "PRECONDITION_FAILED - x" });
  recording
    .gets("connection.close", { replyCode: 320, replyText: "CONNECTION_FORCED" })
    .gets("connection.close", { replyCode: 200 });
  expect(brokerErrors(recording.evidence())).toMatchObject([
    { scope: "channel", replyCode: 406, replyText: "PRECONDITION_FAILED - x" },
  ]);
});

test("programs are found by name and by label, numbered or not", () => {
  const several = new Recording().program("worker 1").program("worker 2").evidence();
  expect(records(several, "worker").map((each) => each.label)).toEqual(["worker 1", "worker 2"]);
  expect(record(several, "worker 2").label).toBe("worker 2");
  expect(() => record(several, "worker")).toThrow("several programs 'worker'");
  const single = new Recording().program("send").evidence();
  expect(record(single, "send 1")).toBe(record(single, "send"));
  expect(() => record(single, "receive")).toThrow("no program 'receive'");
});
