/**
 * What a runtime asks of its engine. The caller numbers programs and tensors, so it can refer to
 * the result of a run that has not begun; the engine serves requests strictly in order.
 */

import type { HostTensor } from '../../graph/types.ts';

export type EngineRequest =
  /** Makes a session of an encoded model. */
  | {
      readonly kind: 'compile';
      readonly program: number;
      readonly model: Uint8Array<ArrayBuffer>;
      /** `CompileOptions.occasional`. */
      readonly occasional?: boolean;
    }
  | { readonly kind: 'release'; readonly program: number }
  | {
      readonly kind: 'run';
      readonly program: number;
      /** By input name; a number is a tensor that the engine holds. */
      readonly feeds: Readonly<Record<string, HostTensor | number>>;
      /** By output name, the number under which the engine keeps it; the others are returned. */
      readonly resident: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'upload'; readonly tensor: number; readonly contents: HostTensor }
  | { readonly kind: 'read'; readonly tensor: number }
  | { readonly kind: 'free'; readonly tensor: number }
  /** Frees everything; the last request. */
  | { readonly kind: 'end' };

/** The outputs of a run by name; `{ contents }` of a read; nothing of the others. */
export type EngineReply = Readonly<Record<string, HostTensor>>;

/** How requests reach an engine. */
export interface EngineConnection {
  /**
   * Whether the engine sees the caller's arrays themselves, so that nothing has to be moved.
   * ONNX Runtime accepts no arrays over a SharedArrayBuffer, so threads cannot share any.
   */
  readonly sharesMemory: boolean;
  /**
   * Queues a request; the reply comes when all earlier ones are served.
   * @param moved buffers in the request that the caller gives up
   */
  send(request: EngineRequest, moved?: readonly ArrayBuffer[]): Promise<EngineReply>;
  /** Lets the queued requests finish, then ends the engine. */
  close(): Promise<void>;
}
