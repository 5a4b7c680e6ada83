import { useSignal } from "@preact/signals";
import { jobFile, type TextKey } from "@outlay/schema";
import type { JSX } from "preact";
import { shareLink } from "../address.ts";
import { useSay } from "../language.ts";
import { copied } from "../shell/save.ts";
import { issues, job, result } from "../state.ts";

/** What the reader takes along. */
export function Actions(): JSX.Element {
  const say = useSay();
  const told = useSignal<TextKey | null>(null);
  const shown = useSignal<string | null>(null);
  const take = async (text: string, done: TextKey): Promise<void> => {
    const ok = await copied(text);
    told.value = ok ? done : "page.copy-by-hand";
    shown.value = ok ? null : text;
  };
  const report = async (): Promise<void> => {
    const { saveReport } = await import("./report.ts");
    if (result.value) saveReport(result.value, issues.value, job.value);
  };
  return (
    <div class="actions">
      <button type="button" onClick={() => void take(shareLink(), "page.link-copied")}>
        {say("page.copy-link")}
      </button>
      <button type="button" onClick={() => void take(jobFile(job.value), "page.job-copied")}>
        {say("page.copy-job")}
      </button>
      <button type="button" onClick={() => void report()}>
        {say("page.report")}
      </button>
      <span role="status">{told.value === null ? "" : say(told.value)}</span>
      {shown.value === null ? null : <textarea readOnly rows={4} aria-label={say("page.copy-by-hand")} value={shown.value} />}
    </div>
  );
}
