/** Controls of what samples and fills have in common: the class, and how a diffusion is solved. */

import { NativeSelect, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Capabilities } from '../../../api/contract.ts';
import { useDatasetWords } from '../../../components/dataset-words.ts';
import { Term } from '../../../terms/term.tsx';
import { NumberSetting, ShareSetting } from './setting-inputs.tsx';
import { MOST_GUIDANCE, type SampleSettings, withSolver } from './settings.ts';

type Common = Pick<SampleSettings, 'class' | 'solver' | 'steps' | 'eta' | 'guidance'>;

interface CommonProps<Settings extends Common> {
  readonly settings: Settings;
  readonly capabilities: Capabilities;
  readonly onChange: (settings: Settings) => void;
}

/** Names of classes by their labels, in the user's language. */
export function useClassName({ classes }: Capabilities): (label: number) => string {
  const words = useDatasetWords();
  return (label) => words.className(classes?.names[label] ?? String(label));
}

interface ClassProps<Settings extends Common> extends CommonProps<Settings> {
  /** What no choice means. */
  readonly none: string;
}

export function ClassSetting<Settings extends Common>(props: ClassProps<Settings>) {
  const { settings, capabilities, none, onChange } = props;
  const { t } = useTranslation('generate');
  const className = useClassName(capabilities);
  const { classes } = capabilities;
  if (!classes) return null;
  return (
    <NativeSelect
      size="sm"
      label={t('class.label')}
      value={settings.class ?? ''}
      data={[
        { value: '', label: none },
        ...classes.trained.map((label) => ({ value: String(label), label: className(label) })),
      ]}
      onChange={({ currentTarget: { value } }) => {
        const { class: _, ...rest } = settings;
        onChange((value === '' ? rest : { ...rest, class: Number(value) }) as Settings);
      }}
    />
  );
}

interface SolverProps<Settings extends Common> extends CommonProps<Settings> {
  /** Of ddim, when it is chosen. */
  readonly usualEta: number;
}

export function SolverSetting<Settings extends Common>(props: SolverProps<Settings>) {
  const { settings, capabilities, usualEta, onChange } = props;
  const { t, i18n } = useTranslation('generate');
  const { denoising } = capabilities;
  const { solver, steps, eta, guidance } = settings;
  if (!denoising || solver === undefined) return null;
  const solverName = (name: string) =>
    i18n.exists(`solver.names.${name}`, { ns: 'generate' })
      ? t(`solver.names.${name as 'ddim'}`)
      : name;
  return (
    <>
      <Stack gap={4}>
        <Text size="sm" fw={550} component="div">
          <Term name="solver">{t('solver.label')}</Term>
        </Text>
        <NativeSelect
          size="sm"
          aria-label={t('solver.label')}
          value={solver}
          data={denoising.solvers.map((value) => ({ value, label: solverName(value) }))}
          onChange={({ currentTarget: { value } }) =>
            onChange(withSolver(settings, value, usualEta))
          }
        />
      </Stack>
      {steps !== undefined && (
        <NumberSetting
          label={t('steps')}
          heading={<Term name="solverSteps">{t('steps')}</Term>}
          value={steps}
          least={1}
          most={denoising.times}
          onChange={(next) => onChange({ ...settings, steps: next })}
        />
      )}
      {eta !== undefined && (
        <ShareSetting
          label={t('eta')}
          heading={<Term name="eta">{t('eta')}</Term>}
          value={eta}
          least={0}
          most={1}
          step={0.05}
          onChange={(next) => onChange({ ...settings, eta: next })}
        />
      )}
      {guidance !== undefined && (
        <ShareSetting
          label={t('guidance')}
          heading={<Term name="guidance">{t('guidance')}</Term>}
          value={guidance}
          least={0}
          most={MOST_GUIDANCE}
          step={0.25}
          onChange={(next) => onChange({ ...settings, guidance: next })}
        />
      )}
    </>
  );
}
