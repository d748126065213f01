/** What a backend must offer. Everything above `runtime/` knows only this interface. */

import type { Graph, HostTensor, TensorType } from '../graph/types.ts';

/**
 * A tensor that stays where the runtime keeps it (engine thread, accelerator) between runs.
 * It may be used as a feed as soon as it exists, even before the run that fills it has ended:
 * a runtime executes runs, reads and disposals in the order of the calls.
 */
export interface DeviceTensor {
  readonly type: TensorType;
  /** Copies the contents to the host. */
  read(): Promise<HostTensor>;
  /** Frees the memory once the calls made so far are done. */
  dispose(): void;
}

export type Feeds = Readonly<Record<string, HostTensor | DeviceTensor>>;

export interface Execution {
  /** The outputs named in `resident`, usable at once as feeds. */
  readonly resident: Readonly<Record<string, DeviceTensor>>;
  /** All other outputs; rejects if the run failed. */
  readonly host: Promise<Readonly<Record<string, HostTensor>>>;
}

export interface Program {
  /**
   * Runs the graph once. Every graph input must be fed with exactly its type.
   * @param resident names of the outputs that stay on the device
   * @throws Error (of the returned `host`, or at once) that names a missing, unknown or mistyped feed
   */
  run(feeds: Feeds, resident?: readonly string[]): Execution;
  dispose(): void;
}

export interface CompileOptions {
  /** A program that is run now and then gives its memory back after each run; slower by some per cent. */
  readonly occasional?: boolean;
}

export interface Runtime {
  /** 'cpu', 'webgpu', 'cuda', 'reference', ... */
  readonly name: string;
  compile(graph: Graph, options?: CompileOptions): Promise<Program>;
  /** Moves a host array to the device; the caller must not write to it afterwards. */
  upload(tensor: HostTensor): DeviceTensor;
  /** Ends the engine; programs and device tensors are gone with it. */
  dispose(): Promise<void>;
}
