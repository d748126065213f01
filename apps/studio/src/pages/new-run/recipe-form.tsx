/** The settings of a run that is to start, made from the recipe's schema. */

import { Anchor, Button, Code, Collapse, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowLeft, IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { RecipeInfo, RunName } from '../../api/contract.ts';
import { useStartRun } from '../../api/mutations.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Panel } from '../../components/panel.tsx';
import { useRecipeText } from '../../components/recipe-text.ts';
import { changedSettings, pathOfMessage, type Values, withValue } from '../../settings/changes.ts';
import { checkEntries } from './check.ts';
import { FieldInput } from './field-input.tsx';
import { readEntries } from './fields.ts';
import { FormProvider, type FormState } from './form-context.ts';
import { Entries } from './object-input.tsx';
import classes from './recipe-form.module.css';
import { type Section, sectionsOf } from './sections.ts';
import { StartPanel } from './start-panel.tsx';

interface RecipeFormProps {
  readonly recipe: RecipeInfo;
  /** The run whose settings the form begins with. */
  readonly like: RunName | undefined;
  readonly settings: Values;
}

export function RecipeForm({ recipe, like, settings }: RecipeFormProps) {
  const { t } = useTranslation('newRun');
  const [, navigate] = useLocation();
  const { title, description } = useRecipeText()(recipe);
  const start = useStartRun();
  const { defaults } = recipe;
  const [values, setValues] = useState<Values>({ ...defaults, ...settings });
  const [name, setName] = useState('');

  const entries = useMemo(() => readEntries(recipe.schema), [recipe]);
  const sections = useMemo(() => sectionsOf(entries), [entries]);
  const issues = useMemo(() => checkEntries(entries, values), [entries, values]);
  const changes = useMemo(() => changedSettings(defaults, values), [defaults, values]);
  const refusals = useMemo(() => {
    const path = start.error && pathOfMessage(start.error.message, values);
    return new Map(path && start.error ? [[path, start.error.message]] : []);
  }, [start.error, values]);

  const form: FormState = {
    values,
    defaults,
    issues,
    refusals,
    codecs: recipe.codecs ?? [],
    Input: FieldInput,
    set: (path, value) => {
      setValues((before) => withValue(before, path, value));
      start.reset();
    },
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (issues.size > 0) return;
    start.mutate(
      { recipe: recipe.name, settings: changes as never, ...(name !== '' && { name }) },
      {
        onSuccess: (started) => {
          notifications.show({ message: t('started', { name: started.name }) });
          navigate(`/runs/${encodeURIComponent(started.name)}`);
        },
      },
    );
  };

  return (
    <form onSubmit={submit} noValidate>
      <Anchor component={Link} href="/new" size="sm" className={classes.back}>
        <IconArrowLeft size={15} /> {t('back')}
      </Anchor>
      <PageHeader title={title} text={description} />
      <FormProvider value={form}>
        <div className={classes.columns}>
          <Stack gap="md" miw={0}>
            {sections.map((section) => (
              <SectionPanel key={section.name} section={section} />
            ))}
          </Stack>
          <aside className={classes.aside}>
            <StartPanel
              recipe={recipe}
              like={like?.name}
              changes={changes}
              name={name}
              onName={(next) => {
                setName(next);
                start.reset();
              }}
              onResetAll={() => setValues(defaults)}
              isStarting={start.isPending}
              error={start.error}
            />
            <Text size="xs" c="dimmed" mt="sm">
              {t('source')}: <span lang="en">{recipe.source}</span>
            </Text>
            <Text size="xs" c="dimmed" mt={4}>
              <Code>{recipe.name}</Code> {t('choose.row', { row: recipe.row })}
            </Text>
          </aside>
        </div>
      </FormProvider>
    </form>
  );
}

function SectionPanel({ section }: { section: Section }) {
  const { t } = useTranslation('newRun');
  const [isOpen, setOpen] = useState(false);
  const { name, main, more } = section;
  if (main.length + more.length === 0) return null;
  return (
    <Panel>
      <Title order={2} size="h3">
        {t(`sections.${name}`)}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t(`sectionHelp.${name}`)}
      </Text>
      <Entries entries={main} prefix="" />
      {more.length > 0 && (
        <>
          <Collapse expanded={isOpen}>
            <div className={classes.more}>
              <Entries entries={more} prefix="" />
            </div>
          </Collapse>
          <Button
            mt="md"
            ml={-8}
            variant="subtle"
            size="compact-sm"
            aria-expanded={isOpen}
            rightSection={isOpen ? <IconChevronUp size={15} /> : <IconChevronDown size={15} />}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? t('fewer') : t('more')}
          </Button>
        </>
      )}
    </Panel>
  );
}
