import type { ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { formatDuration } from '../i18n/format.js';
import type { BoardFigures } from './board-model.js';
import { useThresholds } from './board-settings.js';
import { SeverityTag } from './severity-tag.js';
import { supervisorTexts } from './supervisor-texts.js';
import { severityOf, type Severity } from './thresholds.js';

/** The whole floor in one line. */
export function FiguresRow({ figures }: { readonly figures: BoardFigures }): ReactNode {
  const { figures: names } = useTexts(supervisorTexts);
  const [thresholds] = useThresholds();
  const longestSeconds = figures.longestWaitMs / 1000;
  const shown: readonly (readonly [keyof typeof names, string, Severity])[] = [
    ['calls', String(figures.calls), 'normal'],
    ['waiting', String(figures.waiting), severityOf(figures.waiting, thresholds.waitingCallers)],
    ['longestWait', formatDuration(longestSeconds), severityOf(longestSeconds, thresholds.waitSeconds)],
    ['ready', String(figures.ready), 'normal'],
    ['talking', String(figures.talking), 'normal'],
    ['signedIn', String(figures.signedIn), 'normal'],
    ['troubled', String(figures.troubled), figures.troubled > 0 ? 'critical' : 'normal'],
  ];
  return (
    <dl className="figures grow">
      {shown.map(([name, value, severity]) => (
        <div className="figure" key={name}>
          <dt>{names[name]}</dt>
          <dd>
            <span className="row">
              {value}
              {severity !== 'normal' && <SeverityTag severity={severity} />}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
