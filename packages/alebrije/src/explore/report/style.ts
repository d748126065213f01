/** The report's style sheet, for screens light and dark, large and small, and for paper. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { FONT_FAMILY } from '../figures/theme.ts';

/** The Latin part of Inter (28 kB a weight) as data; other letters come from the reader's system. */
function fontFace(name: string, weight: number): string {
  const path = createRequire(import.meta.url).resolve(`inter-ui/web-latin/${name}-subset.woff2`);
  const data = readFileSync(path).toString('base64');
  return `@font-face{font-family:${FONT_FAMILY};font-weight:${weight};font-display:swap;src:url(data:font/woff2;base64,${data}) format("woff2")}`;
}

const RULES = `
:root {
  color-scheme: light dark;
  --paper: #fff; --raised: #f6f8fa; --ink: #1f2933; --muted: #5a6675; --line: #e3e7ec;
  --accent: #2f6db5; --good: #1a7f4b; --bad: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --raised: #1d232a; --ink: #e6eaef; --muted: #9aa7b6; --line: #313a45;
    --accent: #7fb2f0; --good: #5fd398; --bad: #ff8a80;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 17px/1.6 ${FONT_FAMILY}, system-ui, -apple-system, "Segoe UI", sans-serif;
}
main, header.page, footer { max-width: 1080px; margin: 0 auto; padding: 0 24px; }
header.page { padding-top: 64px; }
h1 { font-size: 40px; line-height: 1.15; letter-spacing: -0.02em; margin: 8px 0 12px; }
h2 { font-size: 27px; line-height: 1.25; letter-spacing: -0.01em; margin: 72px 0 16px; }
h3 { font-size: 18px; margin: 32px 0 8px; }
h1, h2, h3, th, dt, strong { font-weight: 600; }
h1, h2, p, figcaption, li, td { overflow-wrap: break-word; }
p { max-width: 70ch; margin: 0 0 16px; }
a { color: var(--accent); text-underline-offset: 3px; }
.recipe { color: var(--accent); font-weight: 600; margin: 0; }
.subtitle { font-size: 20px; color: var(--muted); }
.source { color: var(--muted); font-size: 15px; margin-bottom: 4px; }
.headlines {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 16px;
  margin: 40px 0 0; padding: 0; list-style: none;
}
.headlines > li { background: var(--raised); border-radius: 14px; padding: 20px 22px; }
.headlines .label { color: var(--muted); font-size: 15px; }
.headlines .value { font-size: 34px; font-weight: 600; line-height: 1.3; letter-spacing: -0.02em; }
.headlines .unit { font-size: 17px; font-weight: 400; color: var(--muted); letter-spacing: 0; }
.verdict { font-size: 15px; margin-top: 8px; line-height: 1.4; }
.verdict .mark { font-weight: 600; }
.reference { font-size: 14px; color: var(--muted); line-height: 1.4; }
.better .mark { color: var(--good); }
.worse .mark { color: var(--bad); }
nav { border-block: 1px solid var(--line); margin-top: 48px; padding: 18px 0; }
nav ol { columns: 3 200px; margin: 0; padding: 0; list-style: none; }
nav li { padding: 3px 0; break-inside: avoid; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
figure { margin: 28px 0 36px; }
.picture { background: #fff; border: 1px solid var(--line); border-radius: 14px; overflow: hidden; }
.picture img, .picture svg { display: block; width: 100%; height: auto; margin: 0 auto; }
figcaption { color: var(--muted); font-size: 15px; margin-top: 10px; max-width: 80ch; }
.scroll { overflow-x: auto; margin: 16px 0 28px; }
table { border-collapse: collapse; min-width: min(100%, 560px); font-size: 15px; font-variant-numeric: tabular-nums; }
caption { caption-side: bottom; text-align: left; color: var(--muted); padding-top: 10px; }
th, td { text-align: left; padding: 8px 20px 8px 0; border-bottom: 1px solid var(--line); }
th { color: var(--muted); white-space: nowrap; }
.number { text-align: right; padding: 8px 0 8px 20px; white-space: nowrap; }
tr > .number:first-child { padding-left: 0; }
.number + .text { padding-left: 28px; }
tfoot td { border-bottom: 0; padding-top: 3px; padding-bottom: 3px; }
tfoot tr:first-child td { padding-top: 12px; font-weight: 600; }
dl.configuration, dl.configuration dl { margin: 0; font-size: 15px; }
dl.configuration .entry {
  display: grid; grid-template-columns: minmax(140px, 260px) 1fr; gap: 4px 24px;
  padding: 7px 0; border-bottom: 1px solid var(--line);
}
dl.configuration .group { padding: 18px 0 4px; }
dl.configuration .group > dd { padding-left: 20px; border-left: 3px solid var(--line); }
dl.configuration .entry dt { font-weight: 400; color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
pre {
  background: var(--raised); border-radius: 12px; padding: 18px 20px; overflow-x: auto;
  font: 14px/1.6 ui-monospace, "SF Mono", Menlo, Consolas, monospace;
}
.environment { color: var(--muted); font-size: 15px; padding-left: 20px; }
footer { color: var(--muted); font-size: 14px; padding-top: 56px; padding-bottom: 56px; }
@media (max-width: 640px) {
  body { font-size: 16px; }
  main, header.page, footer { padding-inline: 16px; }
  header.page { padding-top: 32px; }
  h1 { font-size: 30px; }
  h2 { font-size: 23px; margin-top: 52px; }
  .headlines { margin-top: 28px; gap: 12px; }
  .picture { border-radius: 10px; overflow-x: auto; }
  .picture img, .picture svg { min-width: 600px; }
  dl.configuration .entry { grid-template-columns: 1fr 1fr; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --raised: #f6f8fa; --ink: #000; --muted: #444; --line: #ccc;
    --accent: #1f4e87; --good: #146339; --bad: #93201a;
  }
  body { font-size: 11pt; }
  header.page { padding-top: 0; }
  nav { display: none; }
  h2 { margin-top: 32px; break-after: avoid; }
  figure, tr, .headlines > li { break-inside: avoid; }
  .scroll { overflow: visible; }
  pre { white-space: pre-wrap; }
}
`;

/** The whole style sheet with its fonts. Reads the two font files; throws if they are missing. */
export function styleSheet(): string {
  return [fontFace('Inter-Regular', 400), fontFace('Inter-SemiBold', 600), RULES].join('\n');
}
