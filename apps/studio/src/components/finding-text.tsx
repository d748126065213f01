/** What the doctor says, in the user's language; the server's own words are English. */

import { useTranslation } from 'react-i18next';
import type { findings } from '../i18n/en/findings.ts';

type Group = keyof typeof findings;

interface FindingTextProps<Name extends Group> {
  /** What the doctor has looked at. */
  readonly group: Name;
  readonly finding: {
    readonly kind?: string | undefined;
    readonly values?: Readonly<Record<string, string | number>> | undefined;
  };
  readonly part: keyof (typeof findings)[Name][string];
  /** The same part as the server says it: for kinds that the page has no words for. */
  readonly english: string;
}

export function FindingText<Name extends Group>(props: FindingTextProps<Name>) {
  const { group, finding, part, english } = props;
  const { i18n } = useTranslation();
  const { language } = i18n;
  const { kind, values = {} } = finding;
  const own: unknown =
    kind && i18n.getResource(language, 'findings', [group, kind, part].join('.'));
  if (typeof own !== 'string') return <span lang="en">{english}</span>;
  return <span>{i18n.services.interpolator.interpolate(own, values, language, {})}</span>;
}
