/** All scenarios, section by section, in the order of the checklist. */
import type { Section } from "./scenario.ts";
import { connection } from "./scenarios/a-connection.ts";
import { framing } from "./scenarios/a-framing.ts";
import { texts } from "./scenarios/a-texts.ts";
import { channels } from "./scenarios/b-channels.ts";
import { exchanges } from "./scenarios/c-exchanges.ts";
import { routing } from "./scenarios/c-routing.ts";
import { queueArguments } from "./scenarios/d-arguments.ts";
import { quorum } from "./scenarios/d-quorum.ts";
import { restart } from "./scenarios/d-restart.ts";
import { queues } from "./scenarios/d-queues.ts";
import { length, time } from "./scenarios/d-time-and-length.ts";
import { publishing } from "./scenarios/e-publishing.ts";
import { acknowledging } from "./scenarios/f-acknowledging.ts";
import { consuming } from "./scenarios/f-consuming.ts";
import { prefetch } from "./scenarios/f-prefetch.ts";
import { directReplyTo } from "./scenarios/g-reply-to.ts";
import { deadLetters } from "./scenarios/h-dead-letters.ts";
import { transactions } from "./scenarios/i-transactions.ts";
import { access } from "./scenarios/j-access.ts";
import { policies } from "./scenarios/j-policies.ts";

export const sections: readonly Section[] = [
  connection,
  framing,
  texts,
  channels,
  exchanges,
  routing,
  queues,
  queueArguments,
  quorum,
  time,
  length,
  restart,
  publishing,
  consuming,
  prefetch,
  acknowledging,
  directReplyTo,
  deadLetters,
  transactions,
  access,
  policies,
];
