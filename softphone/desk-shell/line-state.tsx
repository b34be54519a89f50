import { CheckCircleOutlined, CloseCircleOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { TrunkView } from '../../engine/desk.js';
import { ToneTag } from './tone-tag.js';

/** Whether a line carries calls: colour, icon and words. */
export function LineState({
  state,
  children,
}: {
  readonly state: TrunkView['state'];
  readonly children: ReactNode;
}): ReactNode {
  switch (state) {
    case 'up':
      return (
        <ToneTag tone="good" icon={<CheckCircleOutlined aria-hidden />}>
          {children}
        </ToneTag>
      );
    case 'down':
      return (
        <ToneTag tone="bad" icon={<CloseCircleOutlined aria-hidden />}>
          {children}
        </ToneTag>
      );
    case 'unknown':
      return (
        <ToneTag tone="quiet" icon={<QuestionCircleOutlined aria-hidden />}>
          {children}
        </ToneTag>
      );
  }
}
