import { number } from "@outlay/charts";
import type { JSX } from "preact";
import { language, useSay } from "../language.ts";
import { ask, field, prices } from "../state.ts";
import { Drop } from "./drop.tsx";

const COLUMNS = "provider, instance_type, accelerator, accelerator_count, on_demand_usd_h";

/** Negotiated prices from a file. A link carries its name, not what is in it. */
export function PriceList({ id }: { readonly id: string }): JSX.Element {
  const say = useSay();
  const named = field("where.prices.file");
  const list = prices.value;
  const take = async (file: File): Promise<void> => {
    prices.value = { file: file.name, text: await file.text() };
    ask({ "where.prices.file": file.name });
  };
  if (typeof named === "string")
    return (
      <p class="given" id={id}>
        {list?.file === named
          ? say("page.prices-read", { file: named, rows: number(list.text.trim().split("\n").length - 1, language.value) })
          : named}{" "}
        <button type="button" class="quiet" onClick={() => ask({ "where.prices.file": undefined })}>
          {say("page.remove")}
        </button>
      </p>
    );
  return (
    <Drop
      id={id}
      accept=".csv,text/csv"
      label={say("page.drop-prices")}
      hint={say("page.prices-hint", { columns: COLUMNS })}
      onFile={(f) => void take(f)}
    />
  );
}
