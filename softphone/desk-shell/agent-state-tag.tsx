import {
  ClockCircleOutlined,
  CloseCircleOutlined,
  CustomerServiceOutlined,
  DisconnectOutlined,
  EditOutlined,
  LogoutOutlined,
  PauseCircleOutlined,
  PhoneOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { AgentStateName, AgentView } from '../../engine/control.js';
import { domainTexts, reasonText } from '../i18n/domain-texts.js';
import { useLanguage } from './desk-context.js';
import { ToneTag } from './tone-tag.js';
import type { Tone } from './tone.js';

const looks: Readonly<Record<AgentStateName, readonly [Tone, ReactNode]>> = {
  signedOut: ['quiet', <LogoutOutlined key="icon" />],
  ready: ['good', <CustomerServiceOutlined key="icon" />],
  notReady: ['warning', <PauseCircleOutlined key="icon" />],
  offered: ['busy', <ClockCircleOutlined key="icon" />],
  talking: ['busy', <PhoneOutlined key="icon" />],
  wrapUp: ['warning', <EditOutlined key="icon" />],
  noAnswer: ['bad', <CloseCircleOutlined key="icon" />],
  deviceFault: ['bad', <DisconnectOutlined key="icon" />],
};

/** The state with its reason, where the reason says more than the state. */
export function AgentStateTag({ agent }: { readonly agent: AgentView }): ReactNode {
  const language = useLanguage();
  const state = domainTexts[language].agentStates[agent.state];
  const reason = agent.reason === '' ? '' : reasonText(agent.state, agent.reason, language);
  const [tone, icon] = looks[agent.state];
  return (
    <ToneTag tone={tone} icon={icon}>
      {reason === '' || reason === state ? state : `${state} · ${reason}`}
    </ToneTag>
  );
}
