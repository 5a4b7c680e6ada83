import { expect, it } from "vitest";
import { shortCount } from "./units.ts";

it("counts are written as in a job", () => {
  expect([165.3e9, 1.4e12, 12e6, 8192, 350, 1e20].map(shortCount)).toEqual([
    "165B",
    "1.4T",
    "12M",
    "8.19k",
    "350",
    "100000000000000000000",
  ]);
});
