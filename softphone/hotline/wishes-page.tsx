import { CheckOutlined, ClockCircleOutlined, ReloadOutlined } from '@ant-design/icons';
import { Button, Card, Input, Popover, Segmented, Table, type TableColumnsType } from 'antd';
import { useState, type ReactNode } from 'react';
import { adminTexts } from '../admin/admin-texts.js';
import { useLanguage, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { ToneTag } from '../desk-shell/tone-tag.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import type { Loaded } from '../desk-shell/use-loaded.js';
import { formatDateTime } from '../i18n/format.js';
import { CallBackButton } from './call-back-button.js';
import { hotlineTexts } from './hotline-texts.js';

/** What a caller left behind for somebody to deal with. */
export interface Wish {
  readonly call: string;
  readonly at: number;
  readonly done: { readonly by: string; readonly at: number; readonly note: string } | null;
}

interface Props<T extends Wish> {
  readonly title: string;
  readonly note: string;
  readonly none: string;
  readonly loaded: Loaded<readonly T[]>;
  readonly reload: () => void;
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
  readonly keyOf: (wish: T) => string;
  readonly columns: TableColumnsType<T>;
  readonly numberOf: (wish: T) => string;
  readonly queueOf: (wish: T) => string;
  readonly subject: string;
  readonly finish: (wish: T, note: string) => Promise<void>;
}

/** Wishes of callers: called back by click, or marked as done with what was done. */
export function WishesPage<T extends Wish>(props: Props<T>): ReactNode {
  const { title, note, none, loaded, reload, open, setOpen, keyOf, columns, numberOf, queueOf } = props;
  const { wishes: words } = useTexts(hotlineTexts);
  const admin = useTexts(adminTexts);
  const language = useLanguage();
  const all: TableColumnsType<T> = [
    { title: words.at, render: (_, { at }) => formatDateTime(at, language) },
    ...columns,
    { title: words.state, render: (_, { done }) => <WishState done={done} /> },
    {
      title: admin.actions,
      render: (_, wish) =>
        wish.done === null && (
          <div className="row row-tight">
            <CallBackButton
              number={numberOf(wish)}
              queue={queueOf(wish)}
              subject={props.subject}
              arranged={() => props.finish(wish, words.callBackNote)}
              done={reload}
            />
            <FinishButton number={numberOf(wish)} finish={(said) => props.finish(wish, said)} done={reload} />
          </div>
        ),
    },
  ];
  return (
    <Card
      size="small"
      title={<h2>{title}</h2>}
      extra={
        <div className="row card-tools">
          <Segmented<boolean>
            aria-label={words.state}
            value={open}
            options={[
              { value: true, label: words.open },
              { value: false, label: words.all },
            ]}
            onChange={setOpen}
          />
          <Button icon={<ReloadOutlined aria-hidden />} aria-label={admin.refresh} onClick={reload} />
        </div>
      }
    >
      <p className="card-note">{note}</p>
      <LoadedView loaded={loaded} reload={reload}>
        {(items) => (
          <Table<T>
            size="small"
            rowKey={keyOf}
            locale={{ emptyText: none }}
            dataSource={[...items]}
            scroll={{ x: 'max-content' }}
            pagination={{
              ...{
                defaultPageSize: 15,
                pageSizeOptions: [15, 50, 100],
                hideOnSinglePage: true,
                size: 'small',
              },
              showTotal: admin.total,
            }}
            columns={all}
          />
        )}
      </LoadedView>
    </Card>
  );
}

function WishState({ done }: Pick<Wish, 'done'>): ReactNode {
  const { wishes: words } = useTexts(hotlineTexts);
  const language = useLanguage();
  if (done === null)
    return (
      <ToneTag tone="warning" icon={<ClockCircleOutlined />}>
        {words.waiting}
      </ToneTag>
    );
  return (
    <ToneTag tone="good" icon={<CheckOutlined />} title={formatDateTime(done.at, language)}>
      {[words.done(done.by), done.note].filter(Boolean).join(' · ')}
    </ToneTag>
  );
}

interface FinishProps {
  readonly number: string;
  readonly finish: (note: string) => Promise<void>;
  readonly done: () => void;
}

function FinishButton({ number, finish, done }: FinishProps): ReactNode {
  const { wishes: words } = useTexts(hotlineTexts);
  const attempt = useAttempt();
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState('');
  async function end(): Promise<void> {
    const ended = await attempt(() => finish(note.trim()), words.finished);
    setOpen(false);
    if (ended) done();
  }
  const content = (
    <div className="stack call-back">
      <Input.TextArea
        rows={2}
        maxLength={500}
        aria-label={words.note}
        placeholder={words.note}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <Button type="primary" onClick={() => void end()}>
        {words.finish}
      </Button>
    </div>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" title={words.finish} content={content}>
      <Button size="small" icon={<CheckOutlined aria-hidden />} aria-label={words.finishItem(number)}>
        {words.finish}
      </Button>
    </Popover>
  );
}
