/** HTML as a value of its own, so that text cannot get into a page unescaped. */

export interface Html {
  readonly html: string;
}

type Part = Html | string | number | false | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return 'html' in part ? part.html : part.map(render).join('');
}

/** A template whose values are escaped unless they are HTML; arrays are joined, false is left out. */
export function html(literals: TemplateStringsArray, ...parts: Part[]): Html {
  return { html: literals.map((text, index) => text + render(parts[index])).join('') };
}

/** Text that is known to be safe HTML: made here, never by a user. */
export function trusted(text: string): Html {
  return { html: text };
}
