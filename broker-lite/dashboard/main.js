// @ts-check
/** The page: looks at the broker once a second, shows it, and says what happened in between. Owns the controls and the rhythm. */

import { address, LoginError, logIn, snapshot, vhosts } from "./api.js";
import { draw, move } from "./draw.js";
import { changesBetween, DEFAULT, graphOf } from "./model.js";
import { sentence, speak, word } from "./words.js";

const LOOK_EVERY_MS = 1000;
const LOG_LINES = 200;

const at = (/** @type {string} */ id) => found(document.getElementById(id), HTMLElement);
const selected = (/** @type {string} */ id) => found(at(id), HTMLSelectElement);
const typed = (/** @type {string} */ id) => found(at(id), HTMLInputElement).value;

/** @template T @param {Element | null} element @param {new () => T} kind @returns {T} */
function found(element, kind) {
  if (element instanceof kind) return element;
  throw new Error(`the page lacks a ${kind.name}`);
}

/** @type {import("./model.js").Snapshot | undefined} */
let last;
let vhost = "/";
let isPaused = false;
let amqpAddress = "";
/** What the picture was made of: it is drawn anew only when that changes, so that running dots are not cut off. */
let drawn = "";

function showWords() {
  document.documentElement.lang = selected("language").value;
  for (const one of document.querySelectorAll("[data-word]")) {
    one.textContent = word(one.getAttribute("data-word") ?? "");
  }
  at("pause").textContent = word(isPaused ? "goOn" : "pause");
  drawn = "";
  if (last !== undefined) show(last);
}

function show(/** @type {import("./model.js").Snapshot} */ seen) {
  const graph = graphOf(seen);
  const isEmpty =
    seen.queues.length === 0 && seen.exchanges.every(({ name }) => name === "" || name.startsWith("amq."));
  at("empty").hidden = !isEmpty;
  at("empty").textContent = sentence("empty", amqpAddress.split(" ")[0] ?? "");
  at("graph").hidden = isEmpty;
  const picture = JSON.stringify([graph, vhost]);
  if (!isEmpty && picture !== drawn) {
    draw(at("graph"), graph);
    if (graph.hiddenQueues > 0) at("graph").append(sentence("more", graph.hiddenQueues));
    drawn = picture;
  }
  table(
    at("queues"),
    ["name", "kind", "ready", "unacknowledged", "consumers"],
    seen.queues.map((queue) => [
      queue.name,
      queue.type,
      queue.messages_ready,
      queue.messages_unacknowledged,
      queue.consumers,
    ]),
  );
  table(
    at("connections"),
    ["name", "user", "client", "channels"],
    seen.connections.map(({ name, user, client_properties, channels }) => [
      name,
      user,
      client_properties?.connection_name ?? client_properties?.product ?? "",
      channels,
    ]),
  );
}

function tell(/** @type {readonly import("./model.js").Happening[]} */ happenings) {
  const log = at("log");
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour12: false });
  for (const { sentence: id, values } of happenings) {
    const line = document.createElement("li");
    line.textContent = `${time} ${sentence(id, ...values.map((value) => (value === DEFAULT ? word("defaultExchange") : value)))}`;
    log.prepend(line);
  }
  while (log.childElementCount > LOG_LINES) log.lastElementChild?.remove();
}

/** @param {HTMLElement} where @param {readonly string[]} columns @param {readonly (readonly (string | number)[])[]} rows */
function table(where, columns, rows) {
  const head = row(
    "th",
    columns.map((column) => word(column)),
  );
  for (const cell of head.children) cell.setAttribute("scope", "col");
  where.replaceChildren(
    head,
    ...(rows.length === 0 ? [row("td", [word("none")])] : rows.map((cells) => row("td", cells))),
  );
}

function row(/** @type {"th" | "td"} */ kind, /** @type {readonly (string | number)[]} */ cells) {
  const made = document.createElement("tr");
  for (const said of cells) {
    const cell = document.createElement(kind);
    cell.textContent = String(said);
    if (typeof said === "number") cell.className = "number";
    made.append(cell);
  }
  return made;
}

async function look() {
  const asked = vhost;
  const seen = await snapshot(asked);
  // Meanwhile another one was chosen.
  if (asked !== vhost) return;
  const before = last;
  last = seen;
  show(seen);
  if (before === undefined) return;
  const { happenings, movements } = changesBetween(before, seen);
  tell(happenings);
  move(at("graph"), movements);
}

async function open() {
  amqpAddress = await address();
  at("address").textContent = amqpAddress;
  const names = await vhosts();
  if (!names.includes(vhost)) vhost = names[0] ?? "/";
  const select = selected("vhost");
  select.replaceChildren(...names.map((name) => new Option(name, name, false, name === vhost)));
}

async function turn() {
  try {
    if (!isPaused && !document.hidden) {
      if (amqpAddress === "") await open();
      await look();
      at("status").textContent = "";
    }
    document.querySelector("main")?.removeAttribute("hidden");
    at("login").hidden = true;
  } catch (error) {
    amqpAddress = "";
    if (error instanceof LoginError) return askWho();
    at("status").textContent = word("gone");
  }
  setTimeout(turn, LOOK_EVERY_MS);
}

function askWho() {
  at("status").textContent = at("login").hidden ? "" : word("loginFailed");
  at("login").hidden = false;
  at("user").focus();
}

at("login").addEventListener("submit", (event) => {
  event.preventDefault();
  logIn(typed("user"), typed("password"));
  void turn();
});
at("pause").addEventListener("click", () => {
  isPaused = !isPaused;
  at("pause").setAttribute("aria-pressed", String(isPaused));
  at("status").textContent = isPaused ? word("paused") : "";
  showWords();
});
at("vhost").addEventListener("change", () => {
  vhost = selected("vhost").value;
  last = undefined;
  at("log").replaceChildren();
});
at("language").addEventListener("change", () => {
  speak(selected("language").value);
  showWords();
});

const preferred = new URLSearchParams(location.search).get("lang") ?? navigator.language;
selected("language").value = speak(preferred);
showWords();
// Whoever has not said otherwise has this user, which is let in from this machine only.
logIn("guest", "guest");
void turn();
