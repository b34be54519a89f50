import { ArrowLeftOutlined, SaveOutlined, UndoOutlined } from '@ant-design/icons';
import { Button, Skeleton, Tabs, Tag } from 'antd';
import { Suspense, useCallback, useMemo, useReducer, useRef, useState, type ReactNode } from 'react';
import { useDesk, useLanguage, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { PageBoundary } from '../desk-shell/page-boundary.js';
import { formatRoute } from '../desk-shell/route.js';
import { useConfirm } from '../desk-shell/use-confirm.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { useUnsaved } from '../desk-shell/use-route.js';
import { requests, type OpenFlow } from './contract.js';
import { CheckPanel } from './editor/check-panel.js';
import type { Wanted } from './editor/editor-context.js';
import { editorTexts } from './editor/editor-texts.js';
import { byNode } from './editor/findings.js';
import { FlowEditor } from './editor/flow-editor.js';
import { NodeList } from './editor/node-list.js';
import { NodePanel } from './editor/node-panel.js';
import { useCheck } from './editor/use-check.js';
import { flowPanels, type PanelProps } from './flow-panels.js';
import { flowTexts } from './flow-texts.js';
import { noMarks, type NodeMarks } from './node-marks.js';
import { usePanelMarks } from './panels/use-panel-marks.js';
import { useOpenText } from './use-open-text.js';
import './flows.css';

/** One flow: its editor, and the tools beside it. */
export default function FlowPage({ flow }: { readonly flow: string }): ReactNode {
  const { client } = useDesk();
  const [loaded, reload] = useLoaded(useCallback(() => requests.open(client, flow), [client, flow]));
  return (
    <LoadedView loaded={loaded} reload={reload}>
      {(kept) => <FlowDesk flow={flow} kept={kept} reload={reload} />}
    </LoadedView>
  );
}

interface DeskProps {
  readonly flow: string;
  readonly kept: OpenFlow;
  readonly reload: () => void;
}

function FlowDesk({ flow, kept, reload }: DeskProps): ReactNode {
  const { open: opened, text, base, touched, save, discard } = useOpenText(flow, kept, reload);
  const { document } = opened;
  useUnsaved(touched);
  const words = useTexts(flowTexts);
  const [marks, setMarks] = useState<NodeMarks>(noMarks);
  const [selected, setSelected] = useState<string>();
  const [tab, setTab] = useState('node');
  const wanted: Wanted = useRef<Wanted['current']>(undefined);
  const [, drawAgain] = useReducer((n: number) => n + 1, 0);
  const { state, found } = useCheck(flow, document);
  const open = useCallback((id: string) => {
    setSelected(id);
    setTab('node');
    wanted.current = { node: id };
    drawAgain();
  }, []);
  const search = useCallback(() => {
    setTab('nodes');
    wanted.current = 'search';
    drawAgain();
  }, []);
  const around = useMemo(() => byNode(found), [found]);
  return (
    <div className="flow-page">
      <FlowHead
        {...{ flow, kept, discard }}
        dirty={touched || isFresh(kept)}
        save={() => void save(base.cases, words.saved)}
      />
      <FlowEditor {...{ document, marks, selected, open, search }} check={found} select={setSelected}>
        <Panels
          {...{ tab, setTab, flow, text, base, save }}
          dirty={touched}
          settle={(now) => opened.settle(now)}
          takeOver={(now) => opened.takeOver(now)}
          show={setMarks}
          changed={reload}
          own={{
            node: <NodePanel found={around} wanted={wanted} cases={base.cases} />,
            nodes: <NodeList found={around} wanted={wanted} />,
            checks: <CheckPanel state={state} found={found} />,
          }}
          faults={found.length}
        />
      </FlowEditor>
    </div>
  );
}

/** The engine keeps nothing of the flow yet. */
const isFresh = ({ text, draft }: OpenFlow): boolean => text === '' && draft === null;

interface HeadProps extends Omit<DeskProps, 'reload'> {
  readonly dirty: boolean;
  readonly save: () => void;
  readonly discard: () => void;
}

function FlowHead({ flow, kept, dirty, save, discard }: HeadProps): ReactNode {
  const words = useTexts(flowTexts);
  const confirm = useConfirm();
  const { release, draft } = kept;
  return (
    <div className="row flow-head">
      <a href={formatRoute(['admin', 'flows'])}>
        <ArrowLeftOutlined aria-hidden /> {words.back}
      </a>
      <h2>{flow}</h2>
      <Tag>{release ? words.live(release.live) : kept.text === '' ? words.fresh : words.fileOnly}</Tag>
      {release?.canary && <Tag>{words.trial(release.canary.version)}</Tag>}
      {draft && <Tag>{words.draftOf(draft.author)}</Tag>}
      <span className="grow" role="status">
        {dirty && <span className="flow-dirty">{words.dirty}</span>}
      </span>
      {(draft !== null || dirty) && (
        <Button
          icon={<UndoOutlined aria-hidden />}
          onClick={() => confirm(words.discardTitle, words.discardWarning, discard)}
        >
          {words.discard}
        </Button>
      )}
      <Button type="primary" icon={<SaveOutlined aria-hidden />} disabled={!dirty} onClick={save}>
        {words.save}
      </Button>
    </div>
  );
}

interface PanelsProps extends PanelProps {
  readonly tab: string;
  readonly setTab: (tab: string) => void;
  readonly own: Readonly<Record<'node' | 'nodes' | 'checks', ReactNode>>;
  readonly faults: number;
}

function Panels({ tab, setTab, own, faults, ...given }: PanelsProps): ReactNode {
  const language = useLanguage();
  const words = useTexts(editorTexts);
  const labels = {
    node: words.node,
    nodes: words.nodes,
    checks: faults === 0 ? words.checks : words.checksCount(faults),
  };
  const mine = (['node', 'nodes', 'checks'] as const).map((key) => ({
    // A list of hundreds that nobody sees is not kept up to date.
    ...{ key, label: labels[key], children: own[key], destroyOnHidden: true },
  }));
  const { showOf, toFront } = usePanelMarks(given.show);
  const choose = (key: string): void => {
    if (flowPanels.some((panel) => panel.key === key)) toFront(key);
    setTab(key);
  };
  const others = flowPanels.map(({ key, label, view: View }) => ({
    key,
    label: label[language],
    children: (
      <PageBoundary>
        <Suspense fallback={<Skeleton active />}>
          <View {...given} show={showOf(key)} />
        </Suspense>
      </PageBoundary>
    ),
  }));
  return (
    <Tabs
      className="flow-panels"
      size="small"
      activeKey={tab}
      onChange={choose}
      items={[...mine, ...others]}
    />
  );
}
