/** Takes memory until there is none. */
const taken: Buffer[] = [];
setInterval(() => taken.push(Buffer.alloc(32 * 2 ** 20, 1)), 10);
