import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  CheckOutlined,
  PlusOutlined,
  ReloadOutlined,
} from '@ant-design/icons';
import { Button, Card, Input, Table, Tooltip, type TableColumnsType } from 'antd';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { adminTexts } from '../admin/admin-texts.js';
import { useDesk, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { ToneTag } from '../desk-shell/tone-tag.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { prompts, type PromptView } from './contract.js';
import { NewPromptDrawer } from './new-prompt-drawer.js';
import { PromptDrawer } from './prompt-drawer.js';
import { judgeLevel, levelTones } from './prompt-levels.js';
import { promptTexts } from './prompt-texts.js';

const keyOf = ({ language, id }: PromptView): string => `${language}/${id}`;

/** Prompts (语音文件管理): what they say, how they sound, where flows play them. */
export default function PromptsPage(): ReactNode {
  const { client } = useDesk();
  const { user } = useSignedIn();
  const words = useTexts(promptTexts);
  const admin = useTexts(adminTexts);
  const mayChange = user.role === 'administrator';
  const [loaded, reload] = useLoaded(useCallback(() => prompts.list(client), [client]));
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState<string>();
  const [adding, setAdding] = useState<Partial<PromptView>>();
  const tools = (
    <div className="row card-tools">
      <Input
        allowClear
        aria-label={words.search}
        placeholder={words.search}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <Button icon={<ReloadOutlined aria-hidden />} aria-label={admin.refresh} onClick={reload} />
      {mayChange && (
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding({})}>
          {words.add}
        </Button>
      )}
    </div>
  );
  return (
    <Card size="small" title={<h2>{words.title}</h2>} extra={tools}>
      <p className="card-note">{words.note}</p>
      <LoadedView loaded={loaded} reload={reload}>
        {(all) => {
          const prompt = all.find((one) => keyOf(one) === shown);
          return (
            <>
              <PromptTable all={all} search={search} show={(one) => setShown(keyOf(one))} />
              {prompt && (
                <PromptDrawer
                  prompt={prompt}
                  mayChange={mayChange}
                  changed={reload}
                  renew={() => {
                    setShown(undefined);
                    setAdding(prompt);
                  }}
                  close={() => setShown(undefined)}
                />
              )}
              {adding && (
                <NewPromptDrawer
                  about={adding}
                  businesses={[...new Set(all.map(({ business }) => business))].filter(Boolean)}
                  close={() => setAdding(undefined)}
                  done={() => {
                    setAdding(undefined);
                    reload();
                  }}
                />
              )}
            </>
          );
        }}
      </LoadedView>
    </Card>
  );
}

interface TableProps {
  readonly all: readonly PromptView[];
  readonly search: string;
  readonly show: (prompt: PromptView) => void;
}

function PromptTable({ all, search, show }: TableProps): ReactNode {
  const words = useTexts(promptTexts);
  const admin = useTexts(adminTexts);
  const found = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return all.filter(({ id, text, business }) => `${id} ${text} ${business}`.toLowerCase().includes(wanted));
  }, [all, search]);
  const businesses = [...new Set(all.map(({ business }) => business))].filter(Boolean);
  const columns: TableColumnsType<PromptView> = [
    {
      title: words.id,
      width: 176,
      ellipsis: true,
      sorter: (a, b) => (a.id < b.id ? -1 : 1),
      render: (_, one) => (
        <Button type="link" size="small" aria-label={words.open(one.id)} onClick={() => show(one)}>
          {one.id}
        </Button>
      ),
    },
    {
      title: words.language,
      width: 84,
      render: (_, { language }) => words.languages[language],
      filters: (['zh-CN', 'en'] as const).map((value) => ({ value, text: words.languages[value] })),
      onFilter: (value, { language }) => language === value,
    },
    {
      title: words.business,
      width: 110,
      ellipsis: true,
      dataIndex: 'business',
      filters: businesses.map((value) => ({ value, text: value })),
      onFilter: (value, { business }) => business === value,
    },
    { title: words.text, dataIndex: 'text', ellipsis: true },
    {
      title: words.version,
      width: 112,
      render: (_, { live }) => (live === 0 ? words.sources.shipped : words.versionOf(live)),
    },
    {
      title: words.length,
      width: 118,
      align: 'right',
      sorter: (a, b) => a.durationMs - b.durationMs,
      render: (_, { durationMs }) => (durationMs / 1000).toFixed(1),
    },
    { title: words.level, width: 136, render: (_, { levelDbfs }) => <Level levelDbfs={levelDbfs} /> },
    {
      title: words.usedBy,
      width: 108,
      render: (_, { usedBy }) =>
        usedBy.length === 0 ? <span className="dim">{words.notUsed}</span> : words.usedByCount(usedBy.length),
      sorter: (a, b) => a.usedBy.length - b.usedBy.length,
    },
    {
      title: <Tooltip title={words.usesHint}>{words.uses}</Tooltip>,
      width: 106,
      align: 'right',
      dataIndex: 'uses',
      sorter: (a, b) => a.uses - b.uses,
    },
  ];
  return (
    <Table<PromptView>
      size="small"
      rowKey={keyOf}
      locale={{ emptyText: all.length === 0 ? admin.noItems(words.kind) : admin.notFound }}
      dataSource={found}
      tableLayout="fixed"
      pagination={{
        ...{ defaultPageSize: 15, pageSizeOptions: [15, 50, 100], hideOnSinglePage: true, size: 'small' },
        showTotal: admin.total,
      }}
      columns={columns}
    />
  );
}

const levelIcons = {
  low: <ArrowDownOutlined />,
  good: <CheckOutlined />,
  high: <ArrowUpOutlined />,
} as const;

/** In dB of full scale, with what that is for a caller's ear. */
export function Level({ levelDbfs }: { readonly levelDbfs: number }): ReactNode {
  const words = useTexts(promptTexts);
  const judged = judgeLevel(levelDbfs);
  return (
    <ToneTag tone={levelTones[judged]} icon={levelIcons[judged]}>
      {`${levelDbfs.toFixed(1)} ${words.levels[judged]}`}
    </ToneTag>
  );
}
