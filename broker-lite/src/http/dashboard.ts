/**
 * The files of the live page (`dashboard/` of this package), which anybody may fetch: what it shows it asks the API for, with
 * the name and password of whoever looks. Owns which files there are; the page's own code lies beside them.
 */
import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";

const FOLDER = new URL("../../dashboard/", import.meta.url);
const TYPES = { html: "text/html", css: "text/css", js: "text/javascript" } as const;
const FILES: Readonly<Record<string, keyof typeof TYPES>> = {
  "index.html": "html",
  "page.css": "css",
  "main.js": "js",
  "api.js": "js",
  "model.js": "js",
  "layout.js": "js",
  "draw.js": "js",
  "words.js": "js",
};

/** Nothing from elsewhere, and nobody else's page around it. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The file that a path of the server means; undefined where it means none. */
export function pageFile(method: string | undefined, path: string): string | undefined {
  const name = path === "/" ? "index.html" : path.slice(1);
  return (method === "GET" || method === "HEAD") && Object.hasOwn(FILES, name) ? name : undefined;
}

/** @param name as `pageFile` gives it */
export async function sendPageFile(response: ServerResponse, name: string): Promise<void> {
  const content = await readFile(new URL(name, FOLDER));
  response.writeHead(200, {
    "content-type": `${TYPES[FILES[name] ?? "html"]}; charset=utf-8`,
    "content-length": content.byteLength,
    "cache-control": "no-cache",
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  response.end(response.req.method === "HEAD" ? undefined : content);
}
