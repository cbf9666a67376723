import { describe, expect, test } from "vitest";
import { openBackend } from "../../src/backends/backend.ts";
import { addressOf } from "../../src/backends/external.ts";

describe("the URL of a broker", () => {
  test.each([
    ["amqp://localhost", { host: "localhost", port: 5672, tls: false, user: "guest", password: "guest", vhost: "/" }],
    ["amqp://u%40:p%2F@h:1234/a%2Fb", { host: "h", port: 1234, tls: false, user: "u@", password: "p/", vhost: "a/b" }],
    ["amqps://h/", { host: "h", port: 5671, tls: true, user: "guest", password: "guest", vhost: "/" }],
    ["amqp://[::1]:5/v", { host: "::1", port: 5, tls: false, user: "guest", password: "guest", vhost: "v" }],
  ])("%s", (url, address) => {
    expect(addressOf(url)).toEqual(address);
  });

  test("one that is none is refused in words", () => {
    expect(() => addressOf("localhost")).toThrow("'localhost' is no URL");
  });
});

test("a broker that can't be reached, or is not known, is an error that says so", async () => {
  await expect(openBackend("amqp://guest:secret@127.0.0.1:1/")).rejects.toThrow(
    "the broker at 127.0.0.1:1, vhost '/', can't be reached",
  );
  await expect(openBackend("kafka" as "lite")).rejects.toThrow("there is no broker 'kafka'");
});
