/** Observable Plot, loaded when the first chart is drawn. */

import { use } from 'react';

export type PlotLibrary = typeof import('@observablehq/plot');

let library: Promise<PlotLibrary> | undefined;

/** Suspends until the library is there. */
export function usePlot(): PlotLibrary {
  library ??= import('@observablehq/plot');
  return use(library);
}
