import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown, type MenuProps } from 'antd';
import { useState, type ReactNode } from 'react';
import type { AgentView } from '../../engine/control.js';
import { useDesk, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useConfirm } from '../desk-shell/use-confirm.js';
import { ForceReasonDialog } from './force-reason-dialog.js';
import { possibleForces, type Force } from './force.js';
import { MessageDialog } from './message-dialog.js';
import type { SupervisedCall } from './supervised-call.js';
import { supervisionIcons } from './supervision-icons.js';
import { possibleActions } from './supervision.js';
import { supervisorTexts } from './supervisor-texts.js';
import { useSupervision } from './use-supervision.js';

interface Props {
  readonly agent: AgentView;
  readonly call: SupervisedCall | undefined;
}

/** Everything that a supervisor can do with one agent, and with the call that the agent is on. */
export function AgentActions({ agent, call }: Props): ReactNode {
  const { client } = useDesk();
  const { user } = useSignedIn();
  const words = useTexts(supervisorTexts);
  const attempt = useAttempt();
  const confirm = useConfirm();
  const supervise = useSupervision();
  const [open, setOpen] = useState<'reason' | 'message'>();
  const name = `${agent.id} ${agent.name}`;
  const close = (): void => setOpen(undefined);

  function force(wanted: Force): void {
    if (wanted === 'notReady') {
      setOpen('reason');
      return;
    }
    const act = (): Promise<boolean> => attempt(() => client.wish(agent.id, { want: wanted }), words.done);
    if (wanted === 'signOut') {
      confirm(words.confirmTitle(`${words.force.signOut} ${name}`), words.consequences.signOut, act);
    } else void act();
  }

  const actions = call ? possibleActions(call, user.name) : [];
  const items: MenuProps['items'] = [
    ...actions.map((action) => ({
      key: action,
      icon: supervisionIcons[action],
      danger: action === 'hangUp',
      label: words.supervision[action],
      onClick: () => call && supervise(action, call.id),
    })),
    ...(actions.length > 0 ? [{ type: 'divider' as const }] : []),
    ...possibleForces(agent.state).map((one) => ({
      key: `force ${one}`,
      danger: one === 'signOut',
      label: words.force[one],
      onClick: () => force(one),
    })),
    { key: 'message', label: words.message, onClick: () => setOpen('message') },
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button size="small" aria-haspopup="menu" aria-label={words.actionsFor(name)}>
          {words.actions} <DownOutlined aria-hidden />
        </Button>
      </Dropdown>
      {open === 'reason' && <ForceReasonDialog agent={agent} close={close} />}
      {open === 'message' && <MessageDialog to={agent.id} name={name} close={close} />}
    </>
  );
}
