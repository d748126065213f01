import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import { CodeText } from './code-text.tsx';

/** What went wrong: in the user's language where the page knows it, else as the server said it, in English. */
export function ErrorText({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (error instanceof ApiError && error.status === 0) {
    return (
      <span>
        <CodeText text={t('failure.unreachable')} />
      </span>
    );
  }
  return <span lang="en">{error instanceof Error ? error.message : String(error)}</span>;
}
