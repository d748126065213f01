/** Numbers, times and sizes as the user's language, and region, write them. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { regionOf } from '../i18n/languages.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const UNKNOWN = '–';

export interface Format {
  /** Four significant digits. What is not known is a dash, here and below. */
  readonly value: (value: number | null | undefined) => string;
  /** Two decimals, always: a number that moves keeps its width. */
  readonly hundredths: (value: number) => string;
  readonly integer: (value: number | null) => string;
  /** 347,141 → 347 k. */
  readonly short: (value: number) => string;
  readonly percent: (share: number) => string;
  readonly duration: (seconds: number | null) => string;
  readonly ago: (iso: string) => string;
  readonly moment: (iso: string) => string;
  readonly bytes: (bytes: number) => string;
}

export function useFormat(): Format {
  const { t, i18n } = useTranslation('shell');
  const { language } = i18n;
  return useMemo(() => {
    const region = regionOf(language);
    const numberOf = (options: Intl.NumberFormatOptions) =>
      new Intl.NumberFormat(region, options).format;
    const significant = numberOf({ maximumSignificantDigits: 4 });
    const scientific = numberOf({ notation: 'scientific', maximumSignificantDigits: 3 });
    const integer = numberOf({ maximumFractionDigits: 0 });
    const short = numberOf({ notation: 'compact', maximumSignificantDigits: 3 });
    const hundredths = numberOf({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const tenth = numberOf({ maximumFractionDigits: 1 });
    const percent = numberOf({ style: 'percent', maximumFractionDigits: 0 });
    const moment = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' });
    const ago = new Intl.RelativeTimeFormat(region, { numeric: 'auto' });
    return {
      value: (value) => {
        if (value === null || value === undefined || Number.isNaN(value)) return UNKNOWN;
        const size = Math.abs(value);
        return size !== 0 && (size < 1e-4 || size >= 1e7) ? scientific(value) : significant(value);
      },
      hundredths,
      integer: (value) => (value === null ? UNKNOWN : integer(value)),
      short,
      percent,
      duration: (seconds) => {
        if (seconds === null || !Number.isFinite(seconds)) return UNKNOWN;
        const whole = Math.round(seconds);
        if (whole < MINUTE) {
          return t('seconds', { value: seconds < 10 ? tenth(seconds) : integer(seconds) });
        }
        if (whole < HOUR) {
          return t('minutes', { minutes: Math.floor(whole / MINUTE), seconds: whole % MINUTE });
        }
        return t('hours', {
          hours: Math.floor(whole / HOUR),
          minutes: Math.round((whole % HOUR) / MINUTE),
        });
      },
      ago: (iso) => {
        const seconds = (new Date(iso).getTime() - Date.now()) / 1000;
        const size = Math.abs(seconds);
        if (size < MINUTE) return ago.format(0, 'second');
        if (size < HOUR) return ago.format(Math.round(seconds / MINUTE), 'minute');
        if (size < DAY) return ago.format(Math.round(seconds / HOUR), 'hour');
        if (size < 30 * DAY) return ago.format(Math.round(seconds / DAY), 'day');
        return moment.format(new Date(iso));
      },
      moment: (iso) => moment.format(new Date(iso)),
      bytes: (bytes) => {
        const power = bytes < 1024 ? 0 : Math.min(3, Math.floor(Math.log(bytes) / Math.log(1024)));
        return `${tenth(bytes / 1024 ** power)} ${['B', 'kB', 'MB', 'GB'][power]}`;
      },
    };
  }, [t, language]);
}
