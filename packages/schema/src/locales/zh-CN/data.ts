import type { data as en } from "../en/data.ts";

export const data: Readonly<Record<keyof typeof en, string>> = {
  "data.not-found": "没有这个数据文件或文件夹：{file}。任务文件中的路径从任务所在文件夹算起。",
  "data.no-files": "文件夹里没有数据文件。可用：{formats}，以及文本格式的 .gz。",
  "data.empty": "{path} 没有记录。请给至少有一条记录的文件。",
  "data.line-too-long": "{path} 有一行超过 {limitMB} MB。是否为没有换行的单个 JSON？请改为每行一条记录（jq -c '.[]'）。",
  "data.bad-lines": "{path}：{total} 行中有 {bad} 行不是 JSON 记录（第 {lines} 行）。超过一成：请修正文件，或用扩展名说明格式。",
  "data.not-records": "{path} 里是 {found}，不是记录。可用：记录列表，或带 `data`、`train`、`rows` 的对象。",
  "data.not-json": "{path} 不是 JSON：{problem}",
  "data.json-too-large": "{path} 是超过 {limitMB} MB 的单个 JSON。请改写为 JSON lines，每行一条（jq -c '.[]'），便可抽样。",
  "data.not-table": "{path} 无法按表格读取：{problem}",
  "data.not-gzip": "{path} 以 .gz 结尾但无法解压。",
  "data.not-parquet": "{path} 无法按 Parquet 读取：{problem}",
  "data.parquet-packed": "{path}：Parquet 内部已压缩，请先解开外层 .gz。",
  "data.no-shape":
    "{path}：列（{columns}）不属于已知形式。可用：text；prompt + completion；instruction + output（Alpaca）；conversations（ShareGPT）；messages；prompt + chosen + rejected。或指定列：--text-field 列名。",
  "data.no-column": "{path} 没有列 {column}。现有列：{columns}。",
  "data.skipped": "{path}：{count} 条记录无法使用，已略过（第 {lines} 行）。",
  "data.sampled": "{path}：均匀读取了 {percent} %；由此推算 {samples} 条样本",
  "data.text-documents": "{path}：按空行切分为 {count} 篇",
  "data.counted-tokenizer": "token 由 {tokenizer} 统计；记录按 {shape} 读取（{columns}）",
  "data.counted-stand-in": "token 由 {tokenizer} 统计，词表与模型相近：误差 {percent} % 以内；记录按 {shape} 读取（{columns}）",
  "data.counted-characters":
    "token 由 {tokenizer} 估算：误差 {percent} % 以内；记录按 {shape} 读取（{columns}）。把模型的 tokenizer.json 放在 config 旁可精确统计",
  "data.tokenizer-unreadable": "{path} 不是可用的分词器：{problem}。改用其他方式统计。",
};
