import { describe, expect, it } from "vitest";
import { isLoopbackAddress, Users } from "../../src/server/auth.ts";

const users = new Users([
  { name: "guest", password: "guest" },
  { name: "ann", password: "geheim ☂" },
]);

describe("users", () => {
  it.each([
    ["the right password", "ann", "geheim ☂", true, true],
    ["a wrong password", "ann", "geheim", true, false],
    ["no password", "ann", "", true, false],
    ["an unknown user", "bob", "geheim ☂", true, false],
    ["from elsewhere", "ann", "geheim ☂", false, true],
    ["A38: guest from elsewhere", "guest", "guest", false, false],
    ["guest from here", "guest", "guest", true, true],
  ])("%s", (_case, userName, password, isLoopback, expected) => {
    expect(users.authenticate({ userName, password, isLoopback })).toBe(expected);
  });

  it.each([
    ["127.0.0.1", true],
    ["127.1.2.3", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["10.0.0.1", false],
    ["::ffff:10.127.0.1", false],
    ["2001:db8::1", false],
    [undefined, false],
  ])("the address %s is on this machine: %s", (address, expected) => {
    expect(isLoopbackAddress(address)).toBe(expected);
  });
});
