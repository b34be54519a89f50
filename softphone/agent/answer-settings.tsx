import { Card, InputNumber, Segmented } from 'antd';
import { useCallback, useId, useState, type ReactNode } from 'react';
import type { DeskSettings } from '../../engine/desk.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { agentTexts } from './agent-texts.js';

/** How calls are taken (应答管理): by hand, or by themselves after some seconds. */
export function AnswerSettings(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(agentTexts);
  const [loaded, reload] = useLoaded(useCallback(() => client.deskSettings(), [client]));
  return (
    <Card size="small" title={<h2>{words.answering}</h2>}>
      <LoadedView loaded={loaded} reload={reload}>
        {(settings) => <Choice saved={settings} />}
      </LoadedView>
    </Card>
  );
}

function Choice({ saved }: { readonly saved: DeskSettings }): ReactNode {
  const { client, bar } = useDesk();
  const words = useTexts(agentTexts);
  const attempt = useAttempt();
  const [settings, setSettings] = useState(saved);
  const field = useId();
  const save = async (changes: Partial<DeskSettings>): Promise<void> => {
    const wanted = { ...settings, ...changes };
    setSettings(wanted);
    // The bar answers: what goes through it is in force at once.
    const keep = (): Promise<unknown> => bar()?.desk.saveSettings(wanted) ?? client.saveDeskSettings(wanted);
    if (!(await attempt(keep, words.settingsSaved))) setSettings(settings);
  };
  return (
    <div className="stack">
      <Segmented
        block
        aria-label={words.answering}
        value={settings.autoAnswer ? 'auto' : 'manual'}
        onChange={(value) => void save({ autoAnswer: value === 'auto' })}
        options={[
          { value: 'manual', label: words.manual },
          { value: 'auto', label: words.autoAnswer },
        ]}
      />
      {settings.autoAnswer && (
        <div className="row row-between">
          <label htmlFor={field}>{words.autoAnswerAfter}</label>
          <InputNumber
            id={field}
            min={0}
            max={10}
            precision={0}
            value={settings.autoAnswerSeconds}
            onChange={(value) => {
              if (value !== null) void save({ autoAnswerSeconds: value });
            }}
          />
        </div>
      )}
    </div>
  );
}
