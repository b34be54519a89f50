import { CaretRightOutlined, CheckCircleOutlined } from '@ant-design/icons';
import { Button, Drawer, Table, type TableColumnsType } from 'antd';
import { useCallback, useState, type ReactNode } from 'react';
import { useDesk, useLanguage, useTexts } from '../desk-shell/desk-context.js';
import { Facts } from '../desk-shell/facts.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { ToneTag } from '../desk-shell/tone-tag.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { formatDateTime } from '../i18n/format.js';
import { prompts, type PromptVersion, type PromptView } from './contract.js';
import { promptTexts } from './prompt-texts.js';
import { SoundPlayer } from './sound-player.js';

interface Props {
  readonly prompt: PromptView;
  readonly mayChange: boolean;
  readonly changed: () => void;
  /** Makes a new version. */
  readonly renew: () => void;
  readonly close: () => void;
}

/** A prompt: heard, its versions, and the nodes that play it. */
export function PromptDrawer({ prompt, mayChange, changed, renew, close }: Props): ReactNode {
  const { client } = useDesk();
  const words = useTexts(promptTexts);
  const { id, language, live } = prompt;
  const [heard, setHeard] = useState<number>();
  const version = heard ?? live;
  const load = useCallback(
    () => prompts.sound(client, { id, language }, version),
    [client, id, language, version],
  );
  const [sound, again] = useLoaded(load);
  return (
    <Drawer
      open
      size={760}
      title={id}
      onClose={close}
      extra={
        mayChange && (
          <Button type="primary" onClick={renew}>
            {words.renew}
          </Button>
        )
      }
    >
      <div className="stack">
        <Facts
          items={[
            [words.language, words.languages[language]],
            [words.business, prompt.business],
            [words.text, prompt.text],
            [words.uses, `${prompt.uses}`],
          ]}
        />
        <LoadedView loaded={sound} reload={again}>
          {(blob) => <SoundPlayer sound={blob} name={`${id}-${version}`} />}
        </LoadedView>
        <Versions {...{ prompt, version, mayChange, changed }} hear={setHeard} />
        <h3>{words.where}</h3>
        {prompt.usedBy.length === 0 ? (
          <p className="dim">{words.notUsed}</p>
        ) : (
          <ul className="feed">
            {prompt.usedBy.map(({ flow, node }) => (
              <li key={`${flow} ${node}`}>{words.node(flow, node)}</li>
            ))}
          </ul>
        )}
      </div>
    </Drawer>
  );
}

interface VersionsProps extends Pick<Props, 'prompt' | 'mayChange' | 'changed'> {
  readonly version: number;
  readonly hear: (version: number) => void;
}

type Row = Partial<PromptVersion> & Pick<PromptVersion, 'version'>;

function Versions({ prompt, version, mayChange, changed, hear }: VersionsProps): ReactNode {
  const { client } = useDesk();
  const words = useTexts(promptTexts);
  const language = useLanguage();
  const attempt = useAttempt();
  const [loaded, reload] = useLoaded(useCallback(() => prompts.versions(client, prompt), [client, prompt]));
  const nameOf = (of: number): string => (of === 0 ? words.sources.shipped : words.versionOf(of));
  const use = (wanted: number): Promise<void> =>
    attempt(() => prompts.use(client, prompt, wanted), words.used).then((done) => {
      if (done) changed();
    });
  const columns: TableColumnsType<Row> = [
    { title: words.version, className: 'unbroken', render: (_, row) => nameOf(row.version) },
    { title: words.source, render: (_, { source }) => source && words.sources[source] },
    { title: words.author, dataIndex: 'author' },
    {
      title: words.at,
      className: 'unbroken',
      render: (_, { at }) => at !== undefined && formatDateTime(at, language),
    },
    {
      title: words.level,
      render: (_, { levelDbfs }) => levelDbfs?.toFixed(1),
    },
    {
      title: '',
      render: (_, row) => (
        <div className="row row-tight">
          <Button
            size="small"
            type={row.version === version ? 'primary' : 'default'}
            icon={<CaretRightOutlined aria-hidden />}
            aria-label={words.playing(nameOf(row.version))}
            onClick={() => hear(row.version)}
          />
          {row.version === prompt.live ? (
            <ToneTag tone="good" icon={<CheckCircleOutlined />}>
              {words.inForce}
            </ToneTag>
          ) : (
            mayChange && (
              <Button
                size="small"
                aria-label={words.useItem(nameOf(row.version))}
                onClick={() => void use(row.version)}
              >
                {words.use}
              </Button>
            )
          )}
        </div>
      ),
    },
  ];
  return (
    <>
      <h3>{words.versions}</h3>
      <LoadedView loaded={loaded} reload={reload}>
        {(versions) => (
          <Table<Row>
            size="small"
            rowKey="version"
            dataSource={[...versions, ...(prompt.shipped ? [{ version: 0 }] : [])]}
            pagination={{ pageSize: 10, hideOnSinglePage: true, size: 'small' }}
            columns={columns}
          />
        )}
      </LoadedView>
    </>
  );
}
