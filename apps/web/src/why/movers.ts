import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { moversTo } from "../client.ts";
import type { Asked } from "../engine/answer.ts";
import type { Moved } from "../engine/movers.ts";
import { answeredTo, busySince, calmPlan } from "../state.ts";

/** The answer and its words come first, and somebody who types is answered first. */
const SETTLE = 250;

export type Moving = Moved | "working" | "failed";

interface Of {
  readonly asked: Asked;
  readonly id: string;
  readonly moved: Moved | "failed";
}

const found = signal<Of | null>(null);

/** Whether two questions are of the same job: published runs beside an answer move nothing. */
const same = (a: Asked | null, b: Asked | null): boolean =>
  a !== null && b !== null && a.job === b.job && a.data === b.data && a.today === b.today;

/** Asks what moves the plan on the page, once it has settled. Followed apart from what is drawn, so that a search redraws nothing. */
export function useAskMovers(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (asked: Asked, id: string): Promise<void> => {
      const moved = await moversTo(asked, id).catch(() => "failed" as const);
      if (moved && same(answeredTo.peek(), asked) && calmPlan.peek()?.id === id) found.value = { asked, id, moved };
    };
    const end = effect(() => {
      const [asked, id, busy] = [answeredTo.value, calmPlan.value?.id ?? null, busySince.value !== null];
      const known = found.peek();
      clearTimeout(timer);
      if (!asked || id === null || busy || (known && same(known.asked, asked) && known.id === id)) return;
      timer = setTimeout(() => void ask(asked, id), SETTLE);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, []);
}

/** What moves the plan on the page. */
export function movers(): Moving {
  const known = found.value;
  return known && same(known.asked, answeredTo.value) && known.id === calmPlan.value?.id ? known.moved : "working";
}
