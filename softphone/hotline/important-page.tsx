import type { ReactNode } from 'react';
import { ListedPage } from './listed-page.js';

export default function ImportantPage(): ReactNode {
  return <ListedPage list="important" />;
}
