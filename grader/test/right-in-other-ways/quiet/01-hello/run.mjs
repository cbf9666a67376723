export function run(program) {
  program(process.env.AMQP_URL ?? "amqp://localhost").catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}

export function closeOnSignal(connection) {
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => connection.close());
}

export const print = (text) => process.stdout.write(`${text}\n`);
