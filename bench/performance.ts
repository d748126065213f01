/** Writes the tables and pictures of docs/performance.md from bench/results/: part of `npm run bench:docs`. */

import fs from 'node:fs';
import path from 'node:path';
import { root } from './child.ts';
import { entriesAtOwnBatch, goals, machineText, percent } from './comparison.ts';
import type { Overhead } from './loop.ts';
import { networks } from './networks.ts';
import { peers } from './peers.ts';
import { comparisonFigure, growthFigure } from './performance-figures.ts';
import type { Profile, ProfilePart } from './profile.ts';
import type { BenchResult, Entry, PeerResult } from './result.ts';
import { fillSections, markdownTable, readResult } from './sections.ts';

const result = readResult<BenchResult>('bench.json');
const { profiles } = readResult<{ readonly profiles: readonly Profile[] }>('profile.json');
const { trainerOverhead } = readResult<{ readonly trainerOverhead: readonly Overhead[] }>(
  'loop.json',
);

const milliseconds = (time: number) => (time < 10 ? time.toPrecision(3) : time.toFixed(0));

function machineSection(): string {
  const { machine, matmulGflops } = result;
  return (
    `${machineText(result)}, ${machine.memoryGB} GB, ${machine.platform}; load before the run ${machine.loadBefore}. ` +
    `One 1024x1024x1024 product: ${matmulGflops} GFLOP/s.`
  );
}

function stepSection(): string {
  const header = ['network', 'batch', 'median', 'minimum', 'GFLOP', 'GFLOP/s', 'share', 'memory'];
  const rows = entriesAtOwnBatch(result).map((entry) => [
    `\`${entry.name}\``,
    String(entry.batch),
    `${entry.stepMs} ms`,
    `${entry.minMs} ms`,
    String(entry.gflop),
    String(entry.gflops),
    percent(entry.share),
    `${entry.peakMB} MB`,
  ]);
  return markdownTable(header, rows);
}

function peerCell(peer: PeerResult | undefined): string {
  if (!peer) return '';
  const { stepMs, forwardMs, ratio } = peer;
  const time = stepMs ?? forwardMs;
  if (time === undefined || ratio === undefined) return 'fails';
  return `${milliseconds(time)} ms (${ratio})${forwardMs === undefined ? '' : ' forward'}`;
}

function peerSection(): string {
  const entries = entriesAtOwnBatch(result);
  const measured = peers.filter(({ name }) => entries.some((entry) => entry.peers[name]));
  const rows = measured.map(({ name, batch }) => [
    batch === undefined ? name : `${name}, batch ${batch}`,
    ...entries.map((entry) => peerCell(entry.peers[name])),
  ]);
  const own = ['ours', ...entries.map(({ stepMs }) => `${milliseconds(stepMs)} ms`)];
  return markdownTable(
    ['', ...entries.map(({ name, batch }) => `\`${name}\`, ${batch}`)],
    [own, ...rows],
  );
}

function growthSection(): string {
  const batches = [...new Set(result.entries.map(({ batch }) => batch))].sort((a, b) => a - b);
  const cell = (entry: Entry | undefined) => (entry ? milliseconds(entry.stepMs) : '');
  const rows = networks
    .map(({ name }) => ({
      name,
      entries: result.entries.filter((entry) => entry.name === name),
    }))
    .filter(({ entries }) => entries.length > 0)
    .map(({ name, entries }) => [
      `\`${name}\``,
      ...batches.map((batch) => cell(entries.find((entry) => entry.batch === batch))),
    ]);
  return markdownTable(['ms per step at batch', ...batches.map(String)], rows);
}

function goalSection(): string {
  const rows = goals(result).map(({ what, asked, measured, isMet }) => [
    what,
    asked,
    measured,
    isMet ? 'met' : 'missed',
  ]);
  return markdownTable(['', 'asked', 'measured', ''], rows);
}

function trainingSection(): string {
  const { training } = result;
  if (!training) return '';
  const { command, firstStepSeconds, peakMB, peakWithReportMB } = training;
  const start = `\`${command}\`: the first step is done ${firstStepSeconds} s after the command.`;
  if (peakMB === undefined) return start;
  return `${start} Memory: ${peakMB} MB, ${peakWithReportMB} MB with the report.`;
}

function browserSection(): string {
  const { browser } = result;
  if (!browser) return 'Not measured: there was no Chromium.';
  const { name, batch, threads, stepMs, node, ratio, webgpu } = browser;
  const rows = [
    [`Chromium, WebAssembly, ${threads} threads`, `${stepMs} ms`, String(browser.matmulGflops)],
    [`Node, ${threads} threads, in turn with it`, `${node.stepMs} ms`, String(node.matmulGflops)],
  ];
  if (webgpu) rows.push(['Chromium, WebGPU', `${webgpu.stepMs} ms`, String(webgpu.matmulGflops)]);
  return [
    markdownTable([`\`${name}\`, batch ${batch}`, 'step', 'GFLOP/s of the product'], rows),
    '',
    `WebAssembly takes ${ratio} times as long as Node.`,
  ].join('\n');
}

function profileSection(): string {
  const cell = ({ share, count }: ProfilePart) => `${percent(share)} (${count})`;
  const header = [
    'network',
    'products, convolutions',
    'their speed',
    'elementwise',
    'layout',
    'sums, pooling',
  ];
  const rows = profiles.map((profile) => [
    `\`${profile.name}\`, ${profile.batch}`,
    cell(profile.products),
    percent(profile.productSpeed),
    cell(profile.elementwise),
    cell(profile.layout),
    cell(profile.reductions),
  ]);
  return markdownTable(header, rows);
}

function overheadSection(): string {
  const rows = trainerOverhead.map(({ recipe, batch, rounds, around, optimizer }) => [
    `\`${recipe}\`, ${batch}`,
    percent(around),
    String(rounds),
    percent(optimizer),
  ]);
  return markdownTable(
    ['', 'the trainer, more than the step alone', 'rounds', 'the optimizer, of the step'],
    rows,
  );
}

fillSections('docs/performance.md', {
  machine: machineSection(),
  steps: stepSection(),
  goals: goalSection(),
  peers: peerSection(),
  profile: profileSection(),
  overhead: overheadSection(),
  growth: growthSection(),
  training: trainingSection(),
  browser: browserSection(),
});
const pictures = {
  'performance-growth.png': await growthFigure(result),
  'performance-peers.png': await comparisonFigure(result),
};
for (const [name, picture] of Object.entries(pictures)) {
  fs.writeFileSync(path.join(root, 'docs/pictures', name), picture);
}
