import { Timeline } from 'antd';
import type { ReactNode } from 'react';
import type { TaskStep } from '../../engine/desk.js';
import { useLanguage, useQueueName, useTexts } from '../desk-shell/desk-context.js';
import { formatTime } from '../i18n/format.js';
import { taskTexts } from './task-texts.js';

/** What became of a task, the oldest first. */
export function TaskHistory({ history }: { readonly history: readonly TaskStep[] }): ReactNode {
  const words = useTexts(taskTexts);
  const language = useLanguage();
  const queueName = useQueueName();
  return (
    <Timeline
      items={history.map(({ at, what, agent = '', queue = '', by, why, rules }, n) => ({
        key: `${at} ${n}`,
        content: (
          <>
            <time className="dim">{formatTime(at, language)}</time> {words.steps[what]} {agent}{' '}
            {queue === '' ? '' : queueName(queue)}{' '}
            <span className="dim">
              {[
                by === undefined ? '' : words.byWhom(by),
                rules === undefined ? '' : words.rules(rules.join(', ')),
                why ?? '',
              ]
                .filter((one) => one !== '')
                .join(' · ')}
            </span>
          </>
        ),
      }))}
    />
  );
}
