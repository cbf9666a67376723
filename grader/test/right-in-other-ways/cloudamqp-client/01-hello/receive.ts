import { run, stopSignal, withSession } from "./program.ts";

run(() =>
  withSession(async (session) => {
    const hello = await session.queue("hello", { durable: true });
    const subscription = await hello.subscribe((message) => console.log(` [x] Received '${message.bodyString()}'`));
    console.log(" [*] Waiting for messages. To exit press CTRL+C");
    await stopSignal();
    await subscription.cancel();
  }),
);
