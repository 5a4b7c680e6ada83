/** Formulas of parts as the engine writes them: each is its own key. */
export const formulas = {
  "explain.why.passes x (2MKN / (e x peak) + 2(MK+KN+MN) / (bandwidth share x bandwidth))":
    "passes x (2MKN / (e x peak) + 2(MK+KN+MN) / (bandwidth share x bandwidth))",
  "explain.why.as matmul, rows per expert = tokens x top-k x ep / experts": "as matmul, rows per expert = tokens x top-k x ep / experts",
  "explain.why.(passes forward + 2.5 backward) x 2 n (d_qk + d_v) x mean keys x tokens / (kernel share x peak)":
    "(passes forward + 2.5 backward) x 2 n (d_qk + d_v) x mean keys x tokens / (kernel share x peak)",
  "explain.why.passes x tokens x (FLOPs of convolution and scan / rate + bytes they move / bandwidth)":
    "passes x tokens x (FLOPs of convolution and scan / rate + bytes they move / bandwidth)",
  "explain.why.bytes of norms, residuals, rotation, activations x passes / (share x bandwidth)":
    "bytes of norms, residuals, rotation, activations x passes / (share x bandwidth)",
  "explain.why.head matmul in 16 bits + 12 B x tokens x vocabulary / bandwidth":
    "head matmul in 16 bits + 12 B x tokens x vocabulary / bandwidth",
  "explain.why.6 x tokens x r (in + out) / rate + their traffic": "6 x tokens x r (in + out) / rate + their traffic",
  "explain.why.base parameters x passes x bytes moved / bandwidth": "base parameters x passes x bytes moved / bandwidth",
  "explain.why.MoE layers x micro-batches x fixed time": "MoE layers x micro-batches x fixed time",
  "explain.why.4-norm of host and GPU time, less GPU time": "4-norm of host and GPU time, less GPU time",
  "explain.why.4 collectives a layer (6 with recompute) of 2(t-1)/t x 2 T h bytes":
    "4 collectives a layer (6 with recompute) of 2(t-1)/t x 2 T h bytes",
  "explain.why.ring of keys and values, beyond attention's time": "ring of keys and values, beyond attention's time",
  "explain.why.4 all-to-all a layer of T k h 2 (e-1)/e bytes, half hidden": "4 all-to-all a layer of T k h 2 (e-1)/e bytes, half hidden",
  "explain.why.bytes gathered and reduced / rate, beyond the share of compute that hides it":
    "bytes gathered and reduced / rate, beyond the share of compute that hides it",
  "explain.why.(pp - 1) / v x time of a micro-batch": "(pp - 1) / v x time of a micro-batch",
  "explain.why.2(d-1)/d x bytes per parameter / rate x share exposed": "2(d-1)/d x bytes per parameter / rate x share exposed",
  "explain.why.bytes touched per owned parameter / bandwidth": "bytes touched per owned parameter / bandwidth",
  "explain.why.bytes over PCIe and the host's optimizer step": "bytes over PCIe and the host's optimizer step",
  "explain.why.bytes of the batch / storage rate, beyond the step": "bytes of the batch / storage rate, beyond the step",
  "explain.why.fixed time per step": "fixed time per step",
  "explain.why.(gpus / 8)^g - 1 of the step": "(gpus / 8)^g - 1 of the step",
  "explain.why.sum of local parameters x bytes stored / weight shards": "sum of local parameters x bytes stored / weight shards",
  "explain.why.trained parameters x master bytes / state shards": "trained parameters x master bytes / state shards",
  "explain.why.trained parameters x bytes of low-precision copies": "trained parameters x bytes of low-precision copies",
  "explain.why.trained parameters x gradient bytes / gradient shards": "trained parameters x gradient bytes / gradient shards",
  "explain.why.trained parameters x state bytes / state shards": "trained parameters x state bytes / state shards",
  "explain.why.tokens x layers of the stage x bytes per token and layer x micro-batches in flight (2h each and live layers under full recompute)":
    "tokens x layers of the stage x bytes per token and layer x micro-batches in flight (2h each and live layers under full recompute)",
  "explain.why.tokens x vocabulary x bytes per entry / tp": "tokens x vocabulary x bytes per entry / tp",
  "explain.why.2 units x gathered bytes + 1 unit x gradient bytes + root unit; while loading the whole model":
    "2 units x gathered bytes + 1 unit x gradient bytes + root unit; while loading the whole model",
  "explain.why.de-quantised linears in 16 bits, or the optimizer's intermediates":
    "de-quantised linears in 16 bits, or the optimizer's intermediates",
  "explain.why.(allocator factor - 1) x what comes and goes + constant": "(allocator factor - 1) x what comes and goes + constant",
  "explain.why.context, kernels, communicators": "context, kernels, communicators",
  "explain.why.measured excess loss": "measured excess loss",
  "explain.why.1 + B_crit/B, 1 + B/B_crit; B_crit five times Zhang's": "1 + B_crit/B, 1 + B/B_crit; B_crit five times Zhang's",
  "explain.why.6 N D over the least 6 N D of the same loss": "6 N D over the least 6 N D of the same loss",
  "explain.why.steps x batch x sequence, padding left out": "steps x batch x sequence, padding left out",
  "explain.why.quality x U (1 + R* (1 - e^(-(D/U-1)/R*)))": "quality x U (1 + R* (1 - e^(-(D/U-1)/R*)))",
  "explain.why.best x (trial tokens / tokens)^0.307": "best x (trial tokens / tokens)^0.307",
  "explain.why.runs x trial + starts x start-up": "runs x trial + starts x start-up",
  "explain.why.1 - min(T, f T + P x interval) / T": "1 - min(T, f T + P x interval) / T",
  "explain.why.rate x B/B_0": "rate x B/B_0",
  "explain.why.rate x (B/B_0)^(1/2)": "rate x (B/B_0)^(1/2)",
  "explain.why.parameters x compute bytes / weight shards of reference and reward model; value model as a training of its own":
    "parameters x compute bytes / weight shards of reference and reward model; value model as a training of its own",
  "explain.why.2 B x (keys + values) x layers x (prompt + longest answer) x answers at a time / tp, or vLLM's share of the card":
    "2 B x (keys + values) x layers x (prompt + longest answer) x answers at a time / tp, or vLLM's share of the card",
  "explain.why.0.0598 e^(-bits/0.5907) D^0.5068 / N^0.3439": "0.0598 e^(-bits/0.5907) D^0.5068 / N^0.3439",
  "explain.why.least 6ND + 2N D_served at one loss": "least 6ND + 2N D_served at one loss",
  "explain.why.S_c / [L(N,U) - L(N,inf)]^(1/0.76) x (1 + B_crit/B)": "S_c / [L(N,U) - L(N,inf)]^(1/0.76) x (1 + B_crit/B)",
  "explain.why.tr(Sigma) / |G|^2 x sequence": "tr(Sigma) / |G|^2 x sequence",
  "explain.why.1 + B_crit/B, 1 + B/B_crit": "1 + B_crit/B, 1 + B/B_crit",
  "explain.why.a forward pass of the reference over the step's sequences; once over all data and spread over its epochs where precomputed":
    "a forward pass of the reference over the step's sequences; once over all data and spread over its epochs where precomputed",
  "explain.why.a second forward pass of policy and reference on mismatched answers":
    "a second forward pass of policy and reference on mismatched answers",
  "explain.why.a forward pass of the policy over the round's answers": "a forward pass of the policy over the round's answers",
  "explain.why.a forward pass of the reward model over the round's answers": "a forward pass of the reward model over the round's answers",
  "explain.why.seconds per answer x answers / replicas": "seconds per answer x answers / replicas",
  "explain.why.a forward pass of the value model over the round's answers": "a forward pass of the value model over the round's answers",
  "explain.why.the value model's own training step x epochs of the round": "the value model's own training step x epochs of the round",
  "explain.why.weights gathered over the ranks that shard them, copied or sent to what generates":
    "weights gathered over the ranks that shard them, copied or sent to what generates",
  "explain.why.prompts x prompt tokens x forward FLOPs / (share x peak x GPUs of a copy)":
    "prompts x prompt tokens x forward FLOPs / (share x peak x GPUs of a copy)",
  "explain.why.steps x ((weights + answers at a time x cache) / (share x bandwidth) + 2 N answers / (share x peak) + host)":
    "steps x ((weights + answers at a time x cache) / (share x bandwidth) + 2 N answers / (share x peak) + host)",
} as const;
