/** broker-lite with users that a scenario makes, and whose permissions it sets. */
import { PROFILES } from "../../src/core/profile.ts";
import { HEARTBEAT_SECONDS } from "../../src/limits.ts";
import { Users } from "../../src/server/auth.ts";
import { storedPassword } from "../../src/server/passwords.ts";
import { run, type Running } from "../../src/server/running.ts";
import { memoryStore } from "../../src/store/index.ts";
import type { Permissions } from "./administrator.ts";
import { GOLDEN_VERSION } from "./golden.ts";
import { NothingOffered } from "./lite-administrator.ts";
import type { Place } from "./run.ts";

const OWNER = "guest";
const LOOPBACK = "127.0.0.1";
const EVERYWHERE = "0.0.0.0";

class UsersOwner extends NothingOffered {
  readonly #users: Users;
  readonly #core: Running["core"];

  constructor(users: Users, core: Running["core"]) {
    super();
    this.#users = users;
    this.#core = core;
  }

  override async createVhost(vhost: string): Promise<void> {
    this.#core.createVhost(vhost);
  }

  override async deleteVhost(vhost: string): Promise<void> {
    this.#core.deleteVhost(vhost);
  }

  override async createUser(user: string, password: string): Promise<void> {
    this.#users.put({ name: user, ...storedPassword(password), tags: [] });
  }

  override async deleteUser(user: string): Promise<void> {
    this.#users.delete(user);
  }

  override async setPermissions(vhost: string, user: string, permissions: Permissions): Promise<void> {
    this.#users.permit(user, vhost, permissions);
  }

  override async setTopicPermissions(
    vhost: string,
    user: string,
    exchange: string,
    permissions: Omit<Permissions, "configure">,
  ): Promise<void> {
    this.#users.permitTopics(user, { vhost, exchange, ...permissions });
  }
}

/**
 * A broker whose owner can make users and give them permissions.
 *
 * @param elsewhere an address of this machine at which it listens besides
 */
export async function placeWithUsers(vhost: string, deadlineMs: number, elsewhere?: string): Promise<Place> {
  const users = new Users([{ name: OWNER, password: OWNER }]);
  const running = await run({
    host: elsewhere === undefined ? LOOPBACK : EVERYWHERE,
    port: 0,
    store: memoryStore(),
    access: users,
    vhosts: [vhost],
    profile: PROFILES[GOLDEN_VERSION],
    heartbeatSeconds: HEARTBEAT_SECONDS,
    onDefect: (error) => {
      throw error;
    },
  });
  const { port } = running;
  return {
    target: {
      host: LOOPBACK,
      port,
      ...(elsewhere === undefined ? {} : { elsewhere: { host: elsewhere, port } }),
      user: OWNER,
      password: OWNER,
      vhost,
      deadlineMs,
    },
    administrator: new UsersOwner(users, running.core),
    release: () => running.stop(),
  };
}
