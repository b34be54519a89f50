import {
  AudioOutlined,
  CalendarOutlined,
  EnvironmentOutlined,
  MessageOutlined,
  PhoneOutlined,
  SafetyOutlined,
  StarOutlined,
  StopOutlined,
} from '@ant-design/icons';
import { lazy, type ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { SectionedPage } from '../desk-shell/sectioned-page.js';
import './hotline.css';
import { hotlineTexts } from './hotline-texts.js';

const views = {
  hours: lazy(() => import('./hours-page.js')),
  blacklist: lazy(() => import('./blacklist-page.js')),
  whitelist: lazy(() => import('./whitelist-page.js')),
  important: lazy(() => import('./important-page.js')),
  regions: lazy(() => import('./regions-page.js')),
  prompts: lazy(() => import('./prompts-page.js')),
  callbacks: lazy(() => import('./callbacks-page.js')),
  voicemails: lazy(() => import('./voicemails-page.js')),
} as const;

const icons: Readonly<Record<keyof typeof views, ReactNode>> = {
  hours: <CalendarOutlined aria-hidden />,
  blacklist: <StopOutlined aria-hidden />,
  whitelist: <SafetyOutlined aria-hidden />,
  important: <StarOutlined aria-hidden />,
  regions: <EnvironmentOutlined aria-hidden />,
  prompts: <AudioOutlined aria-hidden />,
  callbacks: <PhoneOutlined aria-hidden />,
  voicemails: <MessageOutlined aria-hidden />,
};

const names = Object.keys(views) as (keyof typeof views)[];

/** What flows look up and play, and what they leave to do (热线管理). */
export default function HotlinePage(): ReactNode {
  const words = useTexts(hotlineTexts);
  const sections = Object.fromEntries(
    names.map((name) => [name, { view: views[name], icon: icons[name], label: words.sections[name] }]),
  );
  return <SectionedPage page="hotline" label={words.sectionsLabel} sections={sections} />;
}
