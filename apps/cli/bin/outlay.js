#!/usr/bin/env node
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { setFlagsFromString } = require("node:v8");
const { version } = require("../package.json");

const built = join(__dirname, "../dist/outlay.js");
const args = process.argv.slice(2);
// The version is answered without loading anything else: starting Node is most of its time.
if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) process.stdout.write(`${version}\n`);
else if (existsSync(built)) {
  // Most of a short command's code runs once: V8 is asked to optimise it four times later, which saves more than it costs, in long searches too.
  // Measured on Node 20; what another V8 makes of the flag isn't known.
  if (process.versions.node.startsWith("20.")) setFlagsFromString("--interrupt-budget=528000");
  void import(pathToFileURL(built).href);
} else {
  process.stderr.write("outlay is not built yet. Run: npm run build\n");
  process.exitCode = 1;
}
