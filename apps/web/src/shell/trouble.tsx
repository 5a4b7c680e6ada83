import type { Issue } from "@outlay/engine";
import { message } from "@outlay/schema";
import type { JSX } from "preact";
import { language } from "../language.ts";

/** What is wrong, beside where it stands. */
export function Trouble({ issues, id }: { readonly issues: readonly Issue[]; readonly id?: string }): JSX.Element | null {
  const told = [...new Map(issues.map((i) => [message(i, language.value), i])).entries()];
  if (told.length === 0) return null;
  return (
    <div role="status" id={id}>
      <ul class="trouble">
        {told.map(([said, issue]) => (
          <li key={said} data-severity={issue.severity}>
            {said}
          </li>
        ))}
      </ul>
    </div>
  );
}
