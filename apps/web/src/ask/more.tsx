import { message, text } from "@outlay/schema";
import type { JSX } from "preact";
import { language, useSay } from "../language.ts";
import { ask, choices, field, issues, plan, troubleAt } from "../state.ts";
import { Opening } from "../shell/opening.tsx";
import { Control, idOf, listed, shownValue, Text } from "./control.tsx";
import { FIELDS, type MoreField, ROOMS, type Room } from "./fields.ts";
import { chooseMethod } from "./method.tsx";
import { objectiveKind } from "./objective.tsx";
import { PriceList } from "./price-list.tsx";

/** What an open field is taken for: the default and who says so, or what the search found for this plan. */
function Default({ of }: { readonly of: MoreField }): JSX.Element | null {
  const say = useSay();
  if (field(of.path) !== undefined) return null;
  const note = issues.value.find((i) => i.path === of.path && i.code.startsWith("default."));
  if (note) {
    const told = message(note, language.value);
    const bare = text(note.code, language.value, { ...note.values, path: "" }).replace(/^[:：]\s*/, "");
    return <span class="taken">{say("page.default", { value: told.startsWith(of.path) ? bare : told })}</span>;
  }
  const taken = plan.value ? of.taken?.(plan.value) : null;
  return taken === null || taken === undefined ? (
    <span class="taken">{say("page.open")}</span>
  ) : (
    <span class="taken">{say("page.taken", { value: taken })}</span>
  );
}

function Input({ of }: { readonly of: MoreField }): JSX.Element {
  const say = useSay();
  const { path, input } = of;
  const id = idOf(path);
  switch (input.kind) {
    case "choice":
      return (
        <select
          id={id}
          aria-describedby={`${id}-help`}
          value={shownValue(field(path))}
          onChange={(e) => {
            const { value } = e.currentTarget;
            if (path === "method.kind") chooseMethod(value);
            else ask({ [path]: value === "" ? undefined : value });
          }}
        >
          {path === "method.kind" ? null : <option value="">{say("page.leave-open")}</option>}
          {input.of.map((o) => (
            <option key={o} value={o}>
              {o}
            </option>
          ))}
        </select>
      );
    case "flag":
      return (
        <select
          id={id}
          aria-describedby={`${id}-help`}
          value={shownValue(field(path))}
          onChange={(e) => ask({ [path]: e.currentTarget.value === "" ? undefined : e.currentTarget.value === "true" })}
        >
          <option value="">{say("page.leave-open")}</option>
          <option value="true">{say("list.yes")}</option>
          <option value="false">{say("list.no")}</option>
        </select>
      );
    case "price-list":
      return <PriceList id={id} />;
    case "list":
      return <ListInput of={of} />;
    case "number":
    case "text":
      return <Text path={path} numeric={input.kind === "number"} placeholder={of.example} />;
    default:
      return input satisfies never;
  }
}

/** Names by commas. Committed when the reader leaves it, so that a comma can be typed. */
function ListInput({ of }: { readonly of: MoreField }): JSX.Element {
  const { path } = of;
  const id = idOf(path);
  return (
    <input
      id={id}
      type="text"
      autocomplete="off"
      spellcheck={false}
      placeholder={of.example}
      list={path === "stack" ? "stacks" : path === "where.accelerators" ? "cards" : undefined}
      value={shownValue(field(path))}
      aria-invalid={troubleAt([path]).some((i) => i.severity === "error") ? true : undefined}
      aria-describedby={`${id}-help`}
      onChange={(e) => {
        const typed = e.currentTarget.value.trim();
        ask({ [path]: typed === "" ? undefined : listed(typed) });
      }}
    />
  );
}

function Group({ room }: { readonly room: Room }): JSX.Element | null {
  const say = useSay();
  const kind = shownValue(field("method.kind"));
  const towards = objectiveKind();
  const has = (f: MoreField): boolean => f.methods?.includes(kind) !== false && f.objectives?.includes(towards) !== false;
  const shown = FIELDS.filter((f) => f.room === room && (has(f) || field(f.path) !== undefined));
  const set = shown.filter((f) => field(f.path) !== undefined && f.path !== "method.kind").length;
  const bad = troubleAt(shown.map((f) => f.path)).some((i) => i.severity === "error");
  return (
    <Opening
      class="room"
      open={bad}
      summary={
        <>
          <span>{say(`room.${room}`)}</span>
          <small>{set > 0 ? say("page.set", { count: set }) : say(`room-why.${room}`)}</small>
        </>
      }
      inside={() =>
        shown.map((f) => (
          <Control
            key={f.path}
            path={f.path}
            label={say(f.label)}
            unit={f.unit ? say(`unit.${f.unit}`) : undefined}
            help={
              <>
                {say(f.why)} <Default of={f} />
              </>
            }
          >
            <Input of={f} />
          </Control>
        ))
      }
    />
  );
}

/** Names to complete what is typed. On their own, so that they are made once. */
function Names(): JSX.Element {
  return (
    <>
      <datalist id="stacks">
        {choices.value?.stacks.map((s) => (
          <option key={s.id} value={s.id} label={s.name} />
        ))}
      </datalist>
      <datalist id="cards">
        {choices.value?.cards.map((c) => (
          <option key={c.id} value={c.id} label={c.name} />
        ))}
      </datalist>
    </>
  );
}

/** Everything else a job may say, in groups named as the engine's rooms. */
export function More(): JSX.Element {
  const say = useSay();
  return (
    <section class="more" aria-label={say("page.more")}>
      <h3>{say("page.more")}</h3>
      <Names />
      {ROOMS.map((room) => (
        <Group key={room} room={room} />
      ))}
    </section>
  );
}
