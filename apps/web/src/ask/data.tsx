import { count, number } from "@outlay/charts";
import { message } from "@outlay/schema";
import type { JSX } from "preact";
import { dropData } from "../client.ts";
import { language, useSay } from "../language.ts";
import { ask, counting, data, dropIssues, field, troubleAt } from "../state.ts";
import { Trouble } from "../shell/trouble.tsx";
import { Control, Text } from "./control.tsx";
import { IN_SAMPLES, IN_TOKENS } from "./amount.ts";
import { Drop } from "./drop.tsx";
import { objectiveKind, writesAnswers } from "./objective.tsx";

function Measured(): JSX.Element | null {
  const say = useSay();
  const found = data.value;
  const file = field("data.file");
  if (!found || typeof file !== "string") return null;
  const { samples, lengths } = found;
  const at = language.value;
  return (
    <p class="given">
      <strong>{file}</strong>:{" "}
      {say("page.counted", {
        samples: number(samples, at),
        tokens: count(samples * lengths.mean, at),
        mean: number(lengths.mean, at),
        longest: number(lengths.longest, at),
      })}{" "}
      <button
        type="button"
        class="quiet"
        onClick={() => {
          data.value = null;
          dropIssues.value = [];
          ask({ "data.file": undefined, "data.tokens": "20M" });
        }}
      >
        {say("page.remove")}
      </button>
    </p>
  );
}

/** An amount in tokens, or in samples (prompts, where answers to them are written). */
function Amount(): JSX.Element {
  const say = useSay();
  const prompts = writesAnswers(objectiveKind());
  if (field("data.samples") === undefined && !prompts)
    return (
      <Control
        path="data.tokens"
        label={say("page.tokens")}
        help={
          <>
            {say("page.tokens-help")}{" "}
            <button type="button" class="quiet" onClick={() => ask(IN_SAMPLES)}>
              {say("page.by-samples")}
            </button>
          </>
        }
        also={["data"]}
      >
        <Text
          path="data.tokens"
          numeric
          placeholder="20M"
          others={{ "data.samples": undefined, "data.tokensPerSample": undefined, "data.steps": undefined }}
        />
      </Control>
    );
  const others = { "data.tokens": undefined, "data.steps": undefined };
  return (
    <>
      <div class="row two">
        <Control
          path="data.samples"
          label={say(prompts ? "page.prompts" : "page.samples")}
          help={say(prompts ? "page.prompts-help" : "page.samples-help")}
          also={["data"]}
        >
          <Text path="data.samples" numeric placeholder="6000" others={others} />
        </Control>
        <Control path="data.tokensPerSample" label={say("page.each")} help={say("page.each-help")}>
          <Text path="data.tokensPerSample" numeric placeholder="210" others={others} />
        </Control>
      </div>
      {prompts ? null : (
        <button type="button" class="quiet" onClick={() => ask(IN_TOKENS)}>
          {say("page.by-tokens")}
        </button>
      )}
    </>
  );
}

export function DataControl(): JSX.Element {
  const say = useSay();
  const hasFile = field("data.file") !== undefined;
  const notes = dropIssues.value.filter((i) => i.severity === "note");
  return (
    <fieldset class="control">
      <legend>{say("page.data")}</legend>
      {hasFile ? <Measured /> : <Amount />}
      <Control path="data.epochs" label={say("page.epochs")} help={say("page.epochs-help")}>
        <Text path="data.epochs" numeric placeholder="1" />
      </Control>
      <Drop
        accept=".jsonl,.ndjson,.json,.csv,.tsv,.txt,.parquet,.gz"
        label={say("page.drop-data")}
        hint={say("page.drop-data-hint")}
        busy={counting.value === null ? null : say("page.counting", { file: counting.value })}
        onFile={(f) => void dropData(f)}
      >
        {notes.map((i) => (
          <small key={i.code}>{message(i, language.value)}</small>
        ))}
        <Trouble
          issues={[...dropIssues.value.filter((i) => i.severity !== "note" && !i.path.startsWith("data.")), ...troubleAt(["data.file"])]}
        />
      </Drop>
    </fieldset>
  );
}
