import { CheckCircleOutlined, ExclamationCircleOutlined, WarningOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { ToneTag } from '../desk-shell/tone-tag.js';
import type { Tone } from '../desk-shell/tone.js';
import { supervisorTexts } from './supervisor-texts.js';
import type { Severity } from './thresholds.js';

const looks: Readonly<Record<Severity, readonly [Tone, ReactNode]>> = {
  normal: ['good', <CheckCircleOutlined key="icon" />],
  warning: ['warning', <ExclamationCircleOutlined key="icon" />],
  critical: ['bad', <WarningOutlined key="icon" />],
};

interface Props {
  readonly severity: Severity;
  /** Stands beside the icon; without it the word for the severity does. */
  readonly children?: ReactNode;
}

/** A figure against its threshold. What is fine and has a figure of its own needs no decoration. */
export function SeverityTag({ severity, children }: Props): ReactNode {
  const { severities } = useTexts(supervisorTexts);
  const [tone, icon] = looks[severity];
  if (children !== undefined && severity === 'normal') return children;
  return (
    <ToneTag tone={tone} icon={icon} title={severities[severity]}>
      {children ?? severities[severity]}
      {children !== undefined && <small>{severities[severity]}</small>}
    </ToneTag>
  );
}
