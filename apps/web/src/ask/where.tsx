import { useSignal } from "@preact/signals";
import { gib } from "@outlay/charts";
import type { JSX } from "preact";
import { language, useSay } from "../language.ts";
import { ask, choices, field, troubleAt } from "../state.ts";
import { Trouble } from "../shell/trouble.tsx";
import { Control, Text, idOf } from "./control.tsx";

type Place = "anywhere" | "clouds" | "own";
const PLACES: readonly Place[] = ["anywhere", "clouds", "own"];
/** What many have at home. */
const OWN_CARD = "rtx-4090";

function names(path: string): readonly string[] {
  const given = field(path);
  if (typeof given === "string") return [given];
  return Array.isArray(given) ? given.filter((v): v is string => typeof v === "string") : [];
}

function placeNow(): Place {
  if (field("where.owned") !== undefined) return "own";
  return field("where.providers") === undefined ? "anywhere" : "clouds";
}

function choose(place: Place): void {
  const owned = place === "own" ? [{ accelerator: OWN_CARD, gpusPerNode: 1 }] : undefined;
  ask({
    "where.owned": owned,
    "where.providers": place === "clouds" ? ["aws", "gcp", "azure"] : undefined,
    ...(place === "own" ? { "where.accelerators": undefined, "where.regions": undefined } : {}),
  });
}

function Clouds(): JSX.Element {
  const say = useSay();
  const chosen = names("where.providers");
  const known = choices.value?.providers ?? chosen;
  return (
    <div class="checks" role="group" aria-label={say("page.clouds")}>
      {known.map((p) => (
        <label key={p}>
          <input
            type="checkbox"
            checked={chosen.includes(p)}
            onChange={(e) => {
              const next = e.currentTarget.checked ? [...chosen, p] : chosen.filter((c) => c !== p);
              ask({ "where.providers": next });
            }}
          />
          <span>{p}</span>
        </label>
      ))}
    </div>
  );
}

function Own(): JSX.Element {
  const say = useSay();
  const [entry] = Array.isArray(field("where.owned")) ? (field("where.owned") as readonly unknown[]) : [];
  const now = typeof entry === "object" && entry !== null ? { ...entry } : {};
  const {
    accelerator = OWN_CARD,
    gpusPerNode = 1,
    usdPerGpuHour = 0,
  } = now as { accelerator?: string; gpusPerNode?: number | string; usdPerGpuHour?: number | string };
  const set = (change: Readonly<Record<string, string | number>>): void => {
    const { usdPerGpuHour: price, ...rest } = { accelerator, gpusPerNode, usdPerGpuHour, ...change };
    ask({ "where.owned": [price === "" ? rest : { ...rest, usdPerGpuHour: price }] });
  };
  const cards = choices.value?.cards ?? [{ id: accelerator, name: accelerator, memory: 0 }];
  return (
    <div class="row">
      <Control path="where.owned.0.accelerator" label={say("page.card")}>
        <select id={idOf("where.owned.0.accelerator")} value={accelerator} onChange={(e) => set({ accelerator: e.currentTarget.value })}>
          {cards.map((c) => (
            <option key={c.id} value={c.id}>
              {c.memory > 0 ? `${c.name} · ${gib(c.memory, language.value)}` : c.name}
            </option>
          ))}
        </select>
      </Control>
      <Control path="where.owned.0.gpusPerNode" label={say("page.how-many")}>
        <input
          id={idOf("where.owned.0.gpusPerNode")}
          type="text"
          inputMode="numeric"
          value={String(gpusPerNode)}
          onInput={(e) => set({ gpusPerNode: e.currentTarget.value })}
        />
      </Control>
      <Control path="where.owned.0.usdPerGpuHour" label={say("page.own-price")} unit="USD/h">
        <input
          id={idOf("where.owned.0.usdPerGpuHour")}
          type="text"
          inputMode="decimal"
          placeholder={say("page.not-known")}
          value={String(usdPerGpuHour)}
          onInput={(e) => set({ usdPerGpuHour: e.currentTarget.value })}
        />
      </Control>
    </div>
  );
}

export function WhereControl(): JSX.Element {
  const say = useSay();
  const clouds = useSignal(false);
  const place = clouds.value && field("where.owned") === undefined ? "clouds" : placeNow();
  return (
    <fieldset class="control">
      <legend>{say("page.where")}</legend>
      <div class="segments">
        {PLACES.map((p) => (
          <label key={p}>
            <input
              type="radio"
              name="place"
              value={p}
              checked={place === p}
              onChange={() => {
                clouds.value = p === "clouds";
                choose(p);
              }}
            />
            <span>{say(`page.place-${p}`)}</span>
          </label>
        ))}
      </div>
      {place === "clouds" ? <Clouds /> : null}
      {place === "own" ? <Own /> : null}
      {place === "own" ? null : (
        <label class="tick">
          <input
            type="checkbox"
            checked={names("where.purchase").includes("spot")}
            onChange={(e) => ask({ "where.purchase": e.currentTarget.checked ? ["on-demand", "spot"] : undefined })}
          />
          <span>{say("page.spot-too")}</span>
        </label>
      )}
      <Trouble
        issues={troubleAt(["where.providers", "where.purchase", "where"]).filter((i) => i.path === "where" || i.path.startsWith("where.p"))}
      />
    </fieldset>
  );
}

export function LimitControl(): JSX.Element {
  const say = useSay();
  return (
    <fieldset class="control">
      <legend>{say("page.limit")}</legend>
      <div class="row two">
        <Control path="goal.budget" label={say("page.budget")} unit="USD">
          <Text path="goal.budget" numeric placeholder={say("page.none")} described={false} />
        </Control>
        <Control path="goal.deadline" label={say("page.deadline")} unit="24h, 3 days">
          <Text path="goal.deadline" placeholder={say("page.none")} described={false} />
        </Control>
      </div>
    </fieldset>
  );
}
