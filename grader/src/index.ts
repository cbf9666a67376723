/** The words in which lessons and their hidden tests are written. Light: what runs a grading is in `run/grade.ts`. */
export * from "./text.ts";
export * from "./lesson.ts";
export * from "./evidence/evidence.ts";
export * from "./evidence/methods.ts";
export * from "./evidence/publishes.ts";
export * from "./evidence/deliveries.ts";
export * from "./evidence/topology.ts";
export * from "./evidence/connections.ts";
export * from "./checks/verdict.ts";
export * from "./checks/verdict-tools.ts";
export * from "./checks/lifecycle.ts";
export * from "./checks/declarations.ts";
export * from "./checks/messages.ts";
export * from "./checks/acknowledgement.ts";
export type * from "./stage/stage.ts";
export type * from "./run/define.ts";
export type * from "./score/report.ts";
export { hiddenTests } from "./run/hidden-tests.ts";
