import {
  ApiOutlined,
  AudioOutlined,
  BranchesOutlined,
  CalculatorOutlined,
  CommentOutlined,
  CustomerServiceOutlined,
  FieldNumberOutlined,
  GlobalOutlined,
  LoginOutlined,
  MenuOutlined,
  MessageOutlined,
  PartitionOutlined,
  PhoneOutlined,
  PoweroffOutlined,
  QuestionOutlined,
  RollbackOutlined,
  SmileOutlined,
  SoundOutlined,
  TagsOutlined,
  TeamOutlined,
  UserOutlined,
  UserSwitchOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { ENTRY } from './flow-model.js';

const icons: Readonly<Record<string, ReactNode>> = {
  [ENTRY]: <LoginOutlined />,
  play: <SoundOutlined />,
  say: <MessageOutlined />,
  menu: <MenuOutlined />,
  collect: <FieldNumberOutlined />,
  branch: <BranchesOutlined />,
  set: <TagsOutlined />,
  queue: <TeamOutlined />,
  agent: <CustomerServiceOutlined />,
  extension: <UserSwitchOutlined />,
  external: <PhoneOutlined />,
  voicemail: <AudioOutlined />,
  survey: <SmileOutlined />,
  subflow: <PartitionOutlined />,
  hangup: <PoweroffOutlined />,
  language: <GlobalOutlined />,
  script: <CalculatorOutlined />,
  http: <ApiOutlined />,
  lookup: <UserOutlined />,
  callback: <RollbackOutlined />,
  speechMenu: <CommentOutlined />,
};

/** What a node does to the caller, as a colour: speaks, asks, decides, reaches people, ends. */
export type Family = 'speaks' | 'asks' | 'decides' | 'people' | 'ends';

const families: Readonly<Record<string, Family>> = {
  ...{ play: 'speaks', say: 'speaks', language: 'speaks' },
  ...{
    menu: 'asks',
    collect: 'asks',
    survey: 'asks',
    voicemail: 'asks',
    speechMenu: 'asks',
    callback: 'asks',
  },
  ...{ queue: 'people', agent: 'people', extension: 'people', external: 'people' },
  ...{ hangup: 'ends', [ENTRY]: 'ends' },
};

export const familyOf = (kind: string): Family => families[kind] ?? 'decides';

export function NodeIcon({ kind }: { readonly kind: string }): ReactNode {
  return <span aria-hidden="true">{icons[kind] ?? <QuestionOutlined />}</span>;
}
