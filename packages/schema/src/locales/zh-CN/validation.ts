import type { validation as en } from "../en/validation.ts";

export const validation: Readonly<Record<keyof typeof en, string>> = {
  "evidence.line-not-json": "不是 JSON 对象（开头为 {start}）。每行应为一条记录 {…}；此行已跳过。",
  "evidence.line-long": "此行有 {length} 个字符，超过上限 {allowed}，已跳过。",
  "evidence.line-hopeless": "此记录有超过 {allowed} 个字段有误，已跳过。请对照记录的格式检查。",
  "evidence.no-id": "{field} 的类型应为 {wanted}。请为记录填写 id；此行已跳过。",
  "evidence.field-wrong": "{field} 的类型应为 {wanted}，按缺失处理。请更正或删去该字段。",
  "evidence.id-twice": "文件中 id {id} 出现了两次。请为第二条记录换一个 id，或将其删除。",
  "evidence.too-much": "读取在此停止：文件最多 {lines} 行、{issues} 个问题。请拆分或更正文件。",
};
