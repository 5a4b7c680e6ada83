import type { ObjectiveKind } from "@outlay/engine";
import type { JSX } from "preact";
import { useSay } from "../language.ts";
import { ask, field } from "../state.ts";
import { IN_SAMPLES } from "./amount.ts";
import { FIELDS } from "./fields.ts";

const PREFERENCES = ["dpo", "ipo", "kto", "orpo", "simpo", "reward"] as const;
const REWARDS = ["ppo", "grpo"] as const;

/** Whether answers are written while training: the data is prompts then. */
export const writesAnswers = (kind: string): boolean => REWARDS.some((k) => k === kind);

/** What the job trains towards: a kind may stand alone. */
export function objectiveKind(): string {
  const kind = field("objective.kind") ?? field("objective");
  return typeof kind === "string" ? kind : "sft";
}

/** Changes the objective and takes away what the new one hasn't. */
function chooseObjective(kind: string): void {
  const kept = FIELDS.filter((f) => f.objectives?.includes(kind) === true && field(f.path) !== undefined);
  ask({
    objective: undefined,
    ...(writesAnswers(kind) && field("data.file") === undefined && field("data.samples") === undefined ? IN_SAMPLES : {}),
    ...(kind === "sft" ? {} : { "objective.kind": kind }),
    ...Object.fromEntries(kept.map((f) => [f.path, field(f.path)])),
  });
}

export function ObjectiveControl(): JSX.Element {
  const say = useSay();
  const option = (kind: ObjectiveKind): JSX.Element => (
    <option key={kind} value={kind}>
      {say(kind === "sft" ? "page.objective-sft" : `objective.${kind}`)}
    </option>
  );
  return (
    <div class="control">
      <label for="field-objective">{say("page.objective")}</label>
      <select id="field-objective" value={objectiveKind()} onChange={(e) => chooseObjective(e.currentTarget.value)}>
        {option("sft")}
        <optgroup label={say("page.objective-preferences")}>{PREFERENCES.map(option)}</optgroup>
        <optgroup label={say("page.objective-rewards")}>{REWARDS.map(option)}</optgroup>
      </select>
    </div>
  );
}
