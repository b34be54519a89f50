import { PhoneOutlined } from '@ant-design/icons';
import { Button, Popover, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useConfiguration } from '../admin/use-configuration.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { wishes } from './contract.js';
import { hotlineTexts } from './hotline-texts.js';

interface Props {
  readonly number: string;
  /** Whose matter it is, if a queue. */
  readonly queue: string;
  readonly subject: string;
  /** Notes that it is on its way. */
  readonly arranged: () => Promise<void>;
  readonly done: () => void;
}

/** Has the caller called back: the next free agent of a queue is offered it, and their phone dials. */
export function CallBackButton({ number, queue, subject, arranged, done }: Props): ReactNode {
  const { client } = useDesk();
  const { wishes: words } = useTexts(hotlineTexts);
  const { queues } = useConfiguration();
  const attempt = useAttempt();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const wanted = chosen ?? (queues.some(({ id }) => id === queue) ? queue : queues[0]?.id);
  async function arrange(to: string): Promise<void> {
    const asked = await attempt(async () => {
      await wishes.callBack(client, { number, queue: to, subject });
      await arranged();
    }, words.assigned);
    setOpen(false);
    if (asked) done();
  }
  const content = (
    <div className="stack call-back">
      <Select
        aria-label={words.queue}
        value={wanted}
        options={queues.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={setChosen}
      />
      <span className="dim">{words.callBackHint}</span>
      <Button
        type="primary"
        disabled={wanted === undefined}
        onClick={() => wanted !== undefined && void arrange(wanted)}
      >
        {words.callBackGo}
      </Button>
    </div>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" title={words.callBackTitle} content={content}>
      <Button
        size="small"
        icon={<PhoneOutlined aria-hidden />}
        disabled={number === ''}
        aria-label={words.callBackItem(number)}
      >
        {words.callBack}
      </Button>
    </Popover>
  );
}
