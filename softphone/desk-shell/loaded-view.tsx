import { Alert, Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import type { Refused } from '../api/refused.js';
import { useLanguage, useTexts } from './desk-context.js';
import { refusalWords } from './refusal-words.js';
import { shellTexts } from './shell-texts.js';
import type { Loaded } from './use-loaded.js';

interface Props<T> {
  readonly loaded: Loaded<T>;
  readonly reload: () => void;
  readonly children: (value: T) => ReactNode;
}

/** What was read, or that it comes, or why it does not; above what was read, why it could not be read again. */
export function LoadedView<T>({ loaded, reload, children }: Props<T>): ReactNode {
  const words = useTexts(shellTexts);
  switch (loaded.name) {
    case 'loading':
      return <Skeleton active title={false} paragraph={{ rows: 3 }} aria-label={words.loading} />;
    case 'failed':
      return <Failure error={loaded.error} reload={reload} />;
    case 'there':
      return (
        <>
          {loaded.error && <Failure error={loaded.error} reload={reload} />}
          {children(loaded.value)}
        </>
      );
  }
}

function Failure({ error, reload }: { readonly error: Refused; readonly reload: () => void }): ReactNode {
  const words = useTexts(shellTexts);
  const language = useLanguage();
  // An older engine has no such address.
  const missing = error.status === 404 && error.message.startsWith('there is no address');
  return (
    <Alert
      showIcon
      type={missing ? 'info' : 'error'}
      title={missing ? words.notAvailable : refusalWords(error, language)}
      action={
        <Button size="small" onClick={reload}>
          {words.retry}
        </Button>
      }
    />
  );
}
