import type { JSX } from "preact";
import { useSay } from "../language.ts";
import { ask, field, troubleAt } from "../state.ts";
import { Trouble } from "../shell/trouble.tsx";
import { shownValue } from "./control.tsx";
import { FIELDS } from "./fields.ts";
import { ObjectiveControl } from "./objective.tsx";

/** What most people do, the least memory last. */
const USUAL = ["pretrain", "continue", "full", "lora", "qlora"] as const;
const ADAPTERS: ReadonlySet<string> = new Set(["lora", "dora", "qlora"]);
/** Fields that only adapters have. */
const OF_ADAPTERS = ["method.rank", "method.targets", "method.modulesToSave", "method.dropout", "training.loraDropout"];

/** Methods that train towards the next token only. */
const NEXT_TOKEN: ReadonlySet<string> = new Set(["pretrain", "continue"]);

/** Changes the method and takes away what the new one hasn't. */
export function chooseMethod(kind: string): void {
  const gone = ADAPTERS.has(kind) ? [] : OF_ADAPTERS;
  ask({
    ...Object.fromEntries(gone.map((path) => [path, undefined])),
    "method.base": undefined,
    "method.frozenLayers": undefined,
    "method.kind": kind,
    ...(NEXT_TOKEN.has(kind) ? { objective: undefined } : {}),
  });
}

export function MethodControl(): JSX.Element {
  const say = useSay();
  const kind = field("method.kind") ?? field("method");
  return (
    <fieldset class="control">
      <legend>{say("page.method")}</legend>
      <div class="segments">
        {USUAL.map((k) => (
          <label key={k}>
            <input type="radio" name="method" value={k} checked={kind === k} onChange={() => chooseMethod(k)} />
            <span>{say(`method.${k}`)}</span>
          </label>
        ))}
      </div>
      {NEXT_TOKEN.has(shownValue(kind)) && field("objective") === undefined ? null : <ObjectiveControl />}
      <Trouble
        issues={troubleAt(["method.kind", "objective"]).filter((i) => !FIELDS.some((f) => f.path === i.path) || i.path === "method.kind")}
      />
    </fieldset>
  );
}
