/**
 * `npm run bench`: training steps against a 1024x1024x1024 product in the same process, and against the
 * same networks in other libraries.
 *   --json             one JSON object on standard output
 *   --write FILE       the same object to a file
 *   --quick            under 90 seconds: short runs, no Python, no other batch sizes
 *   --only a,b         these networks
 *   --batches 16,32    these batch sizes for the growth of cost, or `none`
 *   --peers a,b        these libraries, `browser` for Chromium, or `none`
 *   --seconds N        counted seconds of each measurement
 *   --loop             instead: what the trainer adds to a step, and memory over 5,000 steps
 *   --profile          instead: where the time of a step goes, by kinds of operators
 */

import fs from 'node:fs';
import { parseArgs } from 'node:util';
import type { BrowserEntry } from './browser/measure-browser.ts';
import { measureEntry } from './entry.ts';
import { trainerOverhead } from './loop.ts';
import { memoryOverSteps } from './memory.ts';
import { batchSizes, networks } from './networks.ts';
import { type Peer, peers } from './peers.ts';
import type { Profile } from './profile.ts';
import { type BenchResult, describeMachine, type Entry, median, rounded } from './result.ts';
import { resultText } from './text.ts';
import { measureTraining } from './training.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    batches: { type: 'string' },
    peers: { type: 'string' },
    seconds: { type: 'string' },
    loop: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
});
const { quick } = options;
const seconds = Number(options.seconds ?? (quick ? 1 : 3));

/** Chromium among the peers of `--peers`. */
const BROWSER = 'browser';

const note = (line: string) => process.stderr.write(`${line}\n`);

/** The items of that names, or all; `none` is none of them. */
function chosen<T>(
  list: string | undefined,
  items: readonly T[],
  nameOf: (item: T) => string,
): T[] {
  if (list === undefined) return [...items];
  const names = list === 'none' ? [] : list.split(',');
  const unknown = names.find((name) => !items.some((item) => nameOf(item) === name));
  if (unknown !== undefined) {
    note(`error: there is no '${unknown}' to measure; there are ${items.map(nameOf).join(', ')}`);
    process.exit(2);
  }
  return items.filter((item) => names.includes(nameOf(item)));
}

/** Those that can be measured here; of the others, a line that says what would help. */
function available(wanted: readonly Peer[]): Peer[] {
  return wanted.filter((peer) => {
    const remedy = peer.remedy();
    if (remedy) note(`${peer.name} is left out: ${remedy}`);
    return !remedy;
  });
}

/** What went wrong is said and makes the command fail, but the other measurements stand. */
async function attempt<T>(what: string, action: () => Promise<T>): Promise<T | undefined> {
  note(what);
  try {
    return await action();
  } catch (error) {
    note(`error: ${what}: ${(error as Error).message}`);
    process.exitCode = 1;
    return undefined;
  }
}

/** Nothing, with a line that says so, where there is no Chromium. */
async function measureInBrowser(): Promise<BrowserEntry | undefined> {
  const { measureBrowser } = await import('./browser/measure-browser.ts');
  const entry = await measureBrowser();
  if (!entry) note('the browser is left out: no Chromium was found');
  return entry;
}

async function measureAll(): Promise<BenchResult> {
  const machine = describeMachine();
  const measured = chosen(options.only, networks, ({ name }) => name);
  const named = chosen(options.peers, [...peers.map(({ name }) => name), BROWSER], String);
  const wanted = peers.filter(({ name }) => named.includes(name));
  const compared = available(
    quick ? wanted.filter((peer) => networks.some(peer.isQuickFor)) : wanted,
  );
  const growth = quick && options.batches === undefined ? 'none' : options.batches;
  const products: number[] = [];
  const entries: Entry[] = [];
  for (const network of measured) {
    const others = compared.filter(
      (peer) => peer.runs(network) && (!quick || peer.isQuickFor(network)),
    );
    const batches = chosen(growth, batchSizes, String).filter((batch) => batch !== network.batch);
    for (const batch of [network.batch, ...batches]) {
      const besides = batch === network.batch ? others : [];
      const done = await attempt(`${network.name} at ${batch}`, () =>
        measureEntry(network, batch, besides, seconds),
      );
      if (!done) continue;
      entries.push(done.entry);
      products.push(...done.matmulGflops);
    }
  }
  if (entries.length === 0) throw new Error('nothing could be measured');
  const hasConvAe = measured.some(({ name }) => name === 'conv-ae');
  const training = hasConvAe
    ? await attempt('alebrije train conv-ae', () => measureTraining(quick ? 1 : 5))
    : undefined;
  const hasBrowser = hasConvAe && !quick && named.includes(BROWSER);
  const browser = hasBrowser ? await attempt('conv-ae in Chromium', measureInBrowser) : undefined;
  return {
    machine,
    matmulGflops: rounded(median(products), 4),
    entries,
    ...(training && { training }),
    ...(browser && { browser }),
  };
}

async function measureLoop() {
  const overhead = await trainerOverhead();
  const memory = await memoryOverSteps();
  return { machine: describeMachine(), trainerOverhead: overhead, memory };
}

async function measureProfiles() {
  const { profileStep } = await import('./profile.ts');
  const profiles: Profile[] = [];
  for (const network of chosen(options.only, networks, ({ name }) => name)) {
    profiles.push(await profileStep(network));
  }
  return { machine: describeMachine(), profiles };
}

async function measure() {
  if (options.loop) return measureLoop();
  return options.profile ? measureProfiles() : measureAll();
}

const result = await measure();
const json = JSON.stringify(result, null, 2);
if (options.write) fs.writeFileSync(options.write, `${json}\n`);
const asText = options.json || !('entries' in result) ? json : resultText(result);
process.stdout.write(`${asText}\n`);
