import { useSignal } from "@preact/signals";
import { count } from "@outlay/charts";
import type { Issue } from "@outlay/engine";
import type { JSX } from "preact";
import { askHub } from "../client.ts";
import { language, useSay } from "../language.ts";
import { ask, choices, field, issues, result } from "../state.ts";
import { isTree, type Tree } from "../job/tree.ts";
import { Trouble } from "../shell/trouble.tsx";
import { Control, Text } from "./control.tsx";
import { Drop } from "./drop.tsx";

const MOST_BYTES = 1_000_000;
/** Parts of a configuration that say nothing about shape. */
const IDLE: ReadonlySet<string> = new Set([
  "id2label",
  "label2id",
  "task_specific_params",
  "auto_map",
  "transformers_version",
  "torch_dtype",
  "dtype",
]);

type Read = { readonly kind: "config"; readonly config: Tree } | { readonly kind: "bad"; readonly code: string; readonly problem: string };

/** A dropped config.json as a model's shape in the job. */
function readConfigText(text: string, file: string): Read {
  try {
    const json: unknown = JSON.parse(text);
    if (!isTree(json)) return { kind: "bad", code: "page.config-no-object", problem: "" };
    const kept = Object.fromEntries(Object.entries(json).filter(([key]) => !IDLE.has(key)));
    return { kind: "config", config: { name: json["_name_or_path"] ?? file.replace(/\.json$/i, ""), ...kept } };
  } catch (error) {
    return { kind: "bad", code: "page.config-no-json", problem: error instanceof Error ? error.message : "" };
  }
}

/** Asks the Hub for the shape of a model that the catalogue hasn't: only then does the page ask another site. */
function FromHub({ name }: { readonly name: string }): JSX.Element {
  const say = useSay();
  const asking = useSignal(false);
  const told = useSignal<readonly Issue[]>([]);
  const take = async (): Promise<void> => {
    asking.value = true;
    const { text, issues } = await askHub(name);
    asking.value = false;
    told.value = issues;
    if (text === null || field("model") !== name) return;
    const read = readConfigText(text, name);
    if (read.kind === "config") ask({ model: { ...read.config, name } });
    else told.value = [{ code: read.code, severity: "error", path: "", values: { file: `${name}/config.json`, problem: read.problem } }];
  };
  return (
    <div class="hub">
      <button type="button" disabled={asking.value} aria-describedby="hub-help" onClick={() => void take()}>
        {say(asking.value ? "page.asking-hub" : "page.ask-hub")}
      </button>
      <small id="hub-help">{say("page.hub-help")}</small>
      <Trouble issues={told.value} />
    </div>
  );
}

/** Names to complete what is typed. On their own, so that they are made once. */
function ModelNames(): JSX.Element {
  return (
    <datalist id="models">
      {choices.value?.models.map((m) => (
        <option key={m.id} value={m.id} label={count(m.parameters, language.value)} />
      ))}
    </datalist>
  );
}

export function ModelControl(): JSX.Element {
  const say = useSay();
  const bad = useSignal<{ readonly code: string; readonly file: string; readonly problem: string } | null>(null);
  const own = field("model");
  const shape = isTree(own) ? own : null;
  const take = async (file: File): Promise<void> => {
    const read: Read =
      file.size > MOST_BYTES ? { kind: "bad", code: "page.config-too-large", problem: "" } : readConfigText(await file.text(), file.name);
    bad.value = read.kind === "bad" ? { code: read.code, file: file.name, problem: read.problem } : null;
    if (read.kind === "config") ask({ model: read.config });
  };
  const model = result.value?.model;
  const unknown = issues.value.some((i) => i.code === "page.unknown-model");
  return (
    <div class="control">
      <Control
        path="model"
        label={say("page.model")}
        help={
          model
            ? say("page.model-size", { parameters: count(model.parameters.total, language.value), source: model.source })
            : say("page.model-help")
        }
      >
        {shape ? (
          <p class="given">
            <code>{String(shape["name"] ?? "config.json")}</code>{" "}
            <button type="button" class="quiet" onClick={() => ask({ model: "meta-llama/Llama-3.1-8B" })}>
              {say("page.remove")}
            </button>
          </p>
        ) : (
          <Text path="model" list="models" placeholder="org/name" />
        )}
        <ModelNames />
      </Control>
      {unknown && typeof own === "string" ? <FromHub key={own} name={own} /> : null}
      <Drop
        accept=".json,application/json"
        label={say("page.drop-config")}
        hint={say("page.drop-config-hint")}
        onFile={(f) => void take(f)}
      >
        {bad.value ? (
          <Trouble
            issues={[
              {
                code: bad.value.code,
                severity: "error",
                path: "",
                values: { file: bad.value.file, problem: bad.value.problem, limit: MOST_BYTES },
              },
            ]}
          />
        ) : null}
      </Drop>
    </div>
  );
}
