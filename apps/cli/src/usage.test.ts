import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { captured } from "./golden/captured.ts";
import { usageIssue } from "./usage.ts";

const SMALL = ["plan", "gpt2", "--tokens", "1M", "--gpu", "l4", "--provider", "aws", "--gpus", "1"];

describe("a command line that can't be read", () => {
  it.each([
    [["plan", "gpt2", "--gpsu", "8"], "error: --gpsu is no flag of this command. Did you mean --gpu, --gpus?"],
    [["plan", "gpt2", "--qqqqqqqq"], "error: --qqqqqqqq is no flag of this command. Add --help"],
    [["plna"], "error: plna is no command. Did you mean plan?"],
    [["llama"], "error: llama is no command."],
    [["plan", "gpt2", "--gpus"], "error: --gpus <range> needs a value after it."],
    [["plan", "a", "b"], "error: there is an argument too many."],
  ])("says what is wrong and what to do: %j", async (argv, start) => {
    const { code, out, err } = await captured(argv);
    expect([code, out]).toEqual([2, ""]);
    expect(err.startsWith(start), err).toBe(true);
  });

  it("says it in the language asked for, in either spelling of the flag", async () => {
    for (const lang of [["--lang", "zh-CN"], ["--lang=zh-CN"]]) {
      const { code, err } = await captured(["plan", "gpt2", "--gpsu", "8", ...lang]);
      expect([code, err]).toEqual([2, "错误：此命令没有参数 --gpsu。是否想写 --gpu, --gpus？在命令后加 --help 可查看全部。\n"]);
    }
  });

  it("keeps what the parser said where we have no words of our own", () => {
    expect(usageIssue(new CommanderError(1, "commander.other", "error: odd"))).toEqual([
      { code: "cli.usage", severity: "error", path: "", values: { problem: "odd" } },
    ]);
    expect(usageIssue(new CommanderError(1, "commander.help", "(outputHelp)"))).toEqual([]);
  });
});

describe("colour", () => {
  it("is there when asked for, and gone when refused", async () => {
    const [plain, colour, none] = await Promise.all([
      captured(SMALL),
      captured([...SMALL, "--color"]),
      captured([...SMALL, "--color", "--no-color"]),
    ]);
    expect(colour.out).toContain("\u001B[1m");
    expect(plain.out).not.toContain("\u001B[");
    expect(none.out).toBe(plain.out);
    expect((await captured(["gpus", "h100", "--color"])).out).toContain("\u001B[");
  });
});
