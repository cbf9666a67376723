/** What a submission's programs run in: the levels there are, and which of them this machine has. */

export const SANDBOX_CHOICES = ["auto", "bwrap", "docker", "none"] as const;
/** What can be asked for. */
export type SandboxChoice = (typeof SANDBOX_CHOICES)[number];
