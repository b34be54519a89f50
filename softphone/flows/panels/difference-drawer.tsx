import { Alert, Button, Drawer, Segmented } from 'antd';
import { useCallback, useState, type ReactNode } from 'react';
import { useDesk, useTexts } from '../../desk-shell/desk-context.js';
import { LoadedView } from '../../desk-shell/loaded-view.js';
import { NamedSelect } from '../../desk-shell/named-select.js';
import { useLoaded } from '../../desk-shell/use-loaded.js';
import { countsOf, paired, partsOf, type DifferencePart, type NumberedLine } from './difference.js';
import { panelRequests, type DifferenceLine, type Version } from './panel-requests.js';
import { releaseTexts } from './release-texts.js';

/** A version, or the text in the editor. */
export type Side = number | 'text';

interface Props {
  readonly flow: string;
  readonly text: string;
  readonly versions: readonly Version[];
  readonly from: number;
  readonly to: Side;
  readonly close: () => void;
}

/** What changed between two versions, or between one and the text in the editor. */
export function DifferenceDrawer({ flow, text, versions, close, ...first }: Props): ReactNode {
  const { client } = useDesk();
  const words = useTexts(releaseTexts);
  const [from, setFrom] = useState(first.from);
  const [to, setTo] = useState<Side>(first.to);
  const [view, setView] = useState<'unified' | 'sideBySide'>('unified');
  const load = useCallback(
    () =>
      to === 'text'
        ? panelRequests.differenceTo(client, flow, from, text)
        : panelRequests.difference(client, flow, from, to),
    [client, flow, from, to, text],
  );
  const [loaded, reload] = useLoaded(load);
  const numbers = versions.map(({ version }) => ({
    value: version,
    label: `${words.version} ${version}`,
  }));
  return (
    <Drawer open size={1100} title={words.difference} onClose={close}>
      <div className="stack">
        <div className="row">
          <span aria-hidden>{words.from}</span>
          <NamedSelect
            label={words.from}
            value={from}
            options={numbers}
            onChange={(chosen) => setFrom(chosen as number)}
          />
          <span aria-hidden>{words.to}</span>
          <NamedSelect
            label={words.to}
            value={to}
            options={[{ value: 'text', label: words.editorText }, ...numbers]}
            onChange={(chosen) => setTo(chosen as Side)}
          />
          <Segmented<typeof view>
            value={view}
            onChange={setView}
            options={[
              { value: 'unified', label: words.unified },
              { value: 'sideBySide', label: words.sideBySide },
            ]}
          />
        </div>
        <LoadedView loaded={loaded} reload={reload}>
          {(lines) => <Difference key={`${from} ${to}`} lines={lines} view={view} />}
        </LoadedView>
      </div>
    </Drawer>
  );
}

interface DifferenceProps {
  readonly lines: readonly DifferenceLine[];
  readonly view: 'unified' | 'sideBySide';
}

function Difference({ lines, view }: DifferenceProps): ReactNode {
  const words = useTexts(releaseTexts);
  const { added, removed } = countsOf(lines);
  if (added + removed === 0) return <Alert type="info" showIcon title={words.noChanges} />;
  return (
    <>
      <strong>{words.changes(added, removed)}</strong>
      <div
        className={`flow-difference code ${view}`}
        tabIndex={0}
        role="region"
        aria-label={words.difference}
      >
        {partsOf(lines).map((part, i) => (
          <Part key={i} part={part} view={view} />
        ))}
      </div>
    </>
  );
}

function Part({ part, view }: Pick<DifferenceProps, 'view'> & { readonly part: DifferencePart }): ReactNode {
  const words = useTexts(releaseTexts);
  const [isOpen, setOpen] = useState(part.kind === 'lines');
  if (!isOpen)
    return (
      <Button block size="small" type="text" onClick={() => setOpen(true)}>
        {words.folded(part.lines.length)}
      </Button>
    );
  if (view === 'unified')
    return part.lines.map((line, i) => <Line key={i} line={line} numbers={['before', 'after']} />);
  return paired(part.lines).map(({ left, right }, i) => (
    <div className="pair-line" key={i}>
      <Line line={left} numbers={['before']} />
      <Line line={right} numbers={['after']} />
    </div>
  ));
}

interface LineProps {
  readonly line: NumberedLine | undefined;
  readonly numbers: readonly ('before' | 'after')[];
}

const signs = { same: ' ', added: '+', removed: '−' } as const;

function Line({ line, numbers }: LineProps): ReactNode {
  const words = useTexts(releaseTexts);
  if (!line) return <div className="line none" />;
  const { kind, text } = line;
  return (
    <div className={`line ${kind}`}>
      {numbers.map((side) => (
        <span key={side} className="number" aria-hidden>
          {line[side] ?? ''}
        </span>
      ))}
      <span className="sign" aria-hidden>
        {signs[kind]}
      </span>
      {kind !== 'same' && <span className="only-read">{words[kind]} </span>}
      <span className="words">{text}</span>
    </div>
  );
}
