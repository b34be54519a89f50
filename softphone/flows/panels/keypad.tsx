import { Button } from 'antd';
import type { ReactNode } from 'react';

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

interface Props {
  readonly label: string;
  readonly disabled: boolean;
  readonly press: (key: string) => void;
}

/** A telephone's keys; the keyboard presses them too while one of them has the focus. */
export function Keypad({ label, disabled, press }: Props): ReactNode {
  return (
    <div
      className="flow-keypad"
      role="group"
      aria-label={label}
      onKeyDown={({ key, ctrlKey, altKey, metaKey }) => {
        if (!disabled && !ctrlKey && !altKey && !metaKey && keys.some((one) => one === key)) press(key);
      }}
    >
      {keys.map((key) => (
        <Button key={key} disabled={disabled} onClick={() => press(key)}>
          {key}
        </Button>
      ))}
    </div>
  );
}
