/** Texts of the issues of reading models, by code; `{name}` stands for a value of the issue. */
export const model = {
  "model.not-an-object": "a model's configuration must be an object of keys and values (got {value}). Give the content of a config.json.",
  "model.missing-field":
    "{field} is missing: the shape can't be known without it. Accepted names: {keys}. Add it, or name a model of the catalog (`outlay models`).",
  "model.wrong-type": "{field} must be {allowed} (got {value}). Correct it in the file or the job.",
  "model.out-of-range": "{field} must be from {min} to {max} (got {value}). Correct it in the file or the job.",
  "model.indivisible":
    "hidden width {hidden} doesn't divide by {heads} heads, and no head_dim is given. Correct one of them, or add head_dim.",
  "model.hybrid":
    "{family} mixes state-space layers with attention or an MLP: such models aren't counted. Models of Mamba or Mamba-2 layers alone are, and transformers.",
  "model.state-space-heads":
    "{heads} heads of width {width} don't make the {inner} inner channels (expand x hidden size): correct num_heads, head_dim or expand.",
  "model.state-space-groups":
    "{heads} heads can't share {groups} groups evenly. The first must be a multiple of the second: correct one of them.",
  "model.heads-mismatch":
    "{heads} query heads can't share {kvHeads} key/value heads evenly. The first must be a multiple of the second: correct one of them.",
  "model.top-k-above-experts": "each token can't pass {topK} experts of {experts}. Correct num_experts_per_tok or the number of experts.",
  "model.uneven-groups": "{layers} layers don't divide into {groups} groups that share weights. Correct num_hidden_groups.",
  "model.too-large":
    "these sizes make {parameters} parameters, more than the {limit} that are accepted. One of the sizes is wrong: check layers, widths and experts.",
  "model.unknown-family":
    "model type {family} isn't known (nearest: {nearest}). Its shape was guessed from its fields: compare the parameter count with the published one.",
  "model.unknown-activation": "activation {value} isn't known; {used} is assumed. Parameters don't depend on it, speed hardly does.",
  "model.unknown-layer-type":
    "{count} layers are of a kind that isn't known ({types}) and are counted as full attention. Their parameters and time may be wrong.",
  "model.layer-types-length":
    "layer_types lists {found} layers, the model has {layers}. The list is used as far as it goes: correct it if windows matter to you.",
  "model.window-approximated":
    "{full} of {layers} layers see the whole sequence, in no regular pattern; {used} are counted. Only attention time is affected, slightly.",
  "model.dense-layers-moved": "the {dense} dense layers are counted as the first ones. Totals are the same.",
  "model.text-part-only": "only the text part ({family}) is counted; vision or audio parts are not. Add their memory if you train them.",
  "model.quantized": "the files hold {method} weights: their size isn't two bytes a parameter, and training starts by converting them.",
  "model.unknown-field":
    "{field} is no field of a model (nearest: {nearest}). Allowed: {allowed}, or the keys of a Hugging Face config.json.",
  "model.unknown-name":
    "no model is called {name}. Give a name of the catalog (`outlay models`), a Hub id like org/name, a path, or a shape.",
  "model.did-you-mean": "did you mean {suggestions}?",
  "model.from-catalog": "{name} couldn't be read from the Hub; the catalog's shape of {id} is used. A revision rarely changes the shape.",
  "model.no-file": "nothing is at {file}. Check the path; it is relative to the folder that the command runs in.",
  "model.file-kind":
    "{file} isn't a file that a model can be read from. Give a config.json, a .safetensors file beside one, or the folder.",
  "model.file-too-large": "{file} has {bytes} bytes; at most {limit} are read. Is it the file you meant?",
  "model.unreadable": "{file} couldn't be read: {reason}. Check its permissions.",
  "model.not-json": "{file} isn't valid JSON: {reason}. Correct it, or fetch it again.",
  "model.no-config": "{folder} holds no config.json (found: {found}). Copy the model's config.json there, or name the model.",
  "model.adapter-only": "{folder} holds an adapter, not a model. Its base is {base}: give that as the model.",
  "model.no-shard": "the index names {file}, which isn't there. Weights weren't counted; download the missing file if you need the check.",
  "model.bad-index": "{field} of the index must be {allowed} (got {value}). Weights weren't counted.",
  "model.count-differs":
    "the files hold {stored} parameters, the shape makes {ours} ({percent} % apart). Check that config.json belongs to these weights.",
  "model.count-near": "the files hold {stored} parameters, the shape makes {ours}: a difference of {difference}, too small to matter.",
  "model.count-packed":
    "weights are stored packed ({dtypes}), several in one number: they can't be counted from the files. The shape's count is used.",
  "model.stored-tied-head": "the files hold a copy of the tied head, {count} entries: it isn't counted again.",
  "model.stored-buffers": "the files hold {count} entries of buffers (rotary frequencies, masks): they aren't parameters.",
  "model.stored-scales": "the files hold {count} quantisation scales: they aren't parameters.",
  "model.stored-other-parts": "the files hold {count} parameters of vision or audio parts, which aren't counted.",
  "model.stored-mtp": "the files hold {count} parameters of multi-token-prediction layers, which the published total leaves out.",
  "model.stored-task-head": "the files hold {count} parameters of a task's head, which aren't counted.",
  "model.safetensors-truncated": "the safetensors file has {bytes} bytes and needs {needed}. It was cut short: download it again.",
  "model.safetensors-header-length":
    "the safetensors header claims {bytes} bytes; 2 to {limit} are allowed. This isn't a safetensors file, or it is damaged.",
  "model.safetensors-not-json": "the safetensors header ({bytes} bytes) isn't valid JSON. The file is damaged: download it again.",
  "model.safetensors-tensor": "{field} of tensor {tensor} must be {allowed} (got {value}). The file is damaged, or newer than this reader.",
  "model.safetensors-layout":
    "tensor {tensor} starts at byte {from}, expected {expected}: tensors overlap or leave a gap. The file is damaged: download it again.",
  "model.hub-bad-id": "{id} with file {file} isn't a name on the Hub. Write org/name or org/name@revision.",
  "model.hub-bad-endpoint":
    "HF_ENDPOINT must be an http(s) address without a password (got {value}). Correct it, or unset it for https://huggingface.co.",
  "model.hub-offline": "{file} of {id} isn't in the cache, and the network is off. Run once without --offline, or give a path.",
  "model.hub-gated":
    "{id} is gated or private (HTTP {status}). Set HF_TOKEN and accept the licence at {page}, or give the path of its config.json.",
  "model.hub-not-found": "{id} isn't on the Hub, or is private. Check the spelling at {page}; set HF_TOKEN if it is private.",
  "model.hub-no-file": "{id} has no file {file}. Name the original repository rather than a converted one, or give a path.",
  "model.hub-no-revision": "{id} has no revision {revision}. Leave it out for main, or check the branch, tag or commit.",
  "model.hub-network": "{id} couldn't be fetched: {reason}. Check the connection or the proxy, or use --offline with a path.",
  "model.hub-timeout": "the Hub didn't send {file} of {id} in time ({reason}). Try again later, or give a path.",
  "model.hub-too-large": "{file} of {id} is larger than the {reason} bytes that are accepted. Is it the repository you meant?",
  "model.hub-truncated": "{file} of {id} arrived incomplete ({reason}). Try again.",
  "model.hub-busy": "the Hub can't serve {id} now ({reason}). Try again in a while; a token (HF_TOKEN) raises the limits.",
  "model.hub-refused": "the Hub refused {file} of {id} ({reason}). Check HF_ENDPOINT and HF_TOKEN, or give a path.",
  "model.hub-from-cache": "the copy of {file} of {id} from an earlier run is used. It may be out of date.",
  "model.hub-cache-unwritable":
    "{folder} can't be written: {file} of {id} will be fetched again next time. Set XDG_CACHE_HOME to a folder of yours.",
  "page.hub-gated": "{id} is gated or private, and the page sends no token. Download config.json from {page} and drop it below.",
  "page.hub-not-found": "huggingface.co has no {id}, or it is private. Check the spelling at {page}.",
  "page.hub-failed":
    "huggingface.co didn't give config.json of {id} ({reason}). Check the connection, try again later, or drop the file below.",
} as const;
