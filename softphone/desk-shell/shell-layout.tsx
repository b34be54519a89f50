import {
  CustomerServiceOutlined,
  DashboardOutlined,
  DisconnectOutlined,
  ForkOutlined,
  HistoryOutlined,
  PhoneOutlined,
  SettingOutlined,
  WifiOutlined,
} from '@ant-design/icons';
import { Menu, Skeleton } from 'antd';
import { lazy, Suspense, type ReactNode } from 'react';
import { AccountMenu } from './account-menu.js';
import { BrandMark } from './brand.js';
import { useLive, useSignedIn, useTexts } from './desk-context.js';
import { PageBoundary } from './page-boundary.js';
import { pageFor, pagesFor, type PageName } from './pages.js';
import { formatRoute } from './route.js';
import { shellTexts } from './shell-texts.js';
import { ToneTag } from './tone-tag.js';
import { goTo, useRoute } from './use-route.js';
import './shell.css';

const views: Readonly<Record<PageName, ReturnType<typeof lazy>>> = {
  agent: lazy(() => import('../agent/agent-page.js')),
  supervisor: lazy(() => import('../supervisor/board-page.js')),
  calls: lazy(() => import('../admin/calls-page.js')),
  distribution: lazy(() => import('../distribution/distribution-page.js')),
  hotline: lazy(() => import('../hotline/hotline-page.js')),
  admin: lazy(() => import('../admin/admin-page.js')),
};

const icons: Readonly<Record<PageName, ReactNode>> = {
  agent: <CustomerServiceOutlined aria-hidden />,
  supervisor: <DashboardOutlined aria-hidden />,
  calls: <HistoryOutlined aria-hidden />,
  distribution: <ForkOutlined aria-hidden />,
  hotline: <PhoneOutlined aria-hidden />,
  admin: <SettingOutlined aria-hidden />,
};

/** The frame: who is signed in, where one can go, and whether what is shown is of now. */
export function ShellLayout(): ReactNode {
  const { user } = useSignedIn();
  const words = useTexts(shellTexts);
  const route = useRoute();
  const page = pageFor(user.role, route.path[0]);
  const View = views[page];
  const pages = pagesFor(user.role);
  return (
    <div className="shell">
      <header className="shell-head">
        <a className="skip" href={formatRoute([page])} onClick={focusMain}>
          {words.skip}
        </a>
        <span className="shell-name">
          <BrandMark size={24} />
          <strong>{words.product}</strong>
        </span>
        <nav aria-label={words.navigation} className="shell-nav">
          {pages.length > 1 && (
            <Menu
              mode="horizontal"
              selectedKeys={[page]}
              onClick={({ key }) => goTo([key])}
              items={pages.map((name) => ({ key: name, icon: icons[name], label: words.pages[name] }))}
            />
          )}
        </nav>
        <LinkState />
        <AccountMenu />
      </header>
      <main id="main" className="shell-main" tabIndex={-1}>
        <h1 className="only-read">{words.pages[page]}</h1>
        <PageBoundary key={page}>
          <Suspense fallback={<Skeleton active />}>
            <View />
          </Suspense>
        </PageBoundary>
      </main>
    </div>
  );
}

function focusMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/** Nobody should act on a board that stands still without knowing it. */
function LinkState(): ReactNode {
  const { linked } = useLive();
  const words = useTexts(shellTexts);
  return (
    <div role="status">
      {linked ? (
        <ToneTag tone="good" icon={<WifiOutlined aria-hidden />}>
          {words.linked}
        </ToneTag>
      ) : (
        <ToneTag tone="bad" icon={<DisconnectOutlined aria-hidden />}>
          {words.unlinked}
        </ToneTag>
      )}
    </div>
  );
}
