import type { data as en } from "../en/data.ts";

export const data: Readonly<Record<keyof typeof en, string>> = {
  "data.not-found": "没有这个数据文件或文件夹：{file}。任务文件中的路径从任务所在文件夹算起。",
  "data.no-files": "文件夹里没有数据文件。可用：{formats}，以及文本格式的 .gz。",
  "data.empty": "{path} 没有记录。请给至少有一条记录的文件。",
  "data.unreadable": "{path} 无法读取：{problem}。请给能打开的文件。",
  "data.utf-16": "{path} 是 UTF-16 文本；这里读取 UTF-8。请转换（iconv -f UTF-16 -t UTF-8）。",
  "data.line-too-long": "{path} 有一条记录超过 {limitMB} MB。是否为没有换行的单个 JSON？请改为每行一条记录（jq -c '.[]'）。",
  "data.too-many-bad":
    "{path}：读取的 {total} 行中有 {bad} 行不是 JSON 记录（第 {at} 行）；最多略过一成。请每行写一个 JSON 对象，或用扩展名说明格式（.txt、.csv）。",
  "data.not-records":
    "{path} 里是 {found}，不是记录。可用：记录列表，或在 `data`、`train`、`examples`、`rows`、`instances`、`records` 中含列表的对象。",
  "data.not-json": "{path} 不是 JSON：{problem}。请修正，或改为每行一条记录并命名为 .jsonl。",
  "data.json-too-large":
    "{path} 是超过 {limitMB} MB 的单个 JSON，开头也没有记录列表。请改写为每行一条（jq -c '.[]'）并命名为 .jsonl，便可抽样。",
  "data.not-table": "{path} 无法按表格读取：{problem}。应有表头行，每行列数相同，引号成对。",
  "data.unclosed-quote": "{path}：此处开始的引号字段始终未闭合，其后所有行都会被当作一行。请补上引号；若引号属于文本，请写成两个。",
  "data.packed-too-well": "{path} 解压后是原大小的 {times} 倍：文本不会如此，其开头也不能代表其余部分。请先解压，再指定解压后的文件。",
  "data.not-gzip": "{path} 是 gzip 压缩但无法解压。文件是否完整？",
  "data.not-parquet": "{path} 无法按 Parquet 读取：{problem}。文件是否完整、是否为 Parquet？",
  "data.parquet-packed": "{path}：Parquet 内部已压缩，请先解开外层 .gz。",
  "data.no-shape":
    "{path}：列（{columns}）不属于已知形式。可用：text；prompt + completion；instruction + output（Alpaca）；conversations（ShareGPT）；messages；prompt + chosen + rejected。或指定列：--text-field 列名（任务中为 data.textField）。",
  "data.no-column": "{path} 没有列 {column}。现有列：{columns}。请指定其中一列：--text-field 列名。",
  "data.bad-records": "{path}：读取的 {total} 条记录中有 {bad} 条无法解析，已略过（第 {at} 行）",
  "data.skipped": "{path}：{count} 条记录为空或不是 {shape} 形式，已略过",
  "data.not-utf8": "{path}：{count} 条记录含有非 UTF-8 字节，每处按一个未知字符计",
  "data.media": "{path}：消息中有 {count} 个图像或声音；未计其 token",
  "data.preference":
    "{path}：成对的回答；每对计为两个序列，即提示加被选回答与提示加被拒回答，因为偏好训练（DPO）两者都处理；用 objective: dpo 时参考模型的前向也计入",
  "data.sampled": "{path}：均匀读取了 {percent} % 的样本；由此推算 {samples} 条（80 % 区间 {from} 至 {to}）",
  "data.text-blank-lines": "{path}：纯文本；按空行分篇",
  "data.text-lines": "{path}：纯文本；每行视为一篇",
  "data.text-whole": "{path}：单行纯文本，视为一篇",
  "data.counted-tokenizer": "token 由 {tokenizer} 统计；记录按 {shape} 读取（{columns}）",
  "data.counted-stand-in": "token 由 {tokenizer} 统计，词表与模型相近：误差 {percent} % 以内；记录按 {shape} 读取（{columns}）",
  "data.counted-characters":
    "token 由 {tokenizer} 估算：误差 {percent} % 以内；记录按 {shape} 读取（{columns}）。把模型的 tokenizer.json 放在 config 旁可精确统计",
  "data.tokenizer-unreadable": "{path} 不是可用的分词器：{problem}。改用其他方式统计；请给 Hub 的 tokenizer.json。",
};
