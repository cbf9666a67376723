/** Computes without end, and hears no signal. */
for (const signal of ["SIGINT", "SIGTERM", "SIGXCPU"] as const) process.on(signal, () => undefined);
for (let count = 0; ; count += 1) Math.sqrt(count);
