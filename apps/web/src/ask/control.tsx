import type { ComponentChildren, JSX } from "preact";
import { field, troubleAt, ask } from "../state.ts";
import { Trouble } from "../shell/trouble.tsx";
import type { Value } from "../job/tree.ts";

export const idOf = (path: string): string => `field-${path.replaceAll(".", "-")}`;

/** A value of the job as text of an input: lists by commas. */
export function shownValue(value: Value | undefined): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map((v) => shownValue(v)).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

interface ControlProps {
  readonly path: string;
  readonly label: string;
  readonly unit?: string | undefined;
  readonly help?: ComponentChildren;
  /** Other paths whose own trouble, not that of what is under them, stands here. */
  readonly also?: readonly string[];
  readonly children: ComponentChildren;
}

/** A labelled control with what it is for under it, and what is wrong with it. */
export function Control({ path, label, unit, help, also = [], children }: ControlProps): JSX.Element {
  const trouble = [...troubleAt([path]), ...troubleAt(also).filter((i) => also.includes(i.path))];
  return (
    <div class="control" data-bad={trouble.some((i) => i.severity === "error") ? "" : undefined}>
      <label for={idOf(path)}>
        {label}
        {unit === undefined ? null : <span class="unit"> {unit}</span>}
      </label>
      {children}
      {help === undefined ? null : (
        <small class="help" id={`${idOf(path)}-help`}>
          {help}
        </small>
      )}
      <Trouble issues={trouble} id={`${idOf(path)}-trouble`} />
    </div>
  );
}

/** A plain number as a number, so that links and files read as people write them; units and words as they are. */
function asNumber(typed: string): Value {
  return String(Number(typed)) === typed && Number.isFinite(Number(typed)) ? Number(typed) : typed;
}

interface TextProps {
  readonly path: string;
  readonly placeholder?: string | undefined;
  readonly numeric?: boolean;
  readonly list?: string;
  readonly described?: boolean;
  /** How what is typed stands in the job. */
  readonly asValue?: (typed: string) => Value | undefined;
  /** Changes that go with it. */
  readonly others?: Readonly<Record<string, undefined>>;
}

/** A text input bound to a field; empty leaves the field open. */
export function Text({
  path,
  placeholder,
  numeric = false,
  list,
  described = true,
  asValue = asNumber,
  others = {},
}: TextProps): JSX.Element {
  const bad = troubleAt([path]).some((i) => i.severity === "error");
  return (
    <input
      id={idOf(path)}
      type="text"
      inputMode={numeric ? "decimal" : "text"}
      autocomplete="off"
      spellcheck={false}
      list={list}
      placeholder={placeholder}
      value={shownValue(field(path))}
      aria-invalid={bad ? true : undefined}
      aria-describedby={described ? `${idOf(path)}-help` : undefined}
      onInput={(e) => {
        const typed = e.currentTarget.value.trim();
        ask({ ...others, [path]: typed === "" ? undefined : asValue(typed) });
      }}
    />
  );
}

/** Names by commas, as a list of the job. */
export function listed(typed: string): Value {
  return typed
    .split(/[,，、]/)
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
