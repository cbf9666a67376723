import { defineConfig } from "vitest/config";

/** Workspace packages are run from source: their `exports` name it under this condition. */
const conditions = ["source", "node", "import", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    // Ends what hangs; how fast a machine is, and what else it does, decides no test.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    projects: [
      { extends: true, test: { name: "broker-lite", include: ["broker-lite/test/**/*.test.ts"] } },
      { extends: true, test: { name: "grader", include: ["grader/test/**/*.test.ts"] } },
      { extends: true, test: { name: "repository", include: ["scripts/test/**/*.test.ts"] } },
    ],
  },
});
