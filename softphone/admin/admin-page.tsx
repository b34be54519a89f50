import {
  ApartmentOutlined,
  ApiOutlined,
  BookOutlined,
  CustomerServiceOutlined,
  KeyOutlined,
  NumberOutlined,
  StarOutlined,
  StopOutlined,
  TeamOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons';
import { Skeleton } from 'antd';
import { lazy, Suspense, type ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { SectionedPage } from '../desk-shell/sectioned-page.js';
import { useRoute } from '../desk-shell/use-route.js';
import { adminTexts } from './admin-texts.js';

const views = {
  users: lazy(() => import('./users-page.js')),
  roles: lazy(() => import('./roles-page.js')),
  agents: lazy(() => import('./agents-page.js')),
  skills: lazy(() => import('./skills-page.js')),
  queues: lazy(() => import('./queues-page.js')),
  numbers: lazy(() => import('./numbers-page.js')),
  trunks: lazy(() => import('./trunks-page.js')),
  forbidden: lazy(() => import('./forbidden-page.js')),
  contacts: lazy(() => import('./contacts-page.js')),
  flows: lazy(() => import('./flows-page.js')),
} as const;

/** A flow by itself takes the whole width. */
const FlowPage = lazy(() => import('../flows/flow-page.js'));

const icons: Readonly<Record<keyof typeof views, ReactNode>> = {
  users: <TeamOutlined aria-hidden />,
  roles: <KeyOutlined aria-hidden />,
  agents: <CustomerServiceOutlined aria-hidden />,
  skills: <StarOutlined aria-hidden />,
  queues: <UnorderedListOutlined aria-hidden />,
  numbers: <NumberOutlined aria-hidden />,
  trunks: <ApiOutlined aria-hidden />,
  forbidden: <StopOutlined aria-hidden />,
  contacts: <BookOutlined aria-hidden />,
  flows: <ApartmentOutlined aria-hidden />,
};

const names = Object.keys(views) as (keyof typeof views)[];

export default function AdminPage(): ReactNode {
  const words = useTexts(adminTexts);
  const [, section, flow] = useRoute().path;
  if (section === 'flows' && flow !== undefined)
    return (
      <Suspense fallback={<Skeleton active />}>
        <FlowPage key={flow} flow={flow} />
      </Suspense>
    );
  const sections = Object.fromEntries(
    names.map((name) => [name, { view: views[name], icon: icons[name], label: words.sections[name] }]),
  );
  return <SectionedPage page="admin" label={words.sectionsLabel} sections={sections} />;
}
