/** What was changed, how the run is called, and the button that starts it. */

import {
  ActionIcon,
  Alert,
  Button,
  Code,
  CopyButton,
  Group,
  Stack,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { IconCheck, IconCopy, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RecipeInfo } from '../../api/contract.ts';
import { ErrorText } from '../../components/error-text.tsx';
import { Panel } from '../../components/panel.tsx';
import { trainCommand } from '../../settings/changes.ts';
import { useSettingWords } from '../../settings/setting-words.ts';
import { useForm } from './form-context.ts';
import classes from './recipe-form.module.css';

interface StartPanelProps {
  readonly recipe: RecipeInfo;
  readonly like: string | undefined;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly onResetAll: () => void;
  readonly isStarting: boolean;
  readonly error: Error | null;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export function StartPanel(props: StartPanelProps) {
  const { recipe, like, changes, name, onName, onResetAll, isStarting, error } = props;
  const { t } = useTranslation(['newRun', 'shell']);
  const { issues } = useForm();
  const words = useSettingWords();
  const changed = Object.entries(changes);
  const isNameWrong = name !== '' && (!NAME.test(name) || name.endsWith('.'));
  return (
    <Panel>
      <Stack gap="md">
        <Group justify="space-between" gap="xs">
          <Text fw={650} size="sm" aria-live="polite">
            {t('changed', { count: changed.length })}
          </Text>
          {changed.length > 0 && (
            <Button variant="subtle" size="compact-xs" onClick={onResetAll}>
              {t('resetAll')}
            </Button>
          )}
        </Group>
        {like !== undefined && (
          <Text size="sm" c="dimmed">
            {t('like', { name: like })}
          </Text>
        )}
        {changed.length > 0 && (
          <dl style={{ margin: 0 }}>
            {changed.map(([path, value]) => (
              <div key={path} className={classes.change}>
                <dt>{path.split('.').map(words.label).join(' › ')}</dt>
                <dd>{words.value(value, path)}</dd>
              </div>
            ))}
          </dl>
        )}
        <TextInput
          label={t('name')}
          description={t('nameHelp', { example: `${recipe.name}-1` })}
          error={isNameWrong ? t('nameWrong') : undefined}
          value={name}
          onChange={({ currentTarget }) => onName(currentTarget.value)}
          autoComplete="off"
        />
        {error && (
          <Alert color="orange" title={t('refused')} role="alert">
            <ErrorText error={error} />
          </Alert>
        )}
        <Button
          type="submit"
          size="md"
          leftSection={<IconPlayerPlayFilled size={16} />}
          loading={isStarting}
          disabled={issues.size > 0 || isNameWrong}
        >
          {t('start')}
        </Button>
        {issues.size > 0 && (
          <Text size="sm" c="var(--mantine-color-orange-text)" aria-live="polite">
            {t('wrong', { count: issues.size })}
          </Text>
        )}
        <div>
          <Group justify="space-between" mb={4}>
            <Text size="xs" c="dimmed">
              {t('command')}
            </Text>
            <CopyCommand text={trainCommand(recipe.name, changes, name)} />
          </Group>
          <Code block className={classes.command}>
            {trainCommand(recipe.name, changes, name)}
          </Code>
        </div>
      </Stack>
    </Panel>
  );
}

function CopyCommand({ text }: { text: string }) {
  const { t } = useTranslation('shell');
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('copied') : t('copy')}>
          <ActionIcon
            variant="subtle"
            color={copied ? 'teal' : 'gray'}
            size="sm"
            aria-label={copied ? t('copied') : t('copy')}
            onClick={copy}
          >
            {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
