/** What the query of a list asks for: columns, order, pages, names (https://www.rabbitmq.com/docs/management#http-api). */
import { createContext, runInContext } from "node:vm";
import { LIST_FILTER_TIMEOUT_MS } from "../limits.ts";
import { ApiError, badRequest } from "./answer.ts";
import { isObject, type Body } from "./request.ts";

const PAGE_SIZE = 100;
const PAGE_SIZE_MAXIMUM = 500;

/** One thing, or a list of them. */
export function listed(value: unknown, query: URLSearchParams): unknown {
  const columns = query.get("columns")?.split(",");
  const chosen = (item: unknown): unknown => (columns === undefined || !isObject(item) ? item : pick(item, columns));
  if (!Array.isArray(value)) return chosen(value);
  const items: readonly unknown[] = sorted(value, query.get("sort"), query.get("sort_reverse") === "true");
  return query.has("page") ? page(items, query, chosen) : items.map(chosen);
}

function page(items: readonly unknown[], query: URLSearchParams, chosen: (item: unknown) => unknown): unknown {
  const number = Number(query.get("page"));
  const size = Number(query.get("page_size") ?? PAGE_SIZE);
  const isPossible = Number.isInteger(number) && number >= 1 && Number.isInteger(size) && size >= 1;
  if (!isPossible || size > PAGE_SIZE_MAXIMUM) {
    throw invalidPage(`page number ${query.get("page") ?? ""}, page size ${query.get("page_size") ?? "undefined"}`);
  }
  const filtered = named(items, query.get("name") ?? "", query.get("use_regex") === "true");
  const pageCount = Math.max(1, Math.ceil(filtered.length / size));
  if (number > pageCount) {
    const text = `Page out of range, page: ${number} page size: ${size}, len: ${filtered.length}`;
    throw refusedPage("page_out_of_range", text);
  }
  const shown = filtered.slice((number - 1) * size, number * size);
  return {
    filtered_count: filtered.length,
    item_count: shown.length,
    items: shown.map(chosen),
    page: number,
    page_count: pageCount,
    page_size: size,
    total_count: items.length,
  };
}

function invalidPage(what: string): Error {
  return refusedPage("invalid_pagination_parameters", `Invalid pagination parameters: ${what}`);
}

function refusedPage(error: string, reason: string): Error {
  return new ApiError({ status: 400, body: { error, reason } });
}

/** Those whose names contain the text, or match the expression, in any case of letters. */
function named(items: readonly unknown[], wanted: string, isExpression: boolean): readonly unknown[] {
  if (wanted === "") return items;
  const names = items.map((item) => String(at(item, "name")));
  if (!isExpression) {
    const text = wanted.toLowerCase();
    return items.filter((_, index) => names[index]?.toLowerCase().includes(text));
  }
  const isMatch = matches(names, wanted);
  return items.filter((_, index) => isMatch[index]);
}

/** A caller's expression could keep the broker busy for ever: it gets a limited time. */
function matches(names: readonly string[], expression: string): readonly boolean[] {
  const context = createContext({ names: names.join("\0"), expression });
  const code = String.raw`{ const test = new RegExp(expression, "i"); names.split("\0").map((name) => (test.test(name) ? "1" : "0")).join("") }`;
  try {
    return [...String(runInContext(code, context, { timeout: LIST_FILTER_TIMEOUT_MS }))].map((digit) => digit === "1");
  } catch {
    throw badRequest("Pagination parameters are invalid");
  }
}

/** `name` is inside, `queue_totals.messages` is further inside. */
function pick(item: Body, columns: readonly string[]): Body {
  const picked: Record<string, unknown> = {};
  for (const column of columns) {
    const value = at(item, column);
    if (value === undefined) continue;
    const keys = column.split(".");
    let place = picked;
    for (const key of keys.slice(0, -1)) {
      const inner = place[key];
      place = isObject(inner) ? inner : (place[key] = {});
    }
    place[keys.at(-1) ?? column] = value;
  }
  return picked;
}

function at(item: unknown, column: string): unknown {
  let value = item;
  for (const key of column.split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

function sorted(items: readonly unknown[], column: string | null, isReversed: boolean): readonly unknown[] {
  if (column === null) return isReversed ? items.toReversed() : items;
  const ordered = items.toSorted((left, right) => compare(at(left, column), at(right, column)));
  return isReversed ? ordered.toReversed() : ordered;
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const [one, other] = [JSON.stringify(left) ?? "", JSON.stringify(right) ?? ""];
  return one < other ? -1 : Number(one > other);
}
