/** broker-lite: an AMQP 0-9-1 broker for one machine that clients can't tell from RabbitMQ. */
export { startBroker, type Broker, type BrokerOptions, type Policy, type QueueStatus } from "./server/server.ts";
export type { AlarmResource } from "./core/alarms.ts";
export type { PolicySettings, PolicyTarget, VhostLimits } from "./core/ports.ts";
export { type User } from "./server/auth.ts";
export { type Permissions } from "./server/permissions.ts";
export { type Alarm, type Time } from "./server/timers.ts";
export { DEFAULT_PROFILE, PROFILES, type Profile, type ProfileName } from "./core/profile.ts";
export { StoreError, type StoreErrorCode } from "./store/index.ts";
