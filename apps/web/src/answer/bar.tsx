import { time, usd } from "@outlay/charts";
import type { JSX } from "preact";
import { language, useSay } from "../language.ts";
import { plan } from "../state.ts";

/** The answer in a line at the foot of a narrow screen, while the reader is elsewhere on the page. */
export function AnswerBar(): JSX.Element | null {
  const say = useSay();
  const p = plan.value;
  const at = language.value;
  if (!p) return null;
  return (
    <a
      class="answer-bar"
      href="#answer-title"
      onClick={(e) => {
        e.preventDefault();
        document.querySelector("#answer-title")?.scrollIntoView();
      }}
    >
      <b>{p.costUsd ? usd(p.costUsd.p50, at) : say("cli.unpriced")}</b>
      <span>{time(p.runSeconds.p50, at)}</span>
      <span>{say(`verdict.${p.memoryBytes.verdict}`)}</span>
      <span>{`${p.gpus}x ${p.accelerator}`}</span>
    </a>
  );
}
