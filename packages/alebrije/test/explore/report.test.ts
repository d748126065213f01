import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import {
  lossCurvesSvg,
  manifold,
  reconstructionGrid,
  scatter,
} from '../../src/explore/figures/index.ts';
import { type ReportContent, renderReport } from '../../src/explore/report/index.ts';
import { compare } from '../../src/explore/report/render.ts';
import { blurred, CLASS_NAMES, clusters, garments, mixed } from './figure-data.ts';

const { images, labels } = garments(60);
const originals = mixed(
  images,
  Array.from({ length: 10 }, (_, index) => index),
);
const codes = clusters(3000);

const grid = await reconstructionGrid({
  originals,
  reconstructions: blurred(originals),
  labels,
  classNames: CLASS_NAMES,
  title: 'Reconstructions of held-out images',
});
const curves = await lossCurvesSvg({
  history: [1, 2, 3].map((epoch) => ({
    epoch,
    reconstruction: 0.25 + 0.03 / epoch,
    valReconstruction: 0.252 + 0.025 / epoch,
    kl: 6 - 3 / epoch,
    valKl: 6.1 - 3 / epoch,
  })),
  references: [{ part: 'reconstruction', label: 'Target <K>', value: 0.2536 }],
  title: 'Training',
});
const plane = await scatter({
  ...codes,
  colouring: { labels: codes.labels, classNames: CLASS_NAMES },
  title: 'Codes of the test images',
  prior: true,
});
const decoded = await manifold({
  images: blurred(
    mixed(
      images,
      Array.from({ length: 100 }, (_, cell) => 10 + cell / 4),
    ),
  ),
  rows: 10,
  columns: 10,
  xRange: [-3, 3],
  yRange: [-3, 3],
  title: 'The decoded plane',
});

const content: ReportContent = {
  title: 'Convolutional variational autoencoder',
  recipe: 'conv-vae',
  subtitle: 'Fashion-MNIST, 2-dimensional code, 3 epochs over 60,000 images',
  paper: 'D. P. Kingma and M. Welling, "Auto-Encoding Variational Bayes", ICLR 2014',
  createdAt: '2025-11-21T04:00:00.000Z',
  headlines: [
    {
      label: 'Validation BCE per pixel',
      value: 0.2531,
      limit: { label: 'entropy of the targets', value: 0.1854 },
      target: { label: 'Foster', value: 0.2536 },
    },
    {
      label: 'Reconstruction MSE',
      value: 0.0253,
      floor: { label: 'PCA, k = 2', value: 0.0467 },
    },
    {
      label: 'Linear-probe accuracy',
      value: 71.3,
      unit: '%',
      better: 'higher',
      floor: { label: 'logistic regression', value: 78.1 },
    },
    { label: 'KL divergence', value: 6.21, unit: 'nats' },
  ],
  sections: [
    {
      id: 'training',
      title: 'Training',
      paragraphs: ['The loss is 500 · mean BCE + KL; its parts are shown apart.'],
      figures: [
        {
          image: curves,
          alt: 'Two panels of falling and rising curves',
          caption: 'Parts of the loss by epoch.',
        },
      ],
      table: {
        columns: ['Epoch', 'Reconstruction', 'KL', 'Remark'],
        rows: [
          [1, 0.2812, 3.1, 'warm-up'],
          [2, '0.2650 ± 0.001', 4.5, ''],
          [3, 0.2601, 5, 'best'],
        ],
        caption: 'Validation, mean of 5 seeds.',
      },
    },
    {
      id: 'reconstructions',
      title: 'Reconstructions',
      figures: [
        {
          image: grid,
          alt: 'Ten garments above their reconstructions',
          caption: 'Held-out images.',
        },
      ],
    },
    {
      id: 'codes',
      title: 'The code plane',
      paragraphs: ['Codes μ of the test images; the dashed rings are 1, 2 and 3 σ of the prior.'],
      figures: [
        { image: plane, alt: 'Ten coloured clusters', caption: 'Coloured by class.' },
        { image: decoded, alt: 'A grid of garments that change smoothly', caption: 'Decoded.' },
      ],
    },
  ],
  networks: [
    {
      name: 'encoder',
      layers: [
        { name: 'conv-1', type: 'Conv 3×3 s2', outputShape: [32, 16, 16], params: 320 },
        { name: 'conv-2', type: 'Conv 3×3 s2', outputShape: [64, 8, 8], params: 18_496 },
        { name: 'conv-3', type: 'Conv 3×3 s2', outputShape: [128, 4, 4], params: 73_856 },
        { name: 'z_mean', type: 'Dense', outputShape: [2], params: 4098 },
        { name: 'z_log_var', type: 'Dense', outputShape: [2], params: 4098 },
      ],
      total: 100_868,
      trainable: 100_868,
      nonTrainable: 0,
    },
  ],
  configuration: {
    seed: 42,
    epochs: 3,
    batchSize: 100,
    resume: undefined,
    optimizer: { name: 'adam', learningRate: 1e-3, betas: [0.9, 0.999] },
    model: { codeSize: 2, encoder: { channels: [32, 64, 128], activation: 'relu' } },
  },
  commands: ['npm ci', 'alebrije train conv-vae --epochs 3 --seed 42'],
  environment: ['Node 20.20.0', 'onnxruntime-node 1.30, CPU, 2 threads', 'Linux x64'],
};

