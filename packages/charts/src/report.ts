import type { Issue, Plan, PlanResult } from "@outlay/engine";
import { type Language, message } from "@outlay/schema";
import { chance, count, gib, number, quantity, span, time, usd } from "./format.ts";
import { machineOf, sentenceOf } from "./machine.ts";
import type { Look, Table } from "./picture.ts";
import { type Beside, picturesOf, type TitledPicture } from "./pictures.ts";
import { svgOf } from "./svg.ts";
import { LIGHT } from "./theme.ts";
import { type Say, sayer } from "./words.ts";

export interface ReportLook extends Beside {
  readonly language: Language;
  /** Defaults taken and how the data was counted. */
  readonly assumed: readonly Issue[];
  /** The job as a file; empty where it isn't known. */
  readonly job: string;
}

const WIDTH = 680;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const STYLE = `:root{color-scheme:light;font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
body{max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1c2430;background:#fff;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.3;font-weight:500}h2{font-size:1.05rem;margin-top:2rem}p{margin:.4rem 0}.faint{color:#55606f}
table{width:100%;border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}th,td{padding:.3rem .5rem;border-bottom:1px solid #d9dee4;text-align:left;vertical-align:top}
figure{margin:1rem 0;overflow-x:auto}svg{max-width:100%;height:auto}pre{padding:.75rem;background:#f5f6f4;white-space:pre-wrap}summary,a{cursor:pointer;color:#0a6a5b}pre{user-select:all}
@media print{details,a{display:none}}`;

function tableHtml({ head, rows }: Table): string {
  const heads = head.map((h) => `<th scope="col">${escaped(h)}</th>`).join("");
  const body = rows.map(
    (row) => `<tr>${row.map((c, i) => (i === 0 ? `<th scope="row">${escaped(c)}</th>` : `<td>${escaped(c)}</td>`)).join("")}</tr>`,
  );
  return `<table><thead><tr>${heads}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

function pictureHtml(say: Say, { id, title, picture }: TitledPicture): string {
  const table = `<details><summary>${escaped(say("page.as-table"))}</summary>${tableHtml(picture.table)}</details>`;
  return `<section><h2>${escaped(say(title))}</h2><p>${escaped(picture.summary)}</p><figure>${svgOf(picture, WIDTH, id)}</figure>${table}</section>`;
}

function machineText(say: Say, p: Plan): string {
  const { cards, where } = machineOf(say, p);
  return `${cards} · ${where}`;
}

function figures(say: Say, p: Plan): Table {
  const at = say.language;
  const money = (n: number): string => usd(n, at);
  const clock = (n: number): string => time(n, at);
  const bytes = (n: number): string => gib(n, at);
  const m = p.memoryBytes;
  return {
    head: ["", "P50", "P10–P90"],
    rows: [
      [say("cli.cost"), p.costUsd ? money(p.costUsd.p50) : say("cli.unknown"), p.costUsd ? span(p.costUsd, money) : ""],
      [say("cli.time"), clock(p.runSeconds.p50), span(p.runSeconds, clock)],
      [
        say("cli.memory"),
        `${bytes(m.p50)} / ${bytes(m.capacity)}`,
        `${span(m, bytes)} · ${say(`verdict.${m.verdict}`)}, ${chance(p.pFits, at)}`,
      ],
      [say("cli.machine"), machineText(say, p), ""],
      [say("field.stack"), p.stack, `${p.precision}, ${p.optimizer}`],
    ],
  };
}

function billTable(say: Say, p: Plan): Table {
  const at = say.language;
  const known = (n: number | null): string => (n === null ? say("cli.unknown") : usd(n, at));
  return {
    head: [say("cli.bill"), say("cli.quantity"), say("cli.unit-price"), say("cli.cost"), say("cli.source")],
    rows: p.bill.map((l) => [
      say.id("bill", l.id),
      `${quantity(l.quantity, at)} ${say.id("unit", l.unit)}`,
      known(l.unitPriceUsd),
      known(l.costUsd),
      `${l.source}, ${l.asOf ?? say("cli.undated")}`,
    ]),
  };
}

function planned(say: Say, result: PlanResult, p: Plan, beside: Beside): string {
  const look: Look = { language: say.language, theme: LIGHT, width: WIDTH };
  const settings: Table = {
    head: [say("cli.setting"), say("cli.value"), say("cli.flag")],
    rows: p.settings.map((s) => [s.id, s.value, s.flag ?? ""]),
  };
  return [
    tableHtml(figures(say, p)),
    ...picturesOf(result, look, beside).map((titled) => pictureHtml(say, titled)),
    `<section><h2>${escaped(say("cli.bill"))}</h2>${tableHtml(billTable(say, p))}</section>`,
    `<section><h2>${escaped(say("cli.settings", { stack: p.stack }))}</h2>${tableHtml(settings)}</section>`,
  ].join("\n");
}

const listed = (items: readonly string[]): string => `<ul>${items.map((i) => `<li>${escaped(i)}</li>`).join("")}</ul>`;

/** The job to read, to copy and to save, without a script. */
function jobHtml(say: Say, job: string): string {
  const address = `data:text/yaml;charset=utf-8,${encodeURIComponent(job)}`;
  return `<pre>${escaped(job)}</pre><p><a download="outlay.yaml" href="${escaped(address)}">${escaped(say("report.save-job"))}</a></p>`;
}

/** The answer as one file: pictures drawn in, nothing to load, nothing to run. */
export function reportHtml(result: PlanResult, { language, assumed, job, ...beside }: ReportLook): string {
  const say = sayer(language);
  const [p] = result.plans;
  const { model } = result;
  const what = p
    ? say("answer.what", {
        model: model.name,
        parameters: count(model.parameters.total, language),
        method: say(`method.${p.method}`),
        tokens: count(p.tokens, language),
        steps: number(p.steps, language),
      })
    : model.name;
  const said = p ? sentenceOf(say, p) : null;
  const sentence = said ? say(said.key, said.words) : say("cli.nothing-fits");
  const told = [...result.issues, ...(p?.issues ?? [])].filter((i) => i.severity !== "note").map((i) => message(i, language));
  const notes = assumed.filter((i) => i.severity === "note").map((i) => message(i, language));
  const uncounted = result.notCounted.map((id) => say.id("uncounted", id));
  const section = (title: string, body: string): string => `<section><h2>${escaped(title)}</h2>${body}</section>`;
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(model.name)} · Outlay</title><style>${STYLE}</style></head>
<body>
<p class="faint">${escaped(what)}</p>
<h1>${escaped(sentence)}</h1>
${told.length > 0 ? listed(told) : ""}
${p ? planned(say, result, p, beside) : ""}
${notes.length > 0 ? section(say("cli.assumed"), listed(notes)) : ""}
${section(say("cli.not-counted"), listed(uncounted))}
${job === "" ? "" : section(say("report.job"), jobHtml(say, job))}
<p class="faint">${escaped(say("report.made", { date: result.pricesAsOf ?? say("cli.undated") }))}</p>
</body>
</html>
`;
}
