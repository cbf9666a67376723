/** An address of this machine that others could use, too: who comes by it does not come from loopback. */
import { createServer, type AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";

/** IPv4; undefined on a machine that has none, as one without a network. */
export function anotherAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

export const NO_OTHER_ADDRESS = "this machine has no address but loopback's: nobody can come from elsewhere";

/** A port of that address on which nobody listens. */
export async function freePort(address: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, address, resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
