/** Which router an exchange type has. A new type is a row here and a file beside it. */
import type { Router } from "../binding.ts";
import type { ExchangeType } from "../ports.ts";
import type { Profile } from "../profile.ts";
import { DirectRouter } from "./direct.ts";
import { FanoutRouter } from "./fanout.ts";
import { HeadersRouter } from "./headers.ts";
import { TopicRouter } from "./topic.ts";

const ROUTERS: Readonly<Record<ExchangeType, (profile: Profile) => Router>> = {
  direct: () => new DirectRouter(),
  fanout: () => new FanoutRouter(),
  topic: () => new TopicRouter(),
  headers: (profile) => new HeadersRouter(profile),
};

export function routerFor(type: ExchangeType, profile: Profile): Router {
  return ROUTERS[type](profile);
}

export function isExchangeType(type: string): type is ExchangeType {
  return Object.hasOwn(ROUTERS, type);
}
