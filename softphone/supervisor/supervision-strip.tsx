import { Button, Segmented } from 'antd';
import type { ReactNode } from 'react';
import type { SupervisionMode } from '../../engine/desk.js';
import { useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { Span } from '../desk-shell/span.js';
import type { SupervisedCall } from './supervised-call.js';
import { supervisionIcons } from './supervision-icons.js';
import { possibleActions, supervisionModes } from './supervision.js';
import { supervisorTexts } from './supervisor-texts.js';
import { useSupervision } from './use-supervision.js';

/** The call that the supervisor is on, with the modes to switch between while it goes on. */
export function SupervisionStrip({ call }: { readonly call: SupervisedCall }): ReactNode {
  const { user } = useSignedIn();
  const words = useTexts(supervisorTexts);
  const act = useSupervision();
  if (!call.supervision) return null;
  const { mode } = call.supervision;
  const others = possibleActions(call, user.name).filter((one) => !supervisionModes.some((m) => m === one));
  return (
    <section className="strip" aria-live="polite">
      <strong>{words.supervising(words.supervision[mode], call.agent ?? '')}</strong>
      <span>{call.caller}</span>
      <Span since={call.startedAt} />
      <Segmented<SupervisionMode>
        aria-label={words.mode}
        value={mode}
        onChange={(next) => act(next, call.id)}
        options={supervisionModes.map((value) => ({
          value,
          label: words.supervision[value],
          icon: supervisionIcons[value],
        }))}
      />
      {others.map((action) => (
        <Button
          key={action}
          icon={supervisionIcons[action]}
          danger={action === 'hangUp'}
          onClick={() => act(action, call.id)}
        >
          {words.supervision[action]}
        </Button>
      ))}
    </section>
  );
}
