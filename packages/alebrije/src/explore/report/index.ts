/** The report page of a run, from plain values to one HTML file. */
export type {
  ConfigurationValue,
  Headline,
  LayerRow,
  NetworkSummary,
  Reference,
  ReportContent,
  ReportFigure,
  ReportSection,
  ReportTable,
} from './content.ts';
export { renderReport } from './render.ts';
