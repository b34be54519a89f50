import { CheckCircleOutlined, ExclamationCircleOutlined, RightCircleOutlined } from '@ant-design/icons';
import { Card } from 'antd';
import type { ReactNode } from 'react';
import { useLanguage, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { ToneTag } from '../desk-shell/tone-tag.js';
import type { Tone } from '../desk-shell/tone.js';
import type { Loaded } from '../desk-shell/use-loaded.js';
import { formatDuration, formatTime } from '../i18n/format.js';
import { callTexts } from './call-texts.js';
import { timelineLines, type TimelineEntry, type TimelineLine } from './call-timeline.js';

const looks: Readonly<Record<TimelineLine['tone'], readonly [Tone, ReactNode]>> = {
  plain: ['quiet', <RightCircleOutlined key="icon" />],
  good: ['good', <CheckCircleOutlined key="icon" />],
  bad: ['bad', <ExclamationCircleOutlined key="icon" />],
};

/** A timeline as it was read, or why it was not. */
export interface TimelineRead {
  readonly loaded: Loaded<readonly TimelineEntry[]>;
  readonly reload: () => void;
}

/** What happened in a call, in order. */
export function CallTimeline({ loaded, reload }: TimelineRead): ReactNode {
  const words = useTexts(callTexts);
  const language = useLanguage();
  const names: Readonly<Record<string, string>> = words.events;
  return (
    <Card size="small" title={<h2>{words.timeline}</h2>}>
      <LoadedView loaded={loaded} reload={reload}>
        {(entries) =>
          entries.length === 0 ? (
            words.noTimeline
          ) : (
            <ol className="timeline">
              {timelineLines(entries).map((line) => {
                const [tone, icon] = looks[line.tone];
                return (
                  <li key={line.seq}>
                    <time>{formatTime(line.at, language)}</time>
                    <span>+{formatDuration(line.offsetMs / 1000)}</span>
                    <ToneTag tone={tone} icon={icon} title={words.tones[line.tone]}>
                      {names[line.type] ?? line.type}
                    </ToneTag>
                    <span>{line.details.map(([name, value]) => `${name}: ${value}`).join('，')}</span>
                  </li>
                );
              })}
            </ol>
          )
        }
      </LoadedView>
    </Card>
  );
}
