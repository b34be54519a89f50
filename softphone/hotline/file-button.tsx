import { Button, type ButtonProps } from 'antd';
import { useRef, type ReactNode } from 'react';

interface Props {
  readonly label: string;
  /** As in the attribute `accept`. */
  readonly accept: string;
  readonly icon?: ReactNode;
  readonly type?: ButtonProps['type'];
  readonly chosen: (file: File) => void;
}

/** Lets the person choose a file; the same one may be chosen again after it was corrected. */
export function FileButton({ label, accept, icon, type = 'default', chosen }: Props): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button type={type} icon={icon} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        hidden
        type="file"
        accept={accept}
        aria-label={label}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file) chosen(file);
        }}
      />
    </>
  );
}