const VOID = new Set(['meta', 'img', 'br', 'hr', 'link', 'input']);

/** Names of the tags left open or closed without being open; empty when all are balanced. */
function unbalanced(page: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const body = page.replace(/<style>[\s\S]*?<\/style>/g, '').replace(/<!doctype html>/, '');
  for (const [, closing, name, attributes] of body.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/g,
  )) {
    if (closing) {
      if (open.pop() !== name) wrong.push(`/${name}`);
    } else if (!VOID.has(name!) && !isSelfClosed(body, name!, attributes!)) {
      open.push(name!);
    }
  }
  return [...wrong, ...open];
}

function isSelfClosed(body: string, name: string, attributes: string): boolean {
  return body.includes(`<${name}${attributes}/>`);
}

describe('the report page', () => {
  const page = renderReport(content);
  if (process.env.FIGURES_DIR) {
    mkdirSync(process.env.FIGURES_DIR, { recursive: true });
    writeFileSync(`${process.env.FIGURES_DIR}/report.html`, page);
  }

  it('is balanced HTML that loads nothing', () => {
    expect(unbalanced(page)).toEqual([]);
    expect(unbalanced('<p><b></p>')).not.toEqual([]);
    expect(page).not.toMatch(/https?:/);
    for (const [, target] of page.matchAll(/(?:src|href)="([^"]{0,40})/g)) {
      expect(target).toMatch(/^(data:image\/png;base64,|#)/);
    }
    for (const [, target] of page.matchAll(/url\(([^)]{0,30})/g))
      expect(target).toMatch(/^(data:|#)/);
    expect(page).not.toContain('<script');
  });

  it('keeps pictures whole, with their words', () => {
    const embedded = [...page.matchAll(/<img alt="([^"]*)" src="data:image\/png;base64,([^"]*)"/g)];
    expect(embedded.map(([, alt]) => alt)).toEqual([
      'Ten garments above their reconstructions',
      'Ten coloured clusters',
      'A grid of garments that change smoothly',
    ]);
    expect(new Uint8Array(Buffer.from(embedded[0]![2]!, 'base64'))).toEqual(new Uint8Array(grid));
    expect(page).toContain('<svg role="img" aria-label="Two panels of falling and rising curves"');
    expect(page).toContain('Target &lt;K&gt; 0.2536</text>');
  });

  it('links every section from its contents', () => {
    const links = [...page.matchAll(/<a href="#([^"]+)"/g)].map(([, id]) => id);
    const sections = [...page.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id);
    expect(sections).toEqual([
      'training',
      'reconstructions',
      'codes',
      'networks',
      'configuration',
      'repeat',
      'environment',
    ]);
    expect(links).toEqual(sections);
  });

  it('gives ids once, also with two charts in it', () => {
    const twice = renderReport({
      ...content,
      sections: ['a', 'b'].map((id) => ({
        id,
        title: id,
        figures: [{ image: curves, alt: id, caption: id }],
      })),
    });
    const ids = [...twice.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(8);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('judges numbers by their floors and targets', () => {
    const verdicts = [
      ...page.matchAll(/class="verdict ?(\w*)"><span class="mark">([^<]*)<\/span>([^<]*)/g),
    ].map(([, kind, words, amount]) => `${kind}: ${words}${amount!.trimEnd()}`);
    expect(verdicts).toEqual([
      'better: ✓ better than target −0.2 %',
      ': best possible',
      'better: ✓ better than floor −45.8 %',
      'worse: ✗ worse than floor −8.7 %',
    ]);
    expect(page).toContain('entropy of the targets: 0.1854');
    expect(compare(2, 1, 'higher')).toEqual({ verdict: 'better', change: 1 });
    expect(compare(2, 1, 'lower')).toEqual({ verdict: 'worse', change: 1 });
    expect(compare(1, 1, 'lower').verdict).toBe('equal');
  });

  it('sets numbers right and text left', () => {
    expect(page).toContain(
      '<tr><td class="number">2</td><td class="number">0.2650 ± 0.001</td><td class="number">4.5</td><td class="text"></td></tr>',
    );
    expect(page).toContain('<th scope="col" class="text">Remark</th>');
    expect(page).toContain('<td class="number">18,496</td>');
  });

  it('shows the configuration as a tree, without what is not set', () => {
    expect(page).toContain('<dt>betas</dt><dd>[ 0.9, 0.999 ]</dd>');
    expect(page).toMatch(
      /<dt>model<\/dt><dd><dl[\s\S]*<dt>encoder<\/dt><dd><dl[\s\S]*<dt>activation/,
    );
    expect(page).not.toContain('resume');
  });

  it('escapes all text', () => {
    const hostile = `<script>alert("1")</script>&'`;
    const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;';
    const bad = renderReport({
      title: hostile,
      recipe: hostile,
      subtitle: hostile,
      paper: hostile,
      createdAt: hostile,
      headlines: [{ label: hostile, value: 1, unit: hostile, floor: { label: hostile, value: 2 } }],
      sections: [
        {
          id: 'one',
          title: hostile,
          paragraphs: [hostile],
          figures: [
            { image: grid, alt: hostile, caption: hostile },
            { image: curves, alt: hostile, caption: hostile },
          ],
          table: { columns: [hostile], rows: [[hostile]], caption: hostile },
        },
      ],
      networks: [
        {
          name: hostile,
          layers: [{ name: hostile, type: hostile, outputShape: [1], params: 1 }],
          total: 1,
          trainable: 1,
          nonTrainable: 0,
        },
      ],
      configuration: { [hostile]: hostile, group: { deep: [hostile] } },
      commands: [hostile],
      environment: [hostile],
    });
    expect(bad).not.toContain('<script');
    expect(unbalanced(bad)).toEqual([]);
    expect(bad.split(escaped).length - 1).toBeGreaterThanOrEqual(24);
  });

  it('refuses sections and images that cannot be', () => {
    const section = { id: 'one', title: 'One' };
    const report = (change: Partial<ReportContent>) => () =>
      renderReport({ ...content, ...change });
    expect(report({ sections: [{ ...section, id: 'a b"' }] })).toThrow(UserError);
    expect(report({ sections: [section, section] })).toThrow('"one" is taken');
    expect(report({ sections: [{ ...section, id: 'networks' }] })).toThrow('"networks" is taken');
    for (const image of ['<p>no</p>', Uint8Array.of(1, 2, 3)]) {
      expect(
        report({ sections: [{ ...section, figures: [{ image, alt: '', caption: 'Odd' }] }] }),
      ).toThrow('The image of "Odd" is neither PNG bytes nor an SVG element.');
    }
  });

  it('leaves out what there is none of', () => {
    const bare = renderReport({
      ...content,
      headlines: [],
      networks: [],
      configuration: {},
      commands: [],
      environment: [],
      subtitle: undefined,
    });
    expect(bare).not.toContain('<ul class="headlines"');
    expect(bare).not.toContain('How to repeat it');
    expect(unbalanced(bare)).toEqual([]);
  });
});
