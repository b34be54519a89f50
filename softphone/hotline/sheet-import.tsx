import { DownloadOutlined, FileTextOutlined, UploadOutlined } from '@ant-design/icons';
import { Alert, Button, Drawer, Spin, Table } from 'antd';
import { useState, type ReactNode } from 'react';
import { useDesk, useLanguage, useTexts } from '../desk-shell/desk-context.js';
import { refusalWords } from '../desk-shell/refusal-words.js';
import { shellTexts } from '../desk-shell/shell-texts.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { importSheet, type ImportAnswer } from './contract.js';
import { FileButton } from './file-button.js';
import { hotlineTexts } from './hotline-texts.js';
import { saveFile } from './save-file.js';

interface Sheet {
  /** What it holds, in words. */
  readonly what: string;
  readonly columns: string;
  /** Addresses of the interface. */
  readonly importPath: string;
  readonly exportPath: string;
  readonly query?: Readonly<Record<string, number>>;
  /** Name of the file that is given out. */
  readonly name: string;
  readonly sample?: () => Blob;
}

interface Props {
  readonly sheet: Sheet;
  /** Undefined: for who may look and not change. */
  readonly imported: (() => void) | undefined;
}

/** A table out to a spreadsheet, and in again. */
export function SheetButtons({ sheet, imported }: Props): ReactNode {
  const { client } = useDesk();
  const { sheet: words } = useTexts(hotlineTexts);
  const attempt = useAttempt();
  const [open, setOpen] = useState(false);
  const give = (): Promise<boolean> =>
    attempt(async () =>
      saveFile(await client.http.fetch('GET', sheet.exportPath, undefined, sheet.query), sheet.name),
    );
  return (
    <>
      {imported && (
        <Button icon={<UploadOutlined aria-hidden />} onClick={() => setOpen(true)}>
          {words.import}
        </Button>
      )}
      <Button icon={<DownloadOutlined aria-hidden />} onClick={() => void give()}>
        {words.export}
      </Button>
      {open && (
        <ImportDrawer
          sheet={sheet}
          close={() => setOpen(false)}
          done={() => {
            setOpen(false);
            imported?.();
          }}
        />
      )}
    </>
  );
}

interface Chosen {
  readonly file: File;
  /** Absent while it is checked. */
  readonly answer?: ImportAnswer;
}

function ImportDrawer(props: {
  readonly sheet: Sheet;
  readonly close: () => void;
  readonly done: () => void;
}): ReactNode {
  const { sheet, close, done } = props;
  const { client } = useDesk();
  const { sheet: words } = useTexts(hotlineTexts);
  const shell = useTexts(shellTexts);
  const attempt = useAttempt();
  const [chosen, setChosen] = useState<Chosen>();
  const [saving, setSaving] = useState(false);
  const address = { path: sheet.importPath, ...(sheet.query && { query: sheet.query }) };

  async function check(file: File): Promise<void> {
    setChosen({ file });
    const checked = await attempt(async () =>
      setChosen({ file, answer: await importSheet(client, address, file, true) }),
    );
    if (!checked) setChosen(undefined);
  }

  async function apply(file: File): Promise<void> {
    setSaving(true);
    let answer: ImportAnswer | undefined;
    const sent = await attempt(async () => {
      answer = await importSheet(client, address, file, false);
    });
    setSaving(false);
    // What was right when it was checked may be wrong now: a flow was taken away meanwhile.
    if (answer && answer.errors.length > 0) setChosen({ file, answer });
    else if (sent) done();
  }

  const answer = chosen?.answer;
  const isRight = answer !== undefined && answer.errors.length === 0 && answer.rows > 0;
  return (
    <Drawer
      open
      size={620}
      title={words.title(sheet.what)}
      onClose={close}
      footer={
        <div className="row">
          <Button
            type="primary"
            disabled={!isRight}
            loading={saving}
            onClick={() => chosen && void apply(chosen.file)}
          >
            {isRight ? words.apply(answer.rows) : words.import}
          </Button>
          <Button onClick={close}>{shell.cancel}</Button>
        </div>
      }
    >
      <div className="stack">
        <p className="card-note">
          {words.form} {words.columns(sheet.columns)}
        </p>
        <div className="row">
          <FileButton
            label={words.choose}
            accept=".xlsx,.csv"
            icon={<FileTextOutlined aria-hidden />}
            chosen={(file) => void check(file)}
          />
          {sheet.sample && (
            <Button onClick={() => sheet.sample && saveFile(sheet.sample(), `sample-${sheet.name}`)}>
              {words.sample}
            </Button>
          )}
          <span>{chosen?.file.name}</span>
        </div>
        <div aria-live="polite">
          {chosen && (answer ? <ImportJudgement answer={answer} /> : <Spin description={words.checking} />)}
        </div>
      </div>
    </Drawer>
  );
}

/** What is wrong with a spreadsheet, cell by cell. */
function ImportJudgement({ answer }: { readonly answer: ImportAnswer }): ReactNode {
  const { sheet: words } = useTexts(hotlineTexts);
  const language = useLanguage();
  const { rows, errors } = answer;
  const names: Readonly<Record<string, string>> = words.names;
  if (rows === 0) return <Alert showIcon type="warning" title={words.empty} />;
  if (errors.length === 0) return <Alert showIcon type="success" title={words.right(rows)} />;
  return (
    <div className="stack">
      <Alert showIcon type="error" title={words.wrong(errors.length, rows)} />
      <Table
        size="small"
        className="sheet-errors"
        rowKey={({ row, column, reason }) => `${row} ${column} ${reason}`}
        dataSource={[...errors]}
        pagination={{ pageSize: 20, hideOnSinglePage: true, size: 'small' }}
        columns={[
          { title: words.row, dataIndex: 'row', width: 64 },
          { title: words.column, width: 110, render: (_, { column }) => names[column] ?? column },
          {
            title: words.reason,
            // English as it is: it may begin with what stands in the cell.
            render: (_, { reason }) =>
              language === 'en'
                ? reason
                : refusalWords({ code: 'request.invalid', message: reason, where: '' }, language),
          },
        ]}
      />
    </div>
  );
}
