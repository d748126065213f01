/** What the doctor says, in the user's language; the server's own words are English. */

import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { findings } from '../i18n/en/findings.ts';

interface KnownFinding {
  readonly kind?: string | undefined;
  readonly values?: Readonly<Record<string, string | number>> | undefined;
}

type Group = keyof typeof findings;
type Part<Name extends Group> = keyof (typeof findings)[Name][string];

export interface SaidText {
  readonly text: string;
  /** Of the text, for the attribute. */
  readonly lang: string;
}

/** Says a part of a finding; English where nothing else is known. */
export function useFindingWords<Name extends Group>(
  group: Name,
): (finding: KnownFinding, part: Part<Name>, english: string) => SaidText {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useCallback(
    ({ kind, values = {} }, part, english) => {
      const key = [group, kind, part].join('.');
      const own: unknown = kind && i18n.getResource(language, 'findings', key);
      if (typeof own !== 'string') return { text: english, lang: 'en' };
      return {
        text: i18n.services.interpolator.interpolate(own, values, language, {}),
        lang: language,
      };
    },
    [group, i18n, language],
  );
}
