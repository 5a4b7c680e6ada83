import { number } from "@outlay/charts";
import { useSignal } from "@preact/signals";
import { text } from "@outlay/schema";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { remote } from "../client.ts";
import { type CatalogTable, type Cell, TABLES, type TableId } from "../engine/catalog.ts";
import { language, useSay } from "../language.ts";
import { saveFile } from "../shell/save.ts";
import { today } from "../state.ts";

const PAGE = 100;

function shown(cell: Cell, head: string): string {
  if (cell === null) return head === "as-of" ? text("cli.undated", language.value) : "–";
  if (typeof cell !== "number")
    return head === "age" || head === "terms" ? text(head === "age" ? `catalog.${cell}` : `purchase.${cell}`, language.value) : cell;
  return head === "year" ? String(cell) : number(cell, language.value, 4);
}

/** Quoted where it has to be, as spreadsheets read it. */
function csvCell(cell: Cell): string {
  const plain = cell === null ? "" : String(cell);
  const guarded = typeof cell === "string" && /^[=+\-@\t]/.test(cell) ? `'${cell}` : plain;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

function csvOf({ head, rows }: CatalogTable): string {
  return [head, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n");
}

function found(rows: CatalogTable["rows"], words: string): CatalogTable["rows"] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== "");
  if (wanted.length === 0) return rows;
  return rows.filter((row) => {
    const line = row.join(" ").toLowerCase();
    return wanted.every((w) => line.includes(w));
  });
}

function sorted(rows: CatalogTable["rows"], by: { readonly column: number; readonly down: boolean } | null): CatalogTable["rows"] {
  if (!by) return rows;
  const sign = by.down ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [a[by.column] ?? null, b[by.column] ?? null];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    if (typeof x === "number" && typeof y === "number") return sign * (x - y);
    return sign * String(x).localeCompare(String(y));
  });
}

/** The facts that plans stand on: filtered by words, sorted by a column, taken along as CSV. */
export function CatalogView(): JSX.Element {
  const say = useSay();
  const which = useSignal<TableId>("gpus");
  const table = useSignal<CatalogTable | null>(null);
  const words = useSignal("");
  const most = useSignal(PAGE);
  const by = useSignal<{ readonly column: number; readonly down: boolean } | null>(null);
  const asked = which.value;
  useEffect(() => {
    [table.value, by.value, most.value] = [null, null, PAGE];
    const load = async (): Promise<void> => {
      const t = await remote().table(asked, today.peek());
      if (which.peek() === asked) table.value = t;
    };
    void load();
  }, [asked]);
  const t = table.value;
  const rows = t ? sorted(found(t.rows, words.value), by.value) : [];
  return (
    <section class="catalog" aria-labelledby="catalog-title">
      <h2 id="catalog-title">{say("page.view-catalog")}</h2>
      <p>{say("catalog.about")}</p>
      <div class="tools">
        <div class="segments" role="radiogroup" aria-labelledby="catalog-title">
          {TABLES.map((id) => (
            <label key={id}>
              <input type="radio" name="table" checked={which.value === id} onChange={() => (which.value = id)} />
              <span>{say(`catalog.${id}`)}</span>
            </label>
          ))}
        </div>
        <label class="search">
          <span>{say("catalog.filter")}</span>
          <input type="search" value={words.value} placeholder="h100 aws us-" onInput={(e) => (words.value = e.currentTarget.value)} />
        </label>
        <button type="button" disabled={!t} onClick={() => t && saveFile(`outlay-${asked}.csv`, "text/csv", csvOf({ ...t, rows }))}>
          {say("catalog.csv")}
        </button>
        <span role="status">{t ? say("catalog.rows", { count: number(rows.length, language.value) }) : say("catalog.loading")}</span>
      </div>
      {t ? (
        <div class="scroll tall" tabIndex={0} role="group" aria-label={say(`catalog.${asked}`)}>
          <table class="dense">
            <thead>
              <tr>
                {t.head.map((h, i) => {
                  const down = by.value?.column === i ? by.value.down : null;
                  return (
                    <th
                      key={h}
                      scope="col"
                      class={t.numeric[i] ? "num" : undefined}
                      aria-sort={down === null ? "none" : down ? "descending" : "ascending"}
                    >
                      <button
                        type="button"
                        class="quiet"
                        onClick={() => (by.value = { column: i, down: down === null ? t.numeric[i] === true : !down })}
                      >
                        {text(`list.${h}`, language.value)}
                        {down === null ? "" : down ? " ↓" : " ↑"}
                      </button>
                    </th>
                  );
                })}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, most.value).map((row) => (
                <tr key={row.join("|")}>
                  {row.map((cell, i) => (
                    <td key={t.head[i]} class={t.numeric[i] ? "num" : undefined}>
                      {shown(cell, t.head[i] ?? "")}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length > most.value ? (
            <button type="button" onClick={() => (most.value += 10 * PAGE)}>
              {say("catalog.more", { count: number(rows.length - most.value, language.value) })}
            </button>
          ) : null}
        </div>
      ) : (
        <div class="loading" style={{ minHeight: "40rem" }} />
      )}
    </section>
  );
}
