/** Sentences with places for values, so that another language can say the same of them. */

/** Names between double braces: 'the {{colour}} {{what}}' → 'colour' | 'what'. */
type Slots<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Slots<Rest>
  : never;

/** A text in several parts, by name: what was seen, what to do. */
type TextParts = Readonly<Record<string, string>>;

/** A value for every place in any of the parts. */
export type Values<Parts extends TextParts> = Readonly<
  Record<Slots<Parts[keyof Parts]>, string | number>
>;

const fillText = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));

/** All parts of a text with their values in their places. */
export function fillTexts<Parts extends TextParts>(
  parts: Parts,
  values: Values<Parts>,
): { readonly [Part in keyof Parts]: string } {
  const filled = Object.entries(parts).map(([part, text]) => [part, fillText(text, values)]);
  return Object.fromEntries(filled) as { readonly [Part in keyof Parts]: string };
}
