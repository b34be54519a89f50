import { Menu, Skeleton } from 'antd';
import { Suspense, type ReactNode } from 'react';
import type { lazy } from 'react';
import { PageBoundary } from './page-boundary.js';
import { goTo, useRoute } from './use-route.js';

export interface Section {
  readonly view: ReturnType<typeof lazy>;
  readonly icon: ReactNode;
  readonly label: string;
}

interface Props {
  /** Of the route. */
  readonly page: string;
  readonly label: string;
  /** By the second part of the route; the first one where it names none. */
  readonly sections: Readonly<Record<string, Section>>;
}

/** A page of several parts, with a menu beside them. */
export function SectionedPage({ page, label, sections }: Props): ReactNode {
  const asked = useRoute().path[1];
  const names = Object.keys(sections);
  const name = names.find((one) => one === asked) ?? names[0] ?? '';
  const View = sections[name]?.view;
  return (
    <div className="admin">
      <nav aria-label={label}>
        <Menu
          className="admin-menu"
          selectedKeys={[name]}
          onClick={({ key }) => goTo([page, key])}
          items={Object.entries(sections).map(([key, one]) => ({ key, icon: one.icon, label: one.label }))}
        />
      </nav>
      <PageBoundary key={name}>
        <Suspense fallback={<Skeleton active />}>{View && <View />}</Suspense>
      </PageBoundary>
    </div>
  );
}
