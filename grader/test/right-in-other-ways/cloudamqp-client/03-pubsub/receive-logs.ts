import { run, stopSignal, withSession } from "./program.ts";

run(() =>
  withSession(async (session) => {
    await session.fanoutExchange("logs", { durable: true });
    const mine = await session.queue("", { exclusive: true, durable: false, autoDelete: true });
    await mine.bind("logs");
    await mine.subscribe({ noAck: true }, (message) => console.log(` [x] ${message.bodyString()}`));
    console.log(" [*] Waiting for logs. To exit press CTRL+C");
    await stopSignal();
  }),
);
