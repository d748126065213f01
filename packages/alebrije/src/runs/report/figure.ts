/** How sections put pictures and numbers on the page. */

import type { ReportFigure } from '../../explore/report/index.ts';
import type { Picture } from '../pictures/picture.ts';

export function figure({ png }: Picture, alt: string, caption: string): ReportFigure {
  return { image: png, alt, caption };
}

/** 0.5 → '50 %'; shares below a tenth with one decimal. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}
