import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import { CodeText } from './code-text.tsx';

/** What went wrong: its kind in the user's language, and the details as the server said them, in English. */
export function ErrorText({ error }: { error: unknown }) {
  const { t, i18n } = useTranslation();
  if (error instanceof ApiError && error.status === 0) {
    return (
      <span>
        <CodeText text={t('failure.unreachable')} />
      </span>
    );
  }
  const kind: unknown =
    error instanceof ApiError && i18n.getResource(i18n.language, 'errors', error.code);
  return (
    <span>
      {typeof kind === 'string' && `${kind}: `}
      <span lang="en">{error instanceof Error ? error.message : String(error)}</span>
    </span>
  );
}
