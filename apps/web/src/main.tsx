import { hydrate, render } from "preact";
import { readAddress, followAddress } from "./address.ts";
import { App } from "./app.tsx";
import { type Arrived, arrive } from "./arrived.ts";
import { answerChanges, recountChanges } from "./client.ts";
import { followLanguage, language, startLanguage, textsFor } from "./language.ts";
import { ARRIVAL } from "./job/arrival.ts";
import { job, today, view } from "./state.ts";
import { followSystem } from "./why/surroundings.ts";

/** The answer that was printed into the page when it was built. */
function printed(): Arrived | null {
  const text = document.querySelector("#arrived")?.textContent ?? "";
  return text === "" ? null : JSON.parse(text);
}

async function main(): Promise<void> {
  const root = document.querySelector<HTMLElement>("#app");
  if (!root) return;
  await startLanguage();
  readAddress();
  followLanguage();
  followSystem();
  const arrived = printed();
  const asPrinted = arrived !== null && language.value === "en" && job.value === ARRIVAL && view.value === "plan";
  if (arrived && job.value === ARRIVAL) {
    const { result, issues } = arrived;
    await textsFor([...issues, ...result.issues, ...result.plans.flatMap((p) => p.issues)].filter((i) => i.severity !== "note"));
    arrive(arrived);
  }
  if (asPrinted) hydrate(<App />, root);
  else {
    root.textContent = "";
    render(<App />, root);
  }
  document.documentElement.classList.add("ready");
  today.value = new Date().toISOString().slice(0, 10);
  followAddress();
  answerChanges();
  recountChanges();
}

void main();
