import type { ReactNode } from 'react';
import { ListedPage } from './listed-page.js';

export default function WhitelistPage(): ReactNode {
  return <ListedPage list="white" />;
}
