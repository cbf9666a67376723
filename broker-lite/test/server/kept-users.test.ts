/** Users that the management API made outlive a restart, and nothing on disk tells their passwords. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "amqplib";
import { startBroker, type BrokerOptions } from "broker-lite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { asking } from "../http/api.ts";

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "kept-users-"));
});

afterEach(() => rm(dataDir, { recursive: true }));

/** What `act` finds out of a broker on the data directory. */
async function on<T>(
  options: BrokerOptions,
  act: (broker: Awaited<ReturnType<typeof startBroker>>) => Promise<T>,
): Promise<T> {
  const broker = await startBroker({ port: 0, httpPort: 0, dataDir, ...options });
  try {
    return await act(broker);
  } finally {
    await broker.close();
  }
}

const SECRET = "correct-horse-battery-staple";
const ANN = { configure: "^ann-", write: "", read: ".*" };

test("with their tags, permissions and passwords", async () => {
  await on({}, async (broker) => {
    const ask = asking(broker);
    await ask("PUT", "/api/users/ann", { password: SECRET, tags: "management" });
    expect(await ask("PUT", "/api/permissions/%2F/ann", ANN)).toMatchObject({ status: 201 });
    await ask("PUT", "/api/users/bob", { password: "b", tags: "" });
    await ask("DELETE", "/api/users/bob");
  });
  const files = await readdir(dataDir, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    expect((await readFile(path.join(file.parentPath, file.name))).includes(SECRET)).toBe(false);
  }
  await on({}, async (broker) => {
    expect((await asking(broker, "ann", SECRET)("GET", "/api/whoami")).body).toEqual({
      name: "ann",
      tags: ["management"],
    });
    const ask = asking(broker);
    expect((await ask("GET", "/api/users?columns=name&sort=name")).body).toEqual([{ name: "ann" }, { name: "guest" }]);
    expect((await ask("GET", "/api/permissions/%2F/ann")).body).toEqual({ user: "ann", vhost: "/", ...ANN });
    const model = await connect(broker.url.replace("guest:guest", `ann:${SECRET}`));
    await model.close();
    await broker.restart();
    expect((await asking(broker, "ann", SECRET)("GET", "/api/whoami")).status).toBe(200);
  });
});

test("guest who was deleted does not come back, as long as there is somebody else", async () => {
  await on({}, async (broker) => {
    const ask = asking(broker);
    await ask("PUT", "/api/users/ann", { password: "a", tags: "administrator" });
    await ask("DELETE", "/api/users/guest");
  });
  await on({}, async (broker) => {
    await expect(connect(broker.url)).rejects.toThrow("ACCESS_REFUSED");
    await asking(broker, "ann", "a")("DELETE", "/api/users/ann");
  });
  await on({}, async (broker) => {
    expect((await asking(broker)("GET", "/api/whoami")).status).toBe(200);
  });
});

test("what the options say of a user counts more", async () => {
  const users = [{ name: "ann", password: "first" }];
  await on({ users }, async (broker) => {
    await asking(broker, "ann", "first")("PUT", "/api/users/ann", { password: "second", tags: "administrator" });
    expect((await asking(broker, "ann", "second")("GET", "/api/whoami")).status).toBe(200);
  });
  await on({ users }, async (broker) => {
    expect((await asking(broker, "ann", "first")("GET", "/api/whoami")).status).toBe(200);
    expect((await asking(broker, "ann", "second")("GET", "/api/whoami")).status).toBe(401);
  });
});

test("permissions that were taken from somebody who had all, and those for a vhost that is gone", async () => {
  await on({ vhosts: ["/", "shop"] }, async (broker) => {
    const ask = asking(broker);
    await ask("PUT", "/api/users/admin", { password: "a", tags: "administrator" });
    await ask("PUT", "/api/permissions/shop/admin", ANN);
    expect((await ask("DELETE", "/api/permissions/shop/guest")).status).toBe(204);
    await expect(connect(`${broker.url}/shop`)).rejects.toThrow("got <ConnectionClose");
    await (await connect(broker.url)).close();
    await ask("DELETE", "/api/vhosts/shop");
    await ask("PUT", "/api/vhosts/shop");
    expect((await ask("GET", "/api/vhosts/shop/permissions")).body).toEqual([]);
  });
  await on({ vhosts: ["/", "shop"] }, async (broker) => {
    expect((await asking(broker)("GET", "/api/permissions?columns=user,vhost")).body).toEqual([
      { user: "guest", vhost: "/" },
    ]);
  });
});
