import { useCallback, useState, type ReactNode } from 'react';
import { callTexts } from '../admin/call-texts.js';
import { useDesk, useQueueName, useTexts } from '../desk-shell/desk-context.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { wishes, type Voicemail } from './contract.js';
import { hotlineTexts } from './hotline-texts.js';
import { WishesPage } from './wishes-page.js';

/** Messages that callers left (留言). */
export default function VoicemailsPage(): ReactNode {
  const { client } = useDesk();
  const { sections, wishes: words } = useTexts(hotlineTexts);
  const call = useTexts(callTexts);
  const queueName = useQueueName();
  const [open, setOpen] = useState(true);
  const [loaded, reload] = useLoaded(useCallback(() => wishes.voicemails(client, open), [client, open]));
  return (
    <WishesPage<Voicemail>
      {...{ title: sections.voicemails, note: words.voicemailsNote, none: words.noVoicemails }}
      {...{ loaded, reload, open, setOpen }}
      keyOf={({ id }) => id}
      columns={[
        { title: words.caller, dataIndex: 'caller' },
        { title: words.mailbox, render: (_, { mailbox }) => queueName(mailbox) },
        {
          title: words.length,
          align: 'right',
          render: (_, { durationMs }) => durationMs !== null && (durationMs / 1000).toFixed(1),
        },
        {
          title: words.listen,
          // Nothing is fetched, and so noted, before it is played.
          render: (_, message) => (
            <audio
              controls
              preload="none"
              className="message-sound"
              aria-label={`${call.player} ${message.caller}`}
              src={`/api/recordings/${encodeURIComponent(message.call)}?id=${encodeURIComponent(message.id)}`}
            />
          ),
        },
      ]}
      numberOf={({ caller }) => caller}
      queueOf={({ mailbox }) => mailbox}
      subject={words.callBackSubject.voicemail}
      finish={(wish, note) => wishes.voicemailDone(client, wish, note)}
    />
  );
}
