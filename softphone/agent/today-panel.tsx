import { Card } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { TodayFigures } from '../../engine/desk.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { formatDuration } from '../i18n/format.js';
import { agentTexts } from './agent-texts.js';

const counts = ['answered', 'missed', 'outbound'] as const;
const spans = ['talkSeconds', 'wrapUpSeconds', 'readySeconds'] as const;

export function TodayPanel(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(agentTexts);
  const [loaded, reload] = useLoaded(useCallback(() => client.today(), [client]));
  return (
    <Card size="small" title={<h2>{words.today}</h2>}>
      <LoadedView loaded={loaded} reload={reload}>
        {(today) => (
          <dl className="figures">
            {figures(today).map(([name, value]) => (
              <div className="figure" key={name}>
                <dt>{words.figures[name]}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </LoadedView>
    </Card>
  );
}

function figures(today: TodayFigures): readonly (readonly [keyof TodayFigures, string])[] {
  return [
    ...counts.map((name) => [name, String(today[name])] as const),
    ...spans.map((name) => [name, formatDuration(today[name])] as const),
    ['averageRating', today.averageRating === null ? '–' : today.averageRating.toFixed(1)],
  ];
}
