// @ts-check
/** Asks the management API of the broker that serves this page. Owns the login; keeps nothing of what was asked. */

/** The broker let nobody in by this name and password. */
export class LoginError extends Error {}

let authorization = "";

/** @param {string} user @param {string} password */
export function logIn(user, password) {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  authorization = `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/**
 * @param {string} path below `/api/`
 * @returns {Promise<any>}
 * @throws LoginError, or TypeError where the broker can't be reached
 */
async function get(path) {
  // Without "omit" the browser would ask for the password in a window of its own.
  const response = await fetch(`api/${path}`, { headers: { authorization }, credentials: "omit", cache: "no-store" });
  if (response.status === 401) throw new LoginError();
  if (!response.ok) throw new TypeError(`${path}: ${response.status}`);
  return await response.json();
}

/** @returns {Promise<readonly string[]>} names of the vhosts that the user may see */
export async function vhosts() {
  return (await get("vhosts?columns=name")).map((/** @type {{ name: string }} */ { name }) => name);
}

/** @returns {Promise<string>} where it listens, and what it is */
export async function address() {
  const { listeners = [], product_version: product, rabbitmq_version: version } = await get("overview");
  const amqp = listeners.find((/** @type {{ protocol: string }} */ { protocol }) => protocol === "amqp");
  const host = amqp?.ip_address?.includes(":") ? `[${amqp.ip_address}]` : (amqp?.ip_address ?? location.hostname);
  return `amqp://${host}:${amqp?.port ?? 5672} · ${product === undefined ? "" : "broker-lite, as "}RabbitMQ ${version}`;
}

/**
 * Everything that the picture shows, at one moment.
 * @param {string} vhost
 * @returns {Promise<import("./model.js").Snapshot>}
 */
export async function snapshot(vhost) {
  const name = encodeURIComponent(vhost);
  const [exchanges, queues, bindings, consumers, connections] = await Promise.all([
    get(`exchanges/${name}`),
    get(`queues/${name}`),
    get(`bindings/${name}`),
    get(`consumers/${name}`),
    get(`vhosts/${name}/connections`),
  ]);
  return { exchanges, queues, bindings, consumers, connections };
}
