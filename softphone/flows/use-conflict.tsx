import { App, Button } from 'antd';
import { useCallback } from 'react';
import { Refused } from '../api/refused.js';

/** Somebody else was faster. */
export function isConflict(error: unknown): boolean {
  return error instanceof Refused && error.code === 'conflict';
}

export interface Conflict {
  readonly title: string;
  readonly content: string;
  /** What the buttons say. */
  readonly theirs: string;
  readonly mine: string;
}

/** Asks whose text shall stand; undefined: neither yet. */
export function useConflict(): (conflict: Conflict) => Promise<'theirs' | 'mine' | undefined> {
  const { modal } = App.useApp();
  return useCallback(
    ({ title, content, theirs, mine }) =>
      new Promise((resolve) => {
        const shown = modal.confirm({
          ...{ title, content, okText: mine, okButtonProps: { danger: true }, width: 560 },
          onOk: () => resolve('mine'),
          onCancel: () => resolve(undefined),
          footer: (_, { OkBtn, CancelBtn }) => (
            <>
              <CancelBtn />
              <Button
                onClick={() => {
                  shown.destroy();
                  resolve('theirs');
                }}
              >
                {theirs}
              </Button>
              <OkBtn />
            </>
          ),
        });
      }),
    [modal],
  );
}
