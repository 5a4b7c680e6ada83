#!/usr/bin/env node
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { version } = require("../package.json");

const built = join(__dirname, "../dist/outlay.js");
const args = process.argv.slice(2);
// The version is answered without loading anything else: starting Node is most of its time.
if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) process.stdout.write(`${version}\n`);
else if (existsSync(built)) void import(pathToFileURL(built).href);
else {
  process.stderr.write("outlay is not built yet. Run: npm run build\n");
  process.exitCode = 1;
}
