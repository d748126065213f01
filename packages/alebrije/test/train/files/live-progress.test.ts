import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createLiveProgress,
  liveProgressPath,
  parseLiveProgress,
} from '../../../src/train/files/live-progress.ts';
import { finding } from '../../../src/train/finding.ts';
import { temporaryFolder } from './temporary-folder.ts';

const options = { epochs: 4, steps: 40, examplesPerStep: () => 50 };
const seen = finding('warning', 'lowVariance', { share: '12 %' });

const read = (folder: string) =>
  parseLiveProgress(fs.readFileSync(liveProgressPath(folder), 'utf8'));

describe('progress.json', () => {
  it('says how far a training is, how fast, and how long it will take', () => {
    const folder = temporaryFolder();
    const live = createLiveProgress(folder, { epoch: 1, step: 10 }, { ...options, every: 0 });
    expect(read(folder)).toMatchObject({ state: 'training', pid: process.pid, epoch: 1, step: 10 });
    live.step({ epoch: 2, batch: 4, epochSeconds: 2, step: 24 }, { loss: 0.5, odd: Number.NaN });
    expect(read(folder)).toMatchObject({
      epoch: 2,
      step: 24,
      perSecond: 100,
      secondsLeft: 8,
      means: { loss: 0.5, odd: null },
    });
    live.findings([seen]);
    live.end('finished', { epoch: 4, step: 40 });
    expect(read(folder)).toMatchObject({
      state: 'finished',
      epoch: 4,
      step: 40,
      secondsLeft: 0,
      findings: [seen],
    });
    expect(fs.readdirSync(folder)).toEqual(['progress.json']);
  });

  it('is written once a second at most', () => {
    const folder = temporaryFolder();
    const live = createLiveProgress(folder, { epoch: 0, step: 0 }, options);
    for (let step = 1; step <= 30; step++) {
      live.step({ epoch: 0, batch: step, epochSeconds: 1, step }, {});
    }
    expect(read(folder)!.step).toBe(0);
    live.end('interrupted', { epoch: 0, step: 30 });
    expect(read(folder)!.step).toBe(30);
  });

  it('tells why a training failed, in one line', () => {
    const folder = temporaryFolder();
    const live = createLiveProgress(folder, { epoch: 0, step: 0 }, options);
    live.fail(new Error('the loss\nran away'));
    expect(read(folder)).toMatchObject({ state: 'failed', error: 'the loss ran away' });
  });

  it('is never the reason why a training ends', () => {
    const gone = join(temporaryFolder(), 'gone');
    const live = createLiveProgress(gone, { epoch: 0, step: 0 }, { ...options, every: 0 });
    live.step({ epoch: 0, batch: 1, epochSeconds: 1, step: 1 }, {});
    live.end('finished', { epoch: 4, step: 40 });
    expect(fs.existsSync(gone)).toBe(false);
  });

  it.each(['', '{', 'null', '{"format":2}', '{"format":1,"state":"odd"}'])(
    'damaged as %j it counts as missing',
    (text) => {
      expect(parseLiveProgress(text)).toBeUndefined();
    },
  );
});
