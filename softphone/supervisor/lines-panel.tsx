import { Card, Table } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { SwitchView } from '../../engine/control.js';
import type { TrunkView } from '../../engine/desk.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { LineState } from '../desk-shell/line-state.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { supervisorTexts } from './supervisor-texts.js';

interface Line {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly state: TrunkView['state'];
  readonly words: string;
  readonly load: string;
}

/** Switches and trunks: whether calls can come at all. */
export function LinesPanel({ switches }: { readonly switches: readonly SwitchView[] }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(supervisorTexts);
  const [trunks] = useLoaded(useCallback(() => client.trunks.list(), [client]));
  const lines: Line[] = [
    ...switches.map(({ address, kind, connected, channels }): Line => ({
      ...{ key: `switch ${address}`, name: address, kind, state: connected ? 'up' : 'down' },
      ...{ words: connected ? words.connected : words.disconnected, load: String(channels) },
    })),
    ...(trunks.name === 'there' ? trunks.value : []).map((trunk): Line => ({
      ...{ key: `trunk ${trunk.id}`, name: trunk.name, kind: words.trunk, state: trunk.state },
      ...{ words: words.trunkStates[trunk.state], load: words.limit(trunk.calls, trunk.maxCalls) },
    })),
  ];
  return (
    <Card size="small" title={<h2>{words.lines}</h2>}>
      <Table
        size="small"
        rowKey="key"
        pagination={false}
        dataSource={lines}
        columns={[
          { title: words.address, dataIndex: 'name' },
          { title: words.kind, dataIndex: 'kind' },
          { title: words.state, render: (_, line) => <LineState state={line.state}>{line.words}</LineState> },
          { title: words.channels, dataIndex: 'load' },
        ]}
      />
    </Card>
  );
}
