import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Share of the engine's branches that tests must take, in percent. */
const ENGINE_BRANCHES = 95;

const packages = new URL("./packages/", import.meta.url);

const source = (name: string): string => fileURLToPath(new URL(`${name}/src/index.ts`, packages));

export default defineConfig({
  resolve: {
    alias: Object.fromEntries(readdirSync(packages).map((name) => [`@outlay/${name}`, source(name)])),
  },
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "apps/*/src/**/*.test.ts",
      "apps/web/e2e/*.test.ts",
      "scripts/**/*.test.ts",
      "validation/**/*.test.ts",
    ],
    setupFiles: ["scripts/texts.setup.ts"],
    env: { TZ: "UTC", NO_COLOR: "1" },
    testTimeout: 30_000,
    coverage: {
      provider: "v8",
      include: ["packages/engine/src/**/*.ts"],
      exclude: ["**/*.test.ts"],
      reporter: ["text-summary", "json-summary"],
      reportOnFailure: true,
      thresholds: { branches: ENGINE_BRANCHES },
    },
  },
});
