/** 引擎所写的各部分公式：键即英文公式。 */
export const formulas = {
  "explain.why.passes x (2MKN / (e x peak) + 2(MK+KN+MN) / (bandwidth share x bandwidth))":
    "遍数 x (2MKN / (e x 峰值) + 2(MK+KN+MN) / (带宽占比 x 带宽))",
  "explain.why.as matmul, rows per expert = tokens x top-k x ep / experts": "同矩阵乘，每个专家的行数 = 词元数 x top-k x ep / 专家数",
  "explain.why.(passes forward + 2.5 backward) x 2 n (d_qk + d_v) x mean keys x tokens / (kernel share x peak)":
    "(前向遍数 + 2.5 反向) x 2 n (d_qk + d_v) x 平均键数 x 词元数 / (内核占比 x 峰值)",
  "explain.why.passes x tokens x (FLOPs of convolution and scan / rate + bytes they move / bandwidth)":
    "遍数 x 词元数 x (卷积与扫描的 FLOP / 速率 + 其读写字节 / 带宽)",
  "explain.why.bytes of norms, residuals, rotation, activations x passes / (share x bandwidth)":
    "归一化、残差、旋转、激活的字节数 x 遍数 / (占比 x 带宽)",
  "explain.why.head matmul in 16 bits + bytes around the loss (12, op by op 2.3 x those kept) x tokens x vocabulary / bandwidth":
    "16 位输出头矩阵乘 + 损失前后的字节数（12；逐算子时为保留字节的 2.3 倍）x 词元数 x 词表 / 带宽",
  "explain.why.6 x tokens x r (in + out) / rate + their traffic": "6 x 词元数 x r (in + out) / 速率 + 其读写",
  "explain.why.base parameters x passes x bytes moved / bandwidth": "底座参数 x 遍数 x 读写字节 / 带宽",
  "explain.why.MoE layers x micro-batches x fixed time": "MoE 层数 x 微批次数 x 固定时间",
  "explain.why.4-norm of host and GPU time, less GPU time": "主机与 GPU 时间的 4 范数，减去 GPU 时间",
  "explain.why.4 collectives a layer (6 with recompute) of 2(t-1)/t x 2 T h bytes":
    "每层 4 次集合通信（重计算时 6 次），各 2(t-1)/t x 2 T h 字节",
  "explain.why.ring of keys and values, beyond attention's time": "键值环形传递，超出注意力时间的部分",
  "explain.why.4 all-to-all a layer of T k h 2 (e-1)/e bytes, half hidden": "每层 4 次 all-to-all，各 T k h 2 (e-1)/e 字节，一半被掩盖",
  "explain.why.bytes gathered and reduced / rate, beyond the share of compute that hides it":
    "收集与归约的字节 / 速率，扣除计算所掩盖的部分",
  "explain.why.(pp - 1) / v x time of a micro-batch": "(pp - 1) / v x 一个微批次的时间",
  "explain.why.2(d-1)/d x bytes per parameter / rate x share exposed": "2(d-1)/d x 每参数字节 / 速率 x 未掩盖占比",
  "explain.why.bytes touched per owned parameter / bandwidth": "每个自有参数的读写字节 / 带宽",
  "explain.why.bytes over PCIe and the host's optimizer step": "经 PCIe 的字节与主机的优化器步",
  "explain.why.bytes of the batch / storage rate, beyond the step": "批次字节 / 存储速率，超出一步的部分",
  "explain.why.fixed time per step": "每步固定时间",
  "explain.why.(gpus / 8)^g - 1 of the step": "一步的 (GPU 数 / 8)^g - 1",
  "explain.why.sum of local parameters x bytes stored / weight shards": "本地参数 x 存储字节之和 / 权重分片数",
  "explain.why.trained parameters x master bytes / state shards": "训练参数 x 主权重字节 / 状态分片数",
  "explain.why.trained parameters x bytes of low-precision copies": "训练参数 x 低精度副本字节",
  "explain.why.trained parameters x gradient bytes / gradient shards": "训练参数 x 梯度字节 / 梯度分片数",
  "explain.why.trained parameters x state bytes / state shards": "训练参数 x 状态字节 / 状态分片数",
  "explain.why.tokens x layers of the stage x bytes per token and layer x micro-batches in flight (2h each and live layers under full recompute)":
    "词元数 x 本阶段层数 x 每词元每层字节 x 在途微批次数（完全重计算时每层 2h 加存活层）",
  "explain.why.tokens x vocabulary x bytes per entry / tp": "词元数 x 词表 x 每项字节 / tp",
  "explain.why.2 units x gathered bytes + 1 unit x gradient bytes + root unit; while loading the whole model":
    "2 个单元 x 收集字节 + 1 个单元 x 梯度字节 + 根单元；加载时为整个模型",
  "explain.why.de-quantised linears in 16 bits, or the optimizer's intermediates": "16 位的反量化线性层，或优化器的中间量",
  "explain.why.(allocator factor - 1) x what comes and goes + constant": "（分配器系数 - 1）x 来去的字节 + 常数",
  "explain.why.context, kernels, communicators": "上下文、内核、通信器",
  "explain.why.measured excess loss": "实测的额外损失",
  "explain.why.1 + B_crit/B, 1 + B/B_crit; B_crit five times Zhang's": "1 + B_crit/B，1 + B/B_crit；B_crit 为 Zhang 的五倍",
  "explain.why.6 N D over the least 6 N D of the same loss": "6 N D 与同一损失下最小的 6 N D 之比",
  "explain.why.steps x batch x sequence, padding left out": "步数 x 批量 x 序列，不计填充",
  "explain.why.quality x U (1 + R* (1 - e^(-(D/U-1)/R*)))": "质量 x U (1 + R* (1 - e^(-(D/U-1)/R*)))",
  "explain.why.best x (trial tokens / tokens)^0.307": "最优值 x (试验词元数 / 词元数)^0.307",
  "explain.why.runs x trial + starts x start-up": "runs x 试验 + starts x 启动",
  "explain.why.1 - min(T, f T + P x interval) / T": "1 - min(T, f T + P x 间隔) / T",
  "explain.why.rate x B/B_0": "学习率 x B/B_0",
  "explain.why.rate x (B/B_0)^(1/2)": "学习率 x (B/B_0)^(1/2)",
  "explain.why.parameters x compute bytes / weight shards of reference and reward model; value model as a training of its own":
    "参考模型与奖励模型：参数 x 计算字节 / 权重分片；价值模型如一次独立训练",
  "explain.why.2 B x (keys + values) x layers x (prompt + longest answer) x answers at a time / tp, or vLLM's share of the card":
    "2 B x (键 + 值) x 层数 x (提示 + 最长回答) x 同时生成的回答数 / tp，或 vLLM 占用的显存份额",
  "explain.why.0.0598 e^(-bits/0.5907) D^0.5068 / N^0.3439": "0.0598 e^(-位数/0.5907) D^0.5068 / N^0.3439",
  "explain.why.least 6ND + 2N D_served at one loss": "同一损失下 6ND + 2N D_served 最小",
  "explain.why.S_c / [L(N,U) - L(N,inf)]^(1/0.76) x (1 + B_crit/B)": "S_c / [L(N,U) - L(N,inf)]^(1/0.76) x (1 + B_crit/B)",
  "explain.why.tr(Sigma) / |G|^2 x sequence": "tr(Sigma) / |G|^2 x 序列长度",
  "explain.why.1 + B_crit/B, 1 + B/B_crit": "1 + B_crit/B，1 + B/B_crit",
  "explain.why.a forward pass of the reference over the step's sequences; once over all data and spread over its epochs where precomputed":
    "参考模型对本步序列前向一遍；预先计算时对全部数据一遍，分摊到各轮",
  "explain.why.a second forward pass of policy and reference on mismatched answers": "策略与参考模型对错配回答再前向一遍",
  "explain.why.a forward pass of the policy over the round's answers": "策略对本轮回答前向一遍",
  "explain.why.a forward pass of the reward model over the round's answers": "奖励模型对本轮回答前向一遍",
  "explain.why.seconds per answer x answers / replicas": "每个回答的秒数 x 回答数 / 副本数",
  "explain.why.a forward pass of the value model over the round's answers": "价值模型对本轮回答前向一遍",
  "explain.why.the value model's own training step x epochs of the round": "价值模型自身的训练步 x 本轮的遍数",
  "explain.why.weights gathered over the ranks that shard them, copied or sent to what generates":
    "在分片各卡上收集权重，复制或发送给生成引擎",
  "explain.why.prompts x prompt tokens x forward FLOPs / (share x peak x GPUs of a copy)":
    "提示数 x 提示词元数 x 前向 FLOP / (占比 x 峰值 x 每份副本的 GPU 数)",
  "explain.why.steps x ((weights + answers at a time x cache) / (share x bandwidth) + 2 N answers / (share x peak) + host)":
    "步数 x ((权重 + 同时回答数 x 缓存) / (占比 x 带宽) + 2 N 回答数 / (占比 x 峰值) + 主机)",
} as const;
