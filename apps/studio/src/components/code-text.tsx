import { Code } from '@mantine/core';

/** A text of the server in which `such parts` are code. */
export function CodeText({ text }: { text: string }) {
  return text.split('`').map((part, place) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text keep their places
    place % 2 === 0 ? part : <Code key={place}>{part}</Code>,
  );
}
