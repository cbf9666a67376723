/** What a session asks about its user. The server answers; a session only knows when to ask. */

export type Permission = "configure" | "write" | "read";

export type TopicPermission = Exclude<Permission, "configure">;

export interface Login {
  readonly userName: string;
  readonly password: string;
  /** The client is on this machine: some users (guest) may only log in from there. */
  readonly isLoopback: boolean;
}

export interface AccessControl {
  authenticate(login: Login): boolean;
  mayUseVhost(userName: string, vhost: string): boolean;
  /** https://www.rabbitmq.com/docs/access-control#authorisation */
  may(userName: string, vhost: string, permission: Permission, resourceName: string): boolean;
  /**
   * Beside `may`, for topic exchanges: whether a key may be published with (write) or bound (read)
   * (https://www.rabbitmq.com/docs/access-control#topic-authorisation).
   */
  mayUseTopic(
    userName: string,
    vhost: string,
    permission: TopicPermission,
    exchange: string,
    routingKey: string,
  ): boolean;
}
