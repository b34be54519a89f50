import type { ReactNode } from 'react';
import { ListedPage } from './listed-page.js';

export default function BlacklistPage(): ReactNode {
  return <ListedPage list="black" />;
}
