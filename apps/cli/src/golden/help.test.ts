import { expect } from "vitest";
import { type GoldenCase, goldenFile } from "./golden.ts";

const CASES: readonly GoldenCase[] = [
  { name: "help of all", argv: ["--help"] },
  { name: "help of plan", argv: ["plan", "--help"] },
  { name: "help of sweep", argv: ["sweep", "--help"] },
  { name: "help of whatif", argv: ["whatif", "--help"] },
  { name: "help of explain", argv: ["explain", "--help"] },
  { name: "help of prices", argv: ["prices", "--help"] },
  { name: "help of gpus", argv: ["gpus", "--help"] },
];

goldenFile("help", CASES, ({ code, err }) => expect([code, err]).toEqual([0, ""]));
