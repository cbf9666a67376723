import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, type Channel, type ChannelModel } from "amqplib";
import { startBroker, type Broker } from "broker-lite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "./run.ts";

let broker: Broker;
let model: ChannelModel;
let channel: Channel;
let here: readonly string[];

beforeAll(async () => {
  broker = await startBroker({
    port: 0,
    httpPort: 0,
    vhosts: ["/", "empty"],
    users: [{ name: "guest", password: "guest" }],
  });
  here = ["--http-port", String(broker.httpPort)];
  model = await connect(broker.url);
  channel = await model.createChannel();
  await channel.assertQueue("task_queue", { durable: true });
  for (const body of ["a", "b", "c"]) channel.sendToQueue("task_queue", Buffer.from(body));
  // Two taken and forgotten: what the tutorials look for.
  await channel.prefetch(2);
  const taken = new Promise<void>((resolve) => {
    let count = 0;
    void channel.consume("task_queue", () => {
      count += 1;
      if (count === 2) resolve();
    });
  });
  await taken;
  await channel.assertQueue("a\tb", { exclusive: true, autoDelete: true, durable: false });
  const args = { "x-queue-type": "quorum", "x-max-length": 5, list: [1, "a", true], inner: { a: 1 } };
  await channel.assertQueue("quorum", { durable: true, arguments: args });
});

afterAll(async () => {
  await model.close();
  await broker.close();
});

const HEADER = "Timeout: 60.0 seconds ...\nListing queues for vhost / ...\n";

// The lines are rabbitmqctl 3.10.8's for the same queues, but for the tab in a name, which it prints as it is.
describe("prints what rabbitmqctl prints", () => {
  test("name and messages by default", async () => {
    expect(await run("list-queues", ...here)).toEqual({
      code: 0,
      stdout: `${HEADER}name\tmessages\ntask_queue\t3\na\\tb\t0\nquorum\t0\n`,
      stderr: "",
    });
  });

  test("the columns asked for", async () => {
    const columns = [
      "name",
      "messages_ready",
      "messages_unacknowledged",
      "consumers",
      "durable",
      "auto_delete",
      "exclusive",
      "state",
      "type",
      "policy",
    ];
    const { stdout } = await run("list_queues", ...columns, "-q", ...here);
    expect(stdout.split("\n")).toEqual([
      columns.join("\t"),
      "task_queue\t1\t2\t1\ttrue\tfalse\tfalse\trunning\tclassic\t",
      "a\\tb\t0\t0\t0\tfalse\ttrue\ttrue\trunning\tclassic\t",
      "quorum\t0\t0\t0\ttrue\tfalse\tfalse\trunning\tquorum\t",
      "",
    ]);
  });

  test("arguments", async () => {
    const { stdout } = await run("list-queues", "-s", "arguments", ...here);
    expect(stdout.split("\n").slice(0, 3)).toEqual([
      "[]",
      "[]",
      '[{"x-queue-type","quorum"},{"x-max-length",5},{"list",[1,"a",true]},{"inner",[{"a",1}]}]',
    ]);
  });

  test("JSON", async () => {
    const { stdout } = await run("list-queues", "name", "messages", "--formatter", "json", ...here);
    expect(stdout).toBe(
      '[\n{"name":"task_queue","messages":3}\n,{"name":"a\\tb","messages":0}\n,{"name":"quorum","messages":0}\n]\n',
    );
  });

  test("an empty virtual host", async () => {
    const { stdout } = await run("list-queues", "--vhost", "empty", ...here);
    expect(stdout).toBe("Timeout: 60.0 seconds ...\nListing queues for vhost empty ...\n");
  });
});

describe("what can't be done is said", () => {
  test("a column that is not there", async () => {
    const { code, stderr } = await run("list-queues", "name", "mesages", "nmae", ...here);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^Error \(argument validation\): Info key\(s\) mesages,nmae are not supported\nmust be one of arguments, /,
    );
  });

  test("a virtual host that is not there", async () => {
    const { code, stderr } = await run("list-queues", "--vhost", "nowhere", ...here);
    expect([code, stderr]).toEqual([1, 'the broker has no virtual host "nowhere": name one with --vhost\n']);
  });

  test("a wrong password", async () => {
    const { code, stderr } = await run("list-queues", "--user", "guest:wrong", ...here);
    expect([code, stderr]).toEqual([1, "the broker does not let guest in: log in with --user name:password\n"]);
  });

  test("no broker, or another program, behind the port", async () => {
    const other: Server = createServer((_request, response) => response.end("<html>")).listen({
      host: "127.0.0.1",
      port: 0,
    });
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await run("list-queues", "--http-port", String(port));
    other.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^no broker answers on port ${port} `));
  });

  test("no broker with that AMQP port", async () => {
    const { code, stderr } = await run("list-queues", "--port", "1");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^no broker with AMQP port 1 is running /);
  });
});
