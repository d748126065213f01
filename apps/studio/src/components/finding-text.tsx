import type { SaidText } from './finding-words.ts';

/** In its own language, which may be another than the page's. */
export function FindingText({ said }: { said: SaidText }) {
  return <span lang={said.lang}>{said.text}</span>;
}
