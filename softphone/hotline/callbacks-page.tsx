import { useCallback, useState, type ReactNode } from 'react';
import { useDesk, useQueueName, useTexts } from '../desk-shell/desk-context.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { wishes, type CallbackRequest } from './contract.js';
import { hotlineTexts } from './hotline-texts.js';
import { WishesPage } from './wishes-page.js';

/** Callers who asked a flow to be called back. */
export default function CallbacksPage(): ReactNode {
  const { client } = useDesk();
  const { sections, wishes: words } = useTexts(hotlineTexts);
  const queueName = useQueueName();
  const [open, setOpen] = useState(true);
  const [loaded, reload] = useLoaded(useCallback(() => wishes.callbacks(client, open), [client, open]));
  return (
    <WishesPage<CallbackRequest>
      {...{ title: sections.callbacks, note: words.callbacksNote, none: words.noCallbacks }}
      {...{ loaded, reload, open, setOpen }}
      keyOf={({ call, seq }) => `${call} ${seq}`}
      columns={[
        { title: words.number, dataIndex: 'number' },
        { title: words.queue, render: (_, { queue }) => queueName(queue) },
      ]}
      numberOf={({ number }) => number}
      queueOf={({ queue }) => queue}
      subject={words.callBackSubject.callback}
      finish={(wish, note) => wishes.callbackDone(client, wish, note)}
    />
  );
}
