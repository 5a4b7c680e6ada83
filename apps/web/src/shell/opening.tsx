import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";

interface OpeningProps {
  readonly class: string;
  readonly summary: ComponentChildren;
  readonly open?: boolean;
  /** Made when it is open: what nobody sees costs nothing. */
  readonly inside: () => ComponentChildren;
}

/** Details whose content is made when they are opened. */
export function Opening({ class: name, summary, open = false, inside }: OpeningProps): JSX.Element {
  const opened = useSignal(open);
  const shown = opened.value || open;
  return (
    <details class={name} open={shown} onToggle={(e) => (opened.value = e.currentTarget.open)}>
      <summary>{summary}</summary>
      {shown ? inside() : null}
    </details>
  );
}
