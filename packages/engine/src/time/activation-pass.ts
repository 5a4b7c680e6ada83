import type { Bytes, BytesPerSecond, Seconds, Tokens } from "../units.ts";

/** What an MLP's activation does to memory: tokens, channels, gate or not, bytes of a number. */
interface ActivationPass {
  readonly tokens: Tokens;
  readonly width: number;
  readonly gated: boolean;
  readonly element: Bytes;
}

interface ByPass<T> {
  readonly forward: T;
  readonly backward: T;
}

/**
 * One fused pass of the activation: forward reads gate and up and writes their product; backward reads these two and the product's gradient and
 * writes two gradients. Without a gate one tensor less is read, and one less written backward. The element-wise term also holds norms, residuals and
 * rotation, and what stacks don't fuse.
 * Source: derived tensor by tensor.
 */
function activationPassBytes(a: ActivationPass): ByPass<Bytes> {
  const tensor = a.tokens * a.width * a.element;
  return { forward: (a.gated ? 3 : 2) * tensor, backward: (a.gated ? 5 : 3) * tensor };
}

export function activationPassSeconds(a: ActivationPass, bandwidth: BytesPerSecond): ByPass<Seconds> {
  const bytes = activationPassBytes(a);
  return { forward: bytes.forward / bandwidth, backward: bytes.backward / bandwidth };
}
