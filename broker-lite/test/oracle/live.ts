/** A running broker given by URL, as a target for scenarios. Owns the reading of the URL and the making of a vhost to work in. */
import { Rabbitmqctl, type Administrator } from "./administrator.ts";
import { sharedVhost, type Runner } from "./run.ts";

/** A slow machine is no difference between brokers. */
const LIVE_DEADLINE_MS = 10_000;

/** Runs `act` with a runner on the broker at `url`; with an administrator in a new vhost, which is deleted afterwards. */
export async function withLiveBroker<T>(url: string, act: (runner: Runner) => Promise<T>): Promise<T> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const user = decodeURIComponent(username || "guest");
  const command = process.env["ORACLE_RABBITMQCTL"];
  const administrator: Administrator | undefined = command === undefined ? undefined : new Rabbitmqctl(command);
  const vhost = administrator === undefined ? decodeURIComponent(pathname.slice(1)) || "/" : `oracle-${process.pid}`;
  const target = {
    host: hostname,
    port: Number(port || 5672),
    user,
    password: decodeURIComponent(password || "guest"),
    vhost,
    deadlineMs: LIVE_DEADLINE_MS,
  };
  await administrator?.createVhost(vhost);
  try {
    await administrator?.setPermissions(vhost, user, { configure: ".*", write: ".*", read: ".*" });
    return await act(sharedVhost(target, administrator));
  } finally {
    await administrator?.deleteVhost(vhost);
  }
}
