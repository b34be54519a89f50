import { ExperimentOutlined, ForkOutlined, InboxOutlined } from '@ant-design/icons';
import { lazy, type ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { SectionedPage } from '../desk-shell/sectioned-page.js';
import { distributionTexts } from './distribution-texts.js';

const views = {
  routing: lazy(() => import('./routing-page.js')),
  simulator: lazy(() => import('./simulator-page.js')),
  tasks: lazy(() => import('../tasks/tasks-page.js')),
} as const;

const icons: Readonly<Record<keyof typeof views, ReactNode>> = {
  routing: <ForkOutlined aria-hidden />,
  simulator: <ExperimentOutlined aria-hidden />,
  tasks: <InboxOutlined aria-hidden />,
};

const names = Object.keys(views) as (keyof typeof views)[];

/** Who comes to whom (话务分配): rules, and trying a change on a past day. */
export default function DistributionPage(): ReactNode {
  const words = useTexts(distributionTexts);
  const sections = Object.fromEntries(
    names.map((name) => [name, { view: views[name], icon: icons[name], label: words.sections[name] }]),
  );
  return <SectionedPage page="distribution" label={words.sectionsLabel} sections={sections} />;
}
