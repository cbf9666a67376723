import process from "node:process";
import { run, withSession } from "./program.ts";

const text = process.argv.slice(2).join(" ") || "Hello World!";

run(() =>
  withSession(async (session) => {
    const hello = await session.queue("hello", { durable: true });
    await hello.publish(text, { deliveryMode: 2 });
    console.log(` [x] Sent '${text}'`);
  }),
);
