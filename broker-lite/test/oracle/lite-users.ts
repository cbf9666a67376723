/**
 * broker-lite with users whose permissions a scenario sets: the sessions ask for leave through a port, and here the answers come from
 * a test. What the scenarios show of permissions is thus the sessions' part: when they ask, for what, and what they say to a refusal.
 */
import { PROFILES } from "../../src/core/profile.ts";
import type { AccessControl, Login, Permission } from "../../src/session/access.ts";
import { HEARTBEAT_SECONDS } from "../../src/limits.ts";
import { run, type Running } from "../../src/server/running.ts";
import { memoryStore } from "../../src/store/index.ts";
import type { Permissions } from "./administrator.ts";
import { GOLDEN_VERSION } from "./golden.ts";
import { NothingOffered } from "./lite-administrator.ts";
import type { Place } from "./run.ts";

const OWNER = "guest";

class ScenarioUsers implements AccessControl {
  readonly #passwords = new Map([[OWNER, OWNER]]);
  readonly #permissions = new Map<string, Permissions>();

  put(user: string, password: string): void {
    this.#passwords.set(user, password);
  }

  remove(user: string): void {
    this.#passwords.delete(user);
  }

  permit(vhost: string, user: string, permissions: Permissions): void {
    this.#permissions.set(JSON.stringify([vhost, user]), permissions);
  }

  authenticate({ userName, password }: Login): boolean {
    return this.#passwords.get(userName) === password;
  }

  mayUseVhost(userName: string, vhost: string): boolean {
    return userName === OWNER || this.#permissions.has(JSON.stringify([vhost, userName]));
  }

  may(userName: string, vhost: string, permission: Permission, resourceName: string): boolean {
    if (userName === OWNER) return true;
    const pattern = this.#permissions.get(JSON.stringify([vhost, userName]))?.[permission] ?? "";
    return pattern !== "" && new RegExp(pattern).test(resourceName);
  }
}

class UsersOwner extends NothingOffered {
  readonly #users: ScenarioUsers;
  readonly #core: Running["core"];

  constructor(users: ScenarioUsers, core: Running["core"]) {
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
    this.#users.put(user, password);
  }

  override async deleteUser(user: string): Promise<void> {
    this.#users.remove(user);
  }

  override async setPermissions(vhost: string, user: string, permissions: Permissions): Promise<void> {
    this.#users.permit(vhost, user, permissions);
  }
}

/** A broker whose owner can make users and give them permissions. */
export async function placeWithUsers(vhost: string, deadlineMs: number): Promise<Place> {
  const users = new ScenarioUsers();
  const running = await run({
    host: "127.0.0.1",
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
  return {
    target: { host: "127.0.0.1", port: running.port, user: OWNER, password: OWNER, vhost, deadlineMs },
    administrator: new UsersOwner(users, running.core),
    release: () => running.stop(),
  };
}
