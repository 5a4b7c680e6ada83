import { effect } from "@preact/signals";
import { ARRIVAL } from "./job/arrival.ts";
import { packedData, unpackedData } from "./job/lengths.ts";
import { linkOf, readLink } from "./job/link.ts";
import { compared, data, job, linkBroken, picked, plan, result, saidBefore, today, view, VIEWS } from "./state.ts";

const EXTRAS = { data: "data", plan: "plan", view: "view", compare: "compare", said: "said" } as const;

/** What the answer was when a link was made: cost, seconds, day. */
function said(): string {
  const chosen = result.peek()?.plans[0];
  return chosen ? [chosen.costUsd?.p50 ?? "", chosen.runSeconds.p50, today.peek()].join("_") : "";
}

/** The page as it stands, as a fragment; empty for the example on arrival. */
function fragment(): string {
  const extras: Record<string, string> = {};
  if (data.value && job.value["data"] !== undefined) extras[EXTRAS.data] = packedData(data.value);
  if (picked.value !== null) extras[EXTRAS.plan] = picked.value;
  if (view.value !== "plan") extras[EXTRAS.view] = view.value;
  if (compared.value.length > 0) extras[EXTRAS.compare] = JSON.stringify(compared.value);
  if (job.value === ARRIVAL && Object.keys(extras).length === 0) return "";
  return linkOf({ job: job.value, extras });
}

/** An address that brings back this very answer, and tells where it no longer does. */
export function shareLink(): string {
  const extras: Record<string, string> = { [EXTRAS.said]: said() };
  const here = fragment();
  const read = readLink(here === "" ? linkOf({ job: job.value, extras: {} }) : here);
  const linked = read.kind === "linked" ? read.linked : { job: job.value, extras: {} };
  return `${location.href.split("#")[0] ?? ""}#${linkOf({ job: linked.job, extras: { ...linked.extras, ...extras } })}`;
}

function names(text: string | undefined): readonly string[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.filter((id): id is string => typeof id === "string").slice(0, 4) : [];
  } catch {
    return [];
  }
}

/** Takes the state from the address. */
export function readAddress(): void {
  const read = readLink(location.hash);
  linkBroken.value = read.kind === "unreadable";
  const linked = read.kind === "linked" ? read.linked : { job: ARRIVAL, extras: {} as Readonly<Record<string, string>> };
  const { extras } = linked;
  data.value = extras[EXTRAS.data] === undefined ? null : unpackedData(extras[EXTRAS.data] ?? "");
  picked.value = extras[EXTRAS.plan] ?? null;
  view.value = VIEWS.find((v) => v === extras[EXTRAS.view]) ?? "plan";
  compared.value = names(extras[EXTRAS.compare]);
  const [usd = "", seconds = "", asOf = ""] = (extras[EXTRAS.said] ?? "").split("_");
  saidBefore.value = Number(seconds) > 0 ? { usd: usd === "" ? null : Number(usd), seconds: Number(seconds), asOf } : null;
  job.value = Object.keys(linked.job).length > 0 ? linked.job : ARRIVAL;
}

/** Keeps the address with the state, and the state with an address that the reader changes. */
export function followAddress(): void {
  let own = location.hash.slice(1);
  effect(() => {
    void plan.value;
    const now = fragment();
    if (now === own) return;
    own = now;
    history.replaceState(null, "", now === "" ? location.pathname + location.search : `#${now}`);
  });
  addEventListener("hashchange", () => {
    own = location.hash.slice(1);
    readAddress();
  });
}
