/** Which router an exchange type has. A new type is a row here and a file beside it. */
import type { Router } from "../binding.ts";
import type { ExchangeType } from "../ports.ts";
import { DirectRouter } from "./direct.ts";
import { FanoutRouter } from "./fanout.ts";
import { HeadersRouter } from "./headers.ts";
import { TopicRouter } from "./topic.ts";

const ROUTERS: Readonly<Record<ExchangeType, () => Router>> = {
  direct: () => new DirectRouter(),
  fanout: () => new FanoutRouter(),
  topic: () => new TopicRouter(),
  headers: () => new HeadersRouter(),
};

export function routerFor(type: ExchangeType): Router {
  return ROUTERS[type]();
}

export function isExchangeType(type: string): type is ExchangeType {
  return Object.hasOwn(ROUTERS, type);
}
