/** What a report says. Every family of models fills the same record; its own matter goes in sections. */

export interface Reference {
  label: string;
  value: number;
}

/** One of the numbers that the report opens with. */
export interface Headline {
  label: string;
  value: number;
  /** Written after the value, for example "nats" or "%". */
  unit?: string | undefined;
  /** What a model that learned nothing reaches. */
  floor?: Reference | undefined;
  /** What no model can do better than, such as the entropy of the targets; stated, not judged. */
  limit?: Reference | undefined;
  /** What was published, or asked for. */
  target?: Reference | undefined;
  /** Which way is better. Default: lower, as for losses. */
  better?: 'lower' | 'higher' | undefined;
}

/** A configuration: values in groups, nested as deep as they are. */
export type ConfigurationValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly ConfigurationValue[]
  | { readonly [key: string]: ConfigurationValue };

export interface LayerRow {
  name: string;
  type: string;
  /** Without the batch axis. */
  outputShape: readonly number[];
  params: number;
}

export interface NetworkSummary {
  name: string;
  layers: readonly LayerRow[];
  total: number;
  trainable: number;
  nonTrainable: number;
}

export interface ReportFigure {
  /** The picture: PNG bytes, or an SVG element made by this package's charts (not escaped). */
  image: Uint8Array | string;
  /** For those who do not see the picture: what it shows. */
  alt: string;
  caption: string;
}

/** Numbers are set right, text left. */
export interface ReportTable {
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
  caption?: string | undefined;
}

export interface ReportSection {
  /** Letters, digits and hyphens; the anchor of the section. */
  id: string;
  title: string;
  paragraphs?: readonly string[] | undefined;
  figures?: readonly ReportFigure[] | undefined;
  table?: ReportTable | undefined;
}

export interface ReportContent {
  title: string;
  recipe: string;
  subtitle?: string | undefined;
  /** The paper that the model comes from. */
  paper?: string | undefined;
  /** ISO 8601. */
  createdAt: string;
  headlines: readonly Headline[];
  sections: readonly ReportSection[];
  networks: readonly NetworkSummary[];
  configuration: { readonly [key: string]: ConfigurationValue };
  /** Shell commands that repeat the run. */
  commands: readonly string[];
  /** What it ran on, a line each. */
  environment: readonly string[];
}
