import { Alert, Button } from 'antd';
import { Component, type ReactNode } from 'react';
import { useTexts } from './desk-context.js';
import { shellTexts } from './shell-texts.js';

interface Props {
  readonly children: ReactNode;
}

/** A page that fails leaves the frame, the other pages and above all the softphone bar working. */
export class PageBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <PageFailed /> : this.props.children;
  }
}

function PageFailed(): ReactNode {
  const words = useTexts(shellTexts);
  return (
    <Alert
      showIcon
      type="error"
      title={words.pageFailed}
      action={
        <Button size="small" onClick={() => window.location.reload()}>
          {words.reload}
        </Button>
      }
    />
  );
}
