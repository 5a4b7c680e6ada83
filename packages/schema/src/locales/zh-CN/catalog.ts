import type { catalog as en } from "../en/catalog.ts";

/** 目录相关问题的文本，按代码索引；`{name}` 代表问题中的一个值。 */
export const catalog: Readonly<Record<keyof typeof en, string>> = {
  "prices.accelerator-unknown": "没有名为“{value}”的加速卡。最接近的是：{suggestions}。用 `outlay gpus` 查看全部。",
  "prices.accelerator-ambiguous": "“{value}”可能指 {candidates}。请在 accelerator 列写明是哪一种。",
  "prices.count-differs":
    "目录中 {instanceType} 有 {allowed} 块加速卡（文件中为 {value}）。价格按整个实例计：请更正 accelerator_count，或为该实例另取名称。",
};
