/** How an archive is to be read, and under which name it is kept. */

import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDatasets } from '../../api/queries.ts';
import { useFormat } from '../../components/format.ts';
import type { ImportOptions } from './upload.ts';

interface ImportFormProps {
  readonly file: File;
  readonly onStart: (options: ImportOptions) => void;
  readonly onCancel: () => void;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/;
const SIZES = { least: 4, most: 512 };

/** 'My photos (2).zip' → 'My-photos-2'. */
function nameOfFile(file: string): string {
  const name = file.replace(/\.zip$/i, '').replaceAll(/[^A-Za-z0-9_-]+/g, '-');
  return name.replaceAll(/^-+|-+$/g, '').slice(0, 60);
}

export function ImportForm({ file, onStart, onCancel }: ImportFormProps) {
  const { t } = useTranslation(['data', 'shell']);
  const format = useFormat();
  const { data: datasets = [] } = useDatasets();
  const [name, setName] = useState(nameOfFile(file.name));
  const [size, setSize] = useState<string | number>('');
  const [colours, setColours] = useState<string>('asFound');
  const [isReplacing, setReplacing] = useState(false);
  const isNameWrong = !NAME.test(name);
  const isTaken = datasets.some((dataset) => dataset.imported && dataset.name === name);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isNameWrong) return;
    onStart({
      name,
      ...(typeof size === 'number' && { size }),
      ...(colours !== 'asFound' && { colours: colours as 'grey' | 'colour' }),
      ...(isTaken && isReplacing && { replace: 'true' as const }),
    });
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('import.chosen', { file: file.name, size: format.bytes(file.size) })}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <TextInput
            label={t('import.name')}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            error={isNameWrong ? t('import.nameWrong') : undefined}
            autoComplete="off"
          />
          <NumberInput
            label={t('import.size')}
            description={t('import.sizeHelp')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={size}
            onChange={setSize}
            min={SIZES.least}
            max={SIZES.most}
            allowDecimal={false}
          />
          <Select
            label={t('import.colours')}
            data={(['asFound', 'grey', 'colour'] as const).map((value) => ({
              value,
              label: t(`import.${value}`),
            }))}
            value={colours}
            onChange={(value) => setColours(value ?? 'asFound')}
            allowDeselect={false}
          />
        </SimpleGrid>
        {isTaken && (
          <Checkbox
            label={t('import.replace')}
            checked={isReplacing}
            onChange={({ currentTarget }) => setReplacing(currentTarget.checked)}
          />
        )}
        <Group>
          <Button type="submit" disabled={isNameWrong || (isTaken && !isReplacing)}>
            {t('import.start')}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {t('shell:cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
