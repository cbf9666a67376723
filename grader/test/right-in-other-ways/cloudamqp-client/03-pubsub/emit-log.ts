import process from "node:process";
import { run, withSession } from "./program.ts";

const text = process.argv.slice(2).join(" ") || "info: Hello World!";

run(() =>
  withSession(async (session) => {
    const logs = await session.fanoutExchange("logs", { durable: true });
    await logs.publish(text, { deliveryMode: 1 });
    console.log(` [x] Sent '${text}'`);
  }),
);
