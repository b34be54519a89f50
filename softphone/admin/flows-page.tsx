import { PlusOutlined, ReloadOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Input, Table } from 'antd';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import type { EngineEvent } from '../../engine/control.js';
import type { FlowView } from '../api/client.js';
import { useDesk, useLanguage, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { formatRoute } from '../desk-shell/route.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { goTo } from '../desk-shell/use-route.js';
import { flowTexts } from '../flows/flow-texts.js';
import { formatDateTime } from '../i18n/format.js';
import { adminTexts } from './admin-texts.js';

type Refusal = Extract<EngineEvent, { type: 'flow.refused' }>;

/** Flows in force; each opens in its editor. */
export default function FlowsPage(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(adminTexts);
  const language = useLanguage();
  const attempt = useAttempt();
  const [loaded, reload] = useLoaded(useCallback(() => client.flows(), [client]));
  const refusals = useRefusals(reload);
  const again = async (): Promise<void> => {
    await attempt(() => client.reloadFlows(), words.flows.reloaded);
    reload();
  };
  return (
    <Card
      size="small"
      title={<h2>{words.sections.flows}</h2>}
      extra={
        <div className="row">
          <NewFlow />
          <Button icon={<ReloadOutlined aria-hidden />} onClick={() => void again()}>
            {words.flows.reload}
          </Button>
        </div>
      }
    >
      <div className="stack">
        <div aria-live="assertive">
          {refusals.length > 0 && (
            <Alert
              showIcon
              type="error"
              title={words.flows.refused}
              description={refusals.map(({ file, errors }) => (
                <div key={file}>
                  <strong>{file}</strong>
                  <ul>
                    {errors.map((error) => (
                      <li key={error}>{error}</li>
                    ))}
                  </ul>
                </div>
              ))}
            />
          )}
        </div>
        <LoadedView loaded={loaded} reload={reload}>
          {(flows) => (
            <Table<FlowView>
              size="small"
              rowKey="name"
              pagination={false}
              dataSource={[...flows]}
              columns={[
                {
                  title: words.flows.name,
                  render: (_, { name }) => <a href={formatRoute(['admin', 'flows', name])}>{name}</a>,
                },
                { title: words.flows.version, dataIndex: 'version' },
                { title: words.flows.file, dataIndex: 'file' },
                { title: words.flows.loadedAt, render: (_, flow) => formatDateTime(flow.loadedAt, language) },
              ]}
            />
          )}
        </LoadedView>
      </div>
    </Card>
  );
}

/** A flow begins in the editor, as a draft. */
function NewFlow(): ReactNode {
  const words = useTexts(flowTexts);
  const [name, setName] = useState('');
  const isName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(name);
  const make = (): void => {
    if (isName) goTo(['admin', 'flows', name]);
  };
  return (
    <div className="row row-tight">
      <Input
        aria-label={words.createHint}
        placeholder={words.createName}
        title={words.createHint}
        maxLength={64}
        value={name}
        {...(name !== '' && !isName && { status: 'error' as const })}
        onChange={({ target }) => setName(target.value)}
        onPressEnter={make}
      />
      <Button icon={<PlusOutlined aria-hidden />} disabled={!isName} onClick={make}>
        {words.create}
      </Button>
    </div>
  );
}

/** Files that were refused while the page is open; one that was mended since leaves the list. */
function useRefusals(changed: () => void): readonly Refusal[] {
  const { feed } = useSignedIn();
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  useEffect(
    () =>
      feed.events.on((event) => {
        if (event.type === 'flow.refused') {
          setRefusals((before) => [...before.filter((one) => one.file !== event.file), event]);
        } else if (event.type === 'flow.loaded') {
          setRefusals((before) => before.filter((one) => !one.file.includes(event.flow)));
          changed();
        }
      }),
    [feed, changed],
  );
  return refusals;
}
