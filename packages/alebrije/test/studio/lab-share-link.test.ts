/** The lab's links: what they hold comes back, and whatever else they hold does no harm. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Drawing,
  drawingFrom,
  erase,
  MOST_POINTS,
  paint,
  pointOf,
  readDrawing,
  writeDrawing,
} from '../../../../apps/studio/src/pages/lab/engine/drawn-points.ts';
import {
  fitNumber,
  initialSettings,
  type LabSettings,
  restartBetween,
  SETTINGS,
  type Setting,
  settingNames,
} from '../../../../apps/studio/src/pages/lab/engine/settings.ts';
import {
  readFragment,
  writeFragment,
} from '../../../../apps/studio/src/pages/lab/engine/share-link.ts';

/** Any value that a setting may have. */
function valuesOf(setting: Setting): fc.Arbitrary<unknown> {
  switch (setting.kind) {
    case 'number':
      return fc
        .double({ min: setting.least, max: setting.most, noNaN: true })
        .map((value) => fitNumber(setting, value));
    case 'choice':
      return fc.constantFrom(...setting.choices);
    case 'set':
      return fc.subarray([...setting.choices]);
    case 'flag':
      return fc.boolean();
    case 'text':
      return fc.string({ unit: 'grapheme', maxLength: setting.longest }).filter(
        // A grapheme may be several characters.
        (text) => [...text].length <= setting.longest,
      );
  }
}

const anySettings = fc.record(
  Object.fromEntries(settingNames.map((name) => [name, valuesOf(SETTINGS[name])])),
) as fc.Arbitrary<LabSettings>;

const anyDrawing: fc.Arbitrary<Drawing> = fc
  .uniqueArray(fc.nat(512 * 512 - 1), { maxLength: 300 })
  .map((cells) => cells.sort((a, b) => a - b));

test('every set-up comes back from its link', async () => {
  await fc.assert(
    fc.asyncProperty(anySettings, anyDrawing, async (settings, drawing) => {
      const read = await readFragment(`#${await writeFragment({ settings, drawing })}`);
      expect(read).toEqual({ settings, drawing, refused: [] });
    }),
    { numRuns: 60 },
  );
});

test('a link names only what differs from the beginning', async () => {
  expect(await writeFragment({ settings: initialSettings, drawing: [] })).toBe('');
  const settings: LabSettings = {
    ...initialSettings,
    data: 'rings',
    'gan.rate': 0.01,
    'ae.show': ['field'],
    vae: false,
  };
  expect(await writeFragment({ settings, drawing: [] })).toBe(
    'data=rings&ae.show=field&vae=0&gan.rate=0.01',
  );
});

test.each([
  'seed=0',
  'seed=1.5',
  'seed=',
  'seed=1e400',
  'points=99999999',
  'noise=NaN',
  'data=../../etc/passwd',
  'text=a%20text%20that%20is%20longer%20than%20it%20may%20be',
  'ae.show=grid.nonsense',
  'vae=yes',
  '__proto__=1',
  'constructor=1',
  'unknown=1',
  'drawing=%00',
  'drawing=AAAA',
  `drawing=${'A'.repeat(100_000)}`,
])('%s is refused, and nothing else', async (fragment) => {
  const read = await readFragment(`${fragment}&points=300`);
  expect(read.refused).toEqual([fragment.split('=')[0]]);
  expect(read.settings).toEqual({ ...initialSettings, points: 300 });
  expect(read.drawing).toEqual([]);
});

test('a small text that would become many points is refused', async () => {
  const zeros = new Uint8Array(5_000_000);
  const stream = new Blob([zeros]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const packed = Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url');
  expect(packed.length).toBeLessThan(10_000);
  await expect(readDrawing(packed)).rejects.toThrow(/too many drawn points/);
});

test('a drawing of two thousand points takes less than four thousand characters', async () => {
  let drawing: Drawing = [];
  for (let dab = 0; dab < 400; dab++) {
    drawing = paint(
      drawing,
      { x: 1.4 * Math.cos(dab / 60), y: Math.sin(dab / 23), radius: 0.2 },
      dab,
    );
  }
  expect(drawing.length).toBeGreaterThan(1800);
  expect((await writeDrawing(drawing)).length).toBeLessThan(4000);
});

test('the brush draws near by, the eraser rubs out what is near by, and there is an end', () => {
  const dab = { x: 0.5, y: -1, radius: 0.2 };
  const drawn = paint([], dab, 1);
  expect(drawn.length).toBeGreaterThan(2);
  for (const cell of drawn) {
    const [x, y] = pointOf(cell);
    expect(Math.hypot(x - 0.5, y + 1)).toBeLessThan(0.7);
  }
  expect(paint([], dab, 1)).toEqual(drawn);
  expect(erase(drawn, { ...dab, radius: 4 })).toEqual([]);
  expect(erase(drawn, { x: -1.9, y: 1.9, radius: 0.1 })).toBe(drawn);
  let many: Drawing = [];
  for (let number = 0; number < 2000; number++)
    many = paint(many, { x: 0, y: 0, radius: 2 }, number);
  expect(many).toHaveLength(MOST_POINTS);
});

test('points become the cells that they lie in, and those outside of the plane none', () => {
  const drawing = drawingFrom(Float32Array.of(0.1, 0.1, -1.99, 1.99, 2.5, 0, 0.1, 0.1));
  expect(drawing).toHaveLength(2);
  const places = drawing.map((cell) => pointOf(cell).map((value) => Number(value.toFixed(1))));
  expect(places).toContainEqual([0.1, 0.1]);
  expect(places).toContainEqual([-2, 2]);
});

test('only what a change makes impossible begins anew', () => {
  const change = (changed: Partial<LabSettings>) =>
    restartBetween(initialSettings, { ...initialSettings, ...changed });
  expect(change({ 'ae.rate': 0.01, 'vae.beta': 3, speed: '5', 'gan.show': [] }).models).toEqual([]);
  expect(change({ 'gan.loss': 'hinge' })).toEqual({ data: false, models: ['gan'] });
  expect(change({ width: '8' }).models).toHaveLength(4);
  expect(change({ noise: 0.2 })).toMatchObject({ data: true });
  // The text counts where the points lie in one.
  expect(change({ text: 'sol' }).models).toEqual([]);
  expect(change({ text: 'sol', data: 'text' }).data).toBe(true);
});
