import type { Tokens } from "../units.ts";

export const SPARSE_KINDS = ["strided", "fixed", "block-sparse", "windowed-global"] as const;

/**
 * Which keys a token sees. Strided, fixed: two factors of about sqrt(s) keys each (Child et al. 2019, 1904.10509). Block-sparse: a share of the
 * blocks of scores. Windowed-global: a band, tokens that see and are seen by all, others at random (Longformer, 2004.05150; BigBird, 2007.14062).
 */
export type SparseAttention =
  | { readonly kind: "strided" | "fixed" }
  | { readonly kind: "block-sparse"; readonly density: number; readonly block: Tokens }
  | { readonly kind: "windowed-global"; readonly window: Tokens; readonly global: Tokens; readonly random: Tokens };
