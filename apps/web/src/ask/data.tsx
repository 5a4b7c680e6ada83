import { count, number } from "@outlay/charts";
import { message } from "@outlay/schema";
import type { JSX } from "preact";
import { dropData } from "../client.ts";
import { language, useSay } from "../language.ts";
import { ask, counting, data, dropIssues, field, troubleAt } from "../state.ts";
import { Trouble } from "../shell/trouble.tsx";
import { Control, Text } from "./control.tsx";
import { Drop } from "./drop.tsx";

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

export function DataControl(): JSX.Element {
  const say = useSay();
  const hasFile = field("data.file") !== undefined;
  const notes = dropIssues.value.filter((i) => i.severity === "note");
  const others = { "data.samples": undefined, "data.tokensPerSample": undefined, "data.steps": undefined };
  return (
    <fieldset class="control">
      <legend>{say("page.data")}</legend>
      {hasFile ? (
        <Measured />
      ) : (
        <Control path="data.tokens" label={say("page.tokens")} help={say("page.tokens-help")} also={["data"]}>
          <Text path="data.tokens" numeric placeholder="20M" others={others} />
        </Control>
      )}
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
