/** A choice whose opened list has a name too; Ant Design's has none, and a screen reader reads out just its options. */
import { Select, type SelectProps } from 'antd';
import type { ReactNode } from 'react';

export function NamedSelect({ label, ...props }: SelectProps & { readonly label: string }): ReactNode {
  const name = (popup: HTMLElement | null): void =>
    popup?.querySelector('[role=listbox]')?.setAttribute('aria-label', label);
  return <Select {...props} aria-label={label} popupRender={(menu) => <div ref={name}>{menu}</div>} />;
}
