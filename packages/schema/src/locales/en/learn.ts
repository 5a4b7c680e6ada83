/** The levers on the cost, one by one. */
export const learn = {
  "learn.title": "Levers on the cost",
  "learn.about":
    "Each lever, pulled on your own run: open one to see what it would change. What counts in the plan is worked out again; nothing here is a rule of thumb.",
  "learn.now": "now",
  "learn.then": "with it",
  "learn.use": "use it",
  "learn.no-plan": "No plan comes of it.",
  "learn.lever-hardware": "Hardware",
  "learn.lever-hardware-what":
    "A cheap card that is slow may cost more than a dear one that is fast: what counts is the price of a useful FLOP, and whether the run fits at all. Here: NVIDIA L4, 24 GB.",
  "learn.lever-spot": "Spot instances",
  "learn.lever-spot-what":
    "Capacity that nobody wants is sold at a fraction, and taken away at short notice. Work since the last checkpoint is done again; the plan counts it.",
  "learn.lever-size": "Size of the model",
  "learn.lever-size-what":
    "Memory and time grow with the parameters. A smaller model that is trained for longer often ends as well. Here: a model of 1B.",
  "learn.lever-attention": "Attention kernel",
  "learn.lever-attention-what":
    "Fused kernels never write the square of scores to memory. An un-fused one does: more memory, more time, the more so the longer the sequence.",
  "learn.lever-sequence": "Sequence length",
  "learn.lever-sequence-what": "Activations grow with it, attention with its square. Cut it to what your data needs.",
  "learn.lever-recompute": "Recomputation",
  "learn.lever-recompute-what":
    "Keeping only the inputs of layers and computing the rest again in the backward pass saves most of the activations, for up to a third more work.",
  "learn.lever-batch": "Batch",
  "learn.lever-batch-what":
    "A larger batch fills the card better and needs fewer updates, but beyond a critical size every token teaches less.",
  "learn.lever-precision": "Precision",
  "learn.lever-precision-what":
    "Half the bits are half the memory and twice or more the speed, where the card has units for them. 16 bits lose nothing measurable; below that it depends.",
  "learn.lever-adapters": "Adapters or all weights",
  "learn.lever-adapters-what":
    "LoRA trains a few million parameters beside frozen ones: no gradients and no optimizer state for the rest. It matches full fine-tuning while the data fits into the adapter.",
  "learn.lever-quantised": "Quantised base",
  "learn.lever-quantised-what": "QLoRA stores the frozen weights in 4 bits: a quarter of their memory, for the time that unpacking takes.",
  "learn.lever-optimizer": "Optimizer",
  "learn.lever-optimizer-what":
    "AdamW keeps 8 bytes for every trained parameter, in 8 bits only 2. With adapters that hardly matters; with full training it decides what fits.",
  "learn.lever-checkpoints": "Checkpoints",
  "learn.lever-checkpoints-what":
    "Saving holds the training up; not saving loses work when something fails. Here: everything, every 10 steps, which is too often.",
  "learn.lever-start": "A pre-trained start",
  "learn.lever-start-what":
    "What it would cost to train the same model from nothing, on as many tokens as suit its size. Everything above stands on somebody having paid that.",
  "learn.lever-parallel": "More GPUs",
  "learn.lever-parallel-what":
    "Time falls nearly in proportion, cost rises a little: exchange between cards, and start-up paid eight times.",
  "learn.lever-data": "Data and passes",
  "learn.lever-data-what":
    "Cost grows with every pass, what is learned less so: after about four passes a token is worth much less than a fresh one.",
} as const;
