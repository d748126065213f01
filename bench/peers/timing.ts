/** Times of a step, and how every peer's program is called and answers. */

import { parseArgs } from 'node:util';

export interface Timing {
  /** Median. */
  readonly stepMs: number;
  readonly minMs: number;
}

export interface TimingOptions {
  readonly seconds: number;
  /** Runs that are not counted: WebAssembly is compiled again, and better, while it runs. */
  readonly warmUp: number;
}

/** Not more than these for the warm-up, and for a few slow runs; one of each is always done. */
const MOST_WARM_UP_SECONDS = 20;
const MOST_SECONDS = 15;

/** At least three counted runs, if time allows. */
export async function time(
  step: () => Promise<unknown>,
  { seconds, warmUp }: TimingOptions,
): Promise<Timing> {
  const times: number[] = [];
  const begin = performance.now();
  const elapsed = () => (performance.now() - begin) / 1000;
  let warmed = 0;
  do {
    await step();
    warmed += 1;
  } while (warmed < warmUp && elapsed() < MOST_WARM_UP_SECONDS);
  const counted = elapsed();
  const isEnough = () => {
    const spent = elapsed() - counted;
    return spent >= seconds && (times.length >= 3 || spent >= MOST_SECONDS);
  };
  do {
    const start = performance.now();
    await step();
    times.push(performance.now() - start);
  } while (!isEnough());
  times.sort((a, b) => a - b);
  return { stepMs: times[times.length >> 1]!, minMs: times[0]! };
}

/** `--name`, `--batch`, `--seconds`, and whatever else a peer takes. */
export function peerOptions() {
  const { values } = parseArgs({
    options: {
      name: { type: 'string' },
      batch: { type: 'string' },
      seconds: { type: 'string', default: '3' },
      backend: { type: 'string', default: 'wasm' },
    },
  });
  if (!values.name || !values.batch) throw new Error('--name and --batch are missing');
  return {
    name: values.name,
    batch: Number(values.batch),
    seconds: Number(values.seconds),
    backend: values.backend,
  };
}

/** Everything of one measurement, as the last line of standard output; ends the process. */
export function answer(result: object): never {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
}
