import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (name: string): string => fileURLToPath(new URL(`./packages/${name}/src/index.ts`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: Object.fromEntries(["engine", "catalog", "schema", "interchange"].map((name) => [`@outlay/${name}`, source(name)])),
  },
  test: {
    include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "scripts/**/*.test.ts", "validation/**/*.test.ts"],
    env: { TZ: "UTC" },
    coverage: { provider: "v8", include: ["packages/engine/src/**/*.ts"], exclude: ["**/*.test.ts"] },
  },
});
