/** Labels and texts of results: parts, reasons, settings, warnings, exclusions. */
export const plan = {
  "plan.no-price": "{machine} has no price: cost is unknown.",
  "plan.price-floor": "{provider}'s price is where bids start: what is paid is more. Look at what is paid there before you rely on it.",
  "plan.price-outdated":
    "{provider}'s price is an old list's: prices have gone up since, some to more than double. Ask for today's before you rely on it.",
  "plan.prices-left-out":
    "{count} instance types were left out, of {providers}: their prices are an auction's floor, or of old lists that later ones are well above. Name a provider (--provider) to count its offers.",
  "plan.stale-price": "{provider}'s price is of {asOf}, older than 30 days. Check it before you rely on it.",
  "plan.undated-price": "{provider}'s price has no date and counts as stale. Check it before you rely on it.",
  "plan.availability-unknown": "availability of {nodes} nodes at once is not known: offers carry no capacity.",
  "plan.link-assumed": "the link between the GPUs of {machine} is assumed from the card.",
  "plan.tight": "memory is tight: it fits with a probability of {percent} %.",
  "plan.lengths-unknown":
    "only the mean length of the samples is known: if they are as unequal as usual, the longest need {needGiB} GiB per GPU and the card has {capacityGiB} GiB. Give the data, or pin a smaller micro-batch.",
  "plan.no-bf16": "{accelerator} has no bf16: {precision} is used, with loss scaling.",
  "plan.spot-interruptions": "spot instances of {provider} can be taken away; interruptions are not counted.",
  "plan.unmeasured":
    "{accelerator} with {stack} was not among the measured runs: the few-numbers calibration speaks, with wider intervals.",
  "plan.state-space-unmeasured":
    "{model} is a state-space model: no measured run of one is in the evidence. Time and memory of the scan follow its published kernels, which must be installed (mamba-ssm, causal-conv1d): without them a run is many times slower. Try a few steps first.",
  "plan.offload": "{offload} is offloaded to the host: the node must have the memory, and PCIe sets the pace.",
  "plan.unpriced-lines": "{provider}'s storage or egress price is not in the catalog: those lines are unknown and not in the total.",
  "plan.sequence-beyond-model": "{path} is {sequence}, beyond the {most} tokens that the model was made for.",
  "plan.model-unverified": "the shape of {model} was not checked against a published parameter count.",
  "plan.samples-cut": "{percent} % of the samples are longer than {sequence} tokens and are cut.",
  "plan.over-limit": "no plan keeps budget, deadline and cap on emissions with the confidence asked for.",
  "plan.no-offer": "no machine that fits is offered as {purchases}.",
  "plan.refused.stack.vendor": "the stack doesn't run on some of these cards.",
  "plan.refused.stack.method": "the stack doesn't do this method.",
  "plan.refused.stack.precision":
    "the pinned precision isn't had by both card and stack. Leave training.precision out, or take another card.",
  "plan.refused.stack.optimizer": "the stack hasn't the pinned optimizer.",
  "plan.refused.stack.gpus": "the stack doesn't use that many GPUs.",
  "plan.refused.stack.state-space":
    "the stack doesn't train state-space models of this kind. Hugging Face's Trainer, TRL and what builds on them train Mamba and Mamba-2, Megatron-LM and NeMo Mamba-2: take one of these as stack.",
  "plan.refused.stack.offload": "the stack hasn't the pinned offload.",
  "plan.refused.stack.recompute": "the stack has no recomputation named {value}.",
  "plan.refused.stack.sharding": "the stack has no sharding named {value}.",
  "plan.refused.layout.split":
    "the pinned layout doesn't divide this number of GPUs, the heads or the layers, or the stack hasn't that dimension.",
  "plan.refused.layout.batch": "the global batch doesn't divide over the replicas and micro-batches.",
  "plan.refused.machine.count": "no machine that matches has that number of GPUs.",
  "plan.refused.accelerator.attention":
    "the pinned attention kernel doesn't run on these cards. Leave training.attention out, or take sdpa.",
  "plan.refused.links": "nothing is known that connects these machines: one node only, or name a fabric under where.owned.",
  "plan.refused.host-memory": "the host hasn't the memory that offloading needs.",
  "plan.refused.memory":
    "nothing that is allowed fits in memory: the nearest needs {needGiB} GiB on each {accelerator}, which has {capacityGiB} GiB.",
  "reason.cheapest": "cheapest",
  "reason.fastest": "fastest",
  "reason.best-value": "best value",
  "reason.least-carbon": "least CO2",
  "reason.only": "as asked",
  "reason.cheapest-of-method": "cheapest with {method}",
  "reason.fewest-gpus": "fewest GPUs",
  "reason.cheapest-hour": "least per hour",
  "reason.frontier": "on the frontier",
  "verdict.fits": "fits",
  "verdict.tight": "tight",
  "verdict.does-not-fit": "does not fit",
  "plan.not-resumable":
    "checkpoints hold {content} only: after a failure the optimizer starts anew. run.checkpoints.save: full goes on where it was.",
  "plan.never-ends":
    "these machines are interrupted so often that the run doesn't get on between two checkpoints. Save more often (run.checkpoints), or take on-demand machines.",
  "plan.spot-assumed":
    "how long spot instances of {provider} last ({hours} h, {low} to {high} h) and that they can be had {percent} % of the time is not measured for this card: {source}.",
  "plan.transfer-unpriced": "what {provider} asks for moving the data is not in the catalog: that line is unknown and not in the total.",
} as const;
