/** What the page and the worker that decodes say to each other. N codes of Z numbers. */

export interface DecodeRequest {
  readonly id: number;
  /** [N, Z] */
  readonly codes: Float32Array<ArrayBuffer>;
  readonly count: number;
  /** Class that all are decoded as, where the network is told one. */
  readonly label: number | undefined;
}

export type ToDecoder = { readonly open: string } | { readonly decode: DecodeRequest };

export interface Decoded {
  /** [N, ...shape of an example] */
  readonly values: Float32Array;
  /** In the worker, for all N. */
  readonly milliseconds: number;
}

export type FromDecoder =
  | { readonly opened: true }
  | { readonly failed: string }
  | { readonly id: number; readonly decoded: Decoded }
  | { readonly id: number; readonly error: string };
