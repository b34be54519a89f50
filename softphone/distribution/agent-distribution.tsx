import { Checkbox, Divider, Form } from 'antd';
import { useCallback, type ReactNode } from 'react';
import { useConfiguration } from '../admin/use-configuration.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { regions as regionRequests } from '../hotline/contract.js';
import { distributionTexts } from './distribution-texts.js';
import { LevelMap } from './level-map.js';
import { WholeField } from './wait-steps.js';

const media = ['chat', 'email', 'fax', 'sms', 'voicemail', 'task'] as const;

/** Fields under `distribution` of an agent (ACD4, ACD7, ACD13). */
export function AgentDistributionFields(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(distributionTexts);
  const { queues } = useConfiguration();
  const [loaded] = useLoaded(useCallback(() => regionRequests.names(client), [client]));
  const regions = loaded.name === 'there' ? loaded.value : [];
  return (
    <>
      <Divider titlePlacement="start">{words.agentTitle}</Divider>
      <Form.Item name={['distribution', 'ranks']} label={words.ranks}>
        <LevelMap
          label={words.ranked}
          labelOf={words.rankOf}
          options={queues.map(({ id, name }) => ({ value: id, label: name }))}
          {...{ least: 1, most: 100, first: 1 }}
        />
      </Form.Item>
      <Form.Item name={['distribution', 'shares', 'weights']} label={words.shares} extra={words.sharesHint}>
        <LevelMap
          free
          label={words.shared}
          labelOf={words.shareOf}
          options={regions.map((name) => ({ value: name, label: name }))}
          {...{ least: 1, most: 1_000_000, first: 50 }}
        />
      </Form.Item>
      <div className="pair">
        <Form.Item
          name={['distribution', 'shares', 'strict']}
          valuePropName="checked"
          label=" "
          colon={false}
        >
          <Checkbox>{words.strict}</Checkbox>
        </Form.Item>
        <WholeField
          name={['distribution', 'shares', 'tolerance']}
          label={words.tolerance}
          {...{ least: 1, most: 100, empty: true }}
        />
      </div>
      <fieldset className="steps">
        <legend>{words.capacity}</legend>
        <div className="pair">
          {media.map((medium) => (
            <WholeField
              key={medium}
              name={['distribution', 'capacity', medium]}
              label={words.media[medium]}
              {...{ least: 0, most: 20, empty: true }}
            />
          ))}
          <WholeField
            name={['distribution', 'together']}
            label={words.together}
            {...{ least: 0, most: 50, empty: true }}
          />
        </div>
        <Form.Item name={['distribution', 'callsInterrupt']} valuePropName="checked">
          <Checkbox>{words.callsInterrupt}</Checkbox>
        </Form.Item>
      </fieldset>
    </>
  );
}
