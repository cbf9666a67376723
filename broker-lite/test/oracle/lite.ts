/** broker-lite in this process as a target: a broker for each scenario, so that several run side by side. */
import { startBroker, type ProfileName } from "../../src/index.ts";
import { anotherAddress } from "./another-address.ts";
import { GOLDEN_VERSION } from "./golden.ts";
import { ManualTime } from "./manual-time.ts";
import { BrokerOwner } from "./lite-administrator.ts";
import { placeWithUsers } from "./lite-users.ts";
import type { Place, Runner } from "./run.ts";
import type { Scenario } from "./scenario.ts";

const VHOST = "oracle-lite-vhost";

/** What takes longer does not come, however busy the machine is: all happens in this process, and time passes by `elapse` only. */
const DEADLINE_MS = 60_000;

const CONCURRENCY = 8;

/** As the RabbitMQ of the golden files, unless another version is asked for. */
export function brokerLite(profile: ProfileName = GOLDEN_VERSION): Runner {
  return { concurrency: CONCURRENCY, administers: true, place: (scenario) => place(profile, scenario) };
}

async function place(profile: ProfileName, scenario: Scenario): Promise<Place> {
  if (scenario.needs === "users") return placeWithUsers(VHOST, DEADLINE_MS);
  if (scenario.needs === "another address") return placeWithUsers(VHOST, DEADLINE_MS, anotherAddress());
  const time = new ManualTime();
  const { consumerTimeoutMs } = scenario;
  const timeout = consumerTimeoutMs === undefined ? {} : { consumerTimeoutMs };
  const broker = await startBroker({ port: 0, vhosts: [VHOST], profile, time, ...timeout });
  return {
    target: {
      host: broker.host,
      port: broker.port,
      user: "guest",
      password: "guest",
      vhost: VHOST,
      deadlineMs: DEADLINE_MS,
      elapse: async (milliseconds) => time.advance(milliseconds),
    },
    administrator: new BrokerOwner(broker),
    release: () => broker.close(),
  };
}
