/** Sentences with places for values, so that another language can say the same of them. */

/** Names between double braces: 'the {{colour}} {{what}}' → 'colour' | 'what'. */
export type Slots<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Slots<Rest>
  : never;

/** Each part of a finding's text, by name. */
export type TextParts = Readonly<Record<string, string>>;

/** A value for every place in any of the parts. */
export type Values<Parts extends TextParts> = Readonly<
  Record<Slots<Parts[keyof Parts]>, string | number>
>;

export function fillText(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
}
