/** The settings that made something, as the server tells them. */

import { useTranslation } from 'react-i18next';
import type { Capabilities, UseResults } from '../../../api/contract.ts';
import { useFormat } from '../../../components/format.ts';
import classes from './generate.module.css';
import { useClassName } from './solver-settings.tsx';

interface SettingFactsProps {
  readonly settings: UseResults['sample']['settings'];
  readonly capabilities: Capabilities;
  readonly epoch: number;
  /** Of this one sample. */
  readonly label?: number | undefined;
}

const SHOWN = [
  'seed',
  'truncation',
  'solver',
  'steps',
  'eta',
  'guidance',
  'resample',
  'image',
] as const;

export function SettingFacts({ settings, capabilities, epoch, label }: SettingFactsProps) {
  const { t } = useTranslation('generate');
  const format = useFormat();
  const className = useClassName(capabilities);
  const rows = SHOWN.flatMap((name) => {
    const value = settings[name];
    if (value === undefined) return [];
    const isId = name === 'seed' || name === 'image' || typeof value === 'string';
    return [[t(`facts.${name}`), isId ? String(value) : format.value(value)] as const];
  });
  return (
    <dl className={classes.facts}>
      {label !== undefined && (
        <>
          <dt>{t('class.label')}</dt>
          <dd>{className(label)}</dd>
        </>
      )}
      {rows.map(([name, value]) => (
        <Fact key={name} name={name} value={value} />
      ))}
      <Fact name={t('facts.epoch')} value={String(epoch)} />
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="numbers">{value}</dd>
    </>
  );
}
