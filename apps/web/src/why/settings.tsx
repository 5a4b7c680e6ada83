import type { Plan } from "@outlay/engine";
import type { JSX } from "preact";
import { useSay } from "../language.ts";
import { choices } from "../state.ts";

/** What to type into the software that runs the plan. */
export function Settings({ p }: { readonly p: Plan }): JSX.Element {
  const say = useSay();
  const stack = choices.value?.stacks.find((s) => s.id === p.stack)?.name ?? p.stack;
  const title = say("cli.settings", { stack });
  return (
    <details class="settings">
      <summary>{title}</summary>
      <div class="scroll" tabIndex={0} role="group" aria-label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say("cli.setting")}</th>
              <th scope="col">{say("cli.value")}</th>
              <th scope="col">{say("cli.flag")}</th>
            </tr>
          </thead>
          <tbody>
            {p.settings.map((s) => (
              <tr key={s.id}>
                <th scope="row">{s.id}</th>
                <td>{s.value}</td>
                <td>
                  <code>{s.flag ?? ""}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
