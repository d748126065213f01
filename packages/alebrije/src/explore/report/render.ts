import { UserError } from '../../errors.ts';
import { formatNumber, PIXEL_RATIO } from '../figures/theme.ts';
import type {
  ConfigurationValue,
  Headline,
  NetworkSummary,
  Reference,
  ReportContent,
  ReportFigure,
  ReportSection,
  ReportTable,
} from './content.ts';
import { escapeHtml, type Html, html, trusted } from './html.ts';
import { styleSheet } from './style.ts';

/**
 * The report as one HTML page that needs nothing beside itself: pictures and fonts are inside, and
 * it loads nothing. Throws a UserError for a section id that cannot be an anchor.
 */
export function renderReport(report: ReportContent): string {
  checkSectionIds(report.sections);
  const parts = [...report.sections.map(renderSection), ...renderClosing(report)];
  const created = report.createdAt.replace('T', ' ').replace(/(:\d\d)(\.\d+)?Z$/, '$1 UTC');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${report.title} – ${report.recipe}</title>
<style>${trusted(styleSheet())}</style>
</head>
<body>
<header class="page">
<p class="recipe">${report.recipe}</p>
<h1>${report.title}</h1>
${report.subtitle ? html`<p class="subtitle">${report.subtitle}</p>` : undefined}
${report.paper ? html`<p class="source">${report.paper}</p>` : undefined}
<p class="source"><time datetime="${report.createdAt}">${created}</time></p>
${report.headlines.length > 0 ? html`<ul class="headlines">${report.headlines.map(renderHeadline)}</ul>` : undefined}
<nav aria-label="Contents"><ol>
${parts.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`)}</ol></nav>
</header>
<main>
${parts.map(({ id, title, body }) => html`<section id="${id}">\n<h2>${title}</h2>\n${body}\n</section>\n`)}</main>
<footer>Made by Alebrije.</footer>
</body>
</html>
`;
  return page.html;
}

interface Part {
  id: string;
  title: string;
  body: Html;
}

const CLOSING_IDS = ['networks', 'configuration', 'repeat', 'environment'];

function checkSectionIds(sections: readonly ReportSection[]): void {
  const taken = new Set(CLOSING_IDS);
  for (const { id } of sections) {
    if (!/^[a-z][a-z0-9-]*$/i.test(id)) {
      throw new UserError(
        `"${id}" cannot be a section's id; use letters, digits and hyphens, a letter first.`,
      );
    }
    if (taken.has(id)) throw new UserError(`The section id "${id}" is taken; give another.`);
    taken.add(id);
  }
}

/** How a value stands to a reference, and by how much of the reference's size. */
export function compare(
  value: number,
  reference: number,
  better: 'lower' | 'higher',
): { verdict: 'better' | 'worse' | 'equal'; change: number } {
  const change = reference === 0 ? value : (value - reference) / Math.abs(reference);
  if (value === reference) return { verdict: 'equal', change: 0 };
  const improved = better === 'lower' ? value < reference : value > reference;
  return { verdict: improved ? 'better' : 'worse', change };
}

const MARKS = { better: '✓ better than', worse: '✗ worse than', equal: '= equal to' };

function renderVerdict(
  kind: 'floor' | 'target',
  value: number,
  reference: Reference,
  better: 'lower' | 'higher',
): Html {
  const { verdict, change } = compare(value, reference.value, better);
  const sign = change < 0 ? '−' : '+';
  const amount = `${sign}${Math.abs(100 * change).toFixed(1)} %`;
  return html`<div class="verdict ${verdict}"><span class="mark">${MARKS[verdict]} ${kind}</span> ${reference.value !== 0 && verdict !== 'equal' && amount}</div>
${renderReference(reference)}`;
}

function renderReference({ label, value }: Reference): Html {
  return html`<div class="reference">${label}: ${formatNumber(value)}</div>
`;
}

function renderHeadline(headline: Headline): Html {
  const { label, value, unit, floor, target, limit, better = 'lower' } = headline;
  return html`<li><div class="label">${label}</div>
<div class="value">${formatNumber(value)}${unit ? html` <span class="unit">${unit}</span>` : undefined}</div>
${target && renderVerdict('target', value, target, better)}${floor && renderVerdict('floor', value, floor, better)}${
  limit &&
  html`<div class="verdict"><span class="mark">best possible</span></div>
${renderReference(limit)}`
}</li>
`;
}

function renderSection(section: ReportSection, index: number): Part {
  const body = html`${(section.paragraphs ?? []).map((text) => html`<p>${text}</p>\n`)}${(
    section.figures ?? []
  ).map((figure, place) =>
    renderFigure(figure, `s${index}f${place}-`),
  )}${section.table ? renderTable(section.table) : undefined}`;
  return { id: section.id, title: section.title, body };
}

function renderFigure(figure: ReportFigure, idPrefix: string): Html {
  checkImage(figure);
  const { image, alt, caption } = figure;
  const picture =
    typeof image === 'string'
      ? inlineSvg(image, alt, idPrefix)
      : html`<img alt="${alt}" src="data:image/png;base64,${Buffer.from(image).toString('base64')}"${pngWidth(image)}>`;
  return html`<figure>
<div class="picture">${picture}</div>
<figcaption>${caption}</figcaption>
</figure>
`;
}

/** The width at which a picture of two device pixels per CSS pixel is as large as it was drawn. */
function pngWidth(png: Uint8Array): Html {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return trusted(` style="max-width:${Math.round(view.getUint32(16) / PIXEL_RATIO)}px"`);
}

function checkImage({ image, caption }: ReportFigure): void {
  const known =
    typeof image === 'string'
      ? image.startsWith('<svg ')
      : image.length > 24 && Buffer.from(image.subarray(1, 4)).toString('latin1') === 'PNG';
  if (!known) {
    throw new UserError(`The image of "${caption}" is neither PNG bytes nor an SVG element.`);
  }
}

/** An SVG made ready to stand in a page beside others: ids of its own, a description, no namespaces. */
function inlineSvg(svg: string, alt: string, idPrefix: string): Html {
  const inside = svg
    .replace(/ xmlns(:\w+)?="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, (id) => idPrefix + id);
  return trusted(inside.replace('<svg', `<svg role="img" aria-label="${escapeHtml(alt)}"`));
}

function cell(value: string | number, tag: 'td' | 'th', numeric: boolean): Html {
  const text = typeof value === 'number' ? formatNumber(value) : value;
  const kind = numeric ? 'number' : 'text';
  return tag === 'th'
    ? html`<th scope="col" class="${kind}">${text}</th>`
    : html`<td class="${kind}">${text}</td>`;
}

/** Whether a column is set right: numbers, also with a spread or a unit, and gaps. */
function isNumeric(values: readonly (string | number)[]): boolean {
  const number = /^[−+-]?\d[\d.,]*(e[−+-]?\d+)?( ?[±%×].*)?$/;
  const gap = /^[–—-]?$/;
  return (
    values.some((value) => typeof value === 'number' || number.test(value)) &&
    values.every((value) => typeof value === 'number' || number.test(value) || gap.test(value))
  );
}

function renderTable({ columns, rows, caption }: ReportTable): Html {
  const numeric = columns.map((_, column) => isNumeric(rows.map((row) => row[column] ?? '')));
  return html`<div class="scroll"><table>
${caption ? html`<caption>${caption}</caption>` : undefined}
<thead><tr>${columns.map((name, column) => cell(name, 'th', numeric[column]!))}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${columns.map((_, column) => cell(row[column] ?? '', 'td', numeric[column]!))}</tr>\n`)}</tbody>
</table></div>
`;
}

function renderNetwork({ name, layers, total, trainable, nonTrainable }: NetworkSummary): Html {
  const sums: [string, number][] = [
    ['Parameters', total],
    ['trainable', trainable],
    ['not trainable', nonTrainable],
  ];
  return html`<h3>${name}</h3>
<div class="scroll"><table>
<thead><tr>${['Layer', 'Type', 'Output shape'].map((title) => cell(title, 'th', false))}${cell('Parameters', 'th', true)}</tr></thead>
<tbody>
${layers.map((layer) => html`<tr>${cell(layer.name, 'td', false)}${cell(layer.type, 'td', false)}${cell(layer.outputShape.join(' × '), 'td', false)}${cell(groupDigits(layer.params), 'td', true)}</tr>\n`)}</tbody>
<tfoot>
${sums.map(([label, count]) => html`<tr><td colspan="3">${label}</td>${cell(groupDigits(count), 'td', true)}</tr>\n`)}</tfoot>
</table></div>
`;
}

function groupDigits(count: number): string {
  return count.toLocaleString('en-US');
}

function isGroup(
  value: ConfigurationValue,
): value is { readonly [key: string]: ConfigurationValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plainValue(value: ConfigurationValue): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value;
  return JSON.stringify(value, null, 1).replace(/\s*\n\s*/g, ' ');
}

/** Single values first, then the groups, each as a list of its own. */
function renderConfiguration(group: { readonly [key: string]: ConfigurationValue }): Html {
  const entries = Object.entries(group).filter(([, value]) => value !== undefined);
  const single = entries.filter(([, value]) => !isGroup(value));
  return html`<dl class="configuration">
${single.map(([key, value]) => html`<div class="entry"><dt>${key}</dt><dd>${plainValue(value)}</dd></div>\n`)}${entries.map(
  ([key, value]) =>
    isGroup(value) &&
    html`<div class="group"><dt>${key}</dt><dd>${renderConfiguration(value)}</dd></div>\n`,
)}</dl>`;
}

function renderClosing(report: ReportContent): Part[] {
  const { networks, configuration, commands, environment } = report;
  const [networksId, configurationId, repeatId, environmentId] = CLOSING_IDS as [
    string,
    string,
    string,
    string,
  ];
  const parts: (Part & { empty: boolean })[] = [
    {
      id: networksId,
      title: 'Networks',
      body: html`${networks.map(renderNetwork)}`,
      empty: networks.length === 0,
    },
    {
      id: configurationId,
      title: 'Configuration',
      body: renderConfiguration(configuration),
      empty: Object.keys(configuration).length === 0,
    },
    {
      id: repeatId,
      title: 'How to repeat it',
      body: html`<pre><code>${commands.join('\n')}</code></pre>`,
      empty: commands.length === 0,
    },
    {
      id: environmentId,
      title: 'Environment',
      body: html`<ul class="environment">${environment.map((line) => html`<li>${line}</li>`)}</ul>`,
      empty: environment.length === 0,
    },
  ];
  return parts.filter(({ empty }) => !empty);
}
