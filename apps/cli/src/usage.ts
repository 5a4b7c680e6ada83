import type { Issue } from "@outlay/engine";
import type { CommanderError } from "commander";

const CODES: Readonly<Record<string, string>> = {
  "commander.unknownOption": "cli.unknown-flag",
  "commander.unknownCommand": "cli.unknown-command",
  "commander.optionMissingArgument": "cli.missing-value",
  "commander.excessArguments": "cli.extra-argument",
  "commander.missingArgument": "explain.no-path",
};

/** What is wrong with a command line, as an issue; none where the parser has said all by printing the help. */
export function usageIssue({ code, message }: CommanderError): readonly Issue[] {
  const known = CODES[code];
  if (known === undefined) return code === "commander.help" ? [] : [issue("cli.usage", { problem: message.replace(/^error: /, "") })];
  const value = /'([^']*)'/.exec(message)?.[1] ?? /\. Got: (.*)$/.exec(message)?.[1] ?? "";
  const near = /Did you mean (?:one of )?(.*?)\?\)/.exec(message)?.[1];
  if (near === undefined) return [issue(known, { value })];
  return [issue(known === "cli.unknown-flag" ? "cli.unknown-flag-near" : "cli.unknown-command-near", { value, nearest: near })];
}

function issue(code: string, values: Issue["values"]): Issue {
  return { code, severity: "error", path: "", values };
}
