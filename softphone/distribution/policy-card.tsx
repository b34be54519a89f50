import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined } from '@ant-design/icons';
import { Button, Card, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import type { Policy, Routing } from './contract.js';
import { distributionTexts } from './distribution-texts.js';
import { routingTexts } from './routing-texts.js';
import { moved, unusualPolicy, usualPolicy } from './settings.js';
import './distribution.css';

interface Props {
  readonly routing: Routing;
  readonly change: (routing: Routing) => void;
}

const timeZones = Intl.supportedValuesOf('timeZone');
const defaultTimeZone = 'Asia/Shanghai';

const all = {
  tasks: ['designated', 'queuePriority', 'rank', 'priority', 'level', 'skillLevel', 'regionShare', 'wait'],
  agents: ['skillLevel', 'regionShare', 'rank', 'fewestTaken', 'longestIdle'],
} as const satisfies { readonly [K in keyof Policy]: readonly Policy[K][number][] };

/** What decides first (ACD11), and by which clock rules go. */
export function PolicyCard({ routing, change }: Props): ReactNode {
  const words = useTexts(routingTexts);
  const { policy = usualPolicy, timeZone = defaultTimeZone } = routing;
  const put = (changed: Policy): void => {
    const set = unusualPolicy(changed);
    const { rules } = routing;
    change({ rules, ...(routing.timeZone !== undefined && { timeZone }), ...(set && { policy: set }) });
  };
  return (
    <Card
      size="small"
      title={<h2>{words.policy}</h2>}
      extra={
        <div className="row">
          <label htmlFor="routing-time-zone">{words.timeZone}</label>
          <Select
            id="routing-time-zone"
            className="time-zone"
            showSearch
            value={timeZone}
            options={timeZones.map((value) => ({ value, label: value }))}
            onChange={(chosen) => change({ ...routing, timeZone: chosen })}
          />
          <Button disabled={!routing.policy} onClick={() => put(usualPolicy)}>
            {words.usualOrder}
          </Button>
        </div>
      }
    >
      <p className="card-note">{words.policyHint}</p>
      <div className="columns policies">
        <Order
          label={words.policies.tasks}
          chosen={policy.tasks}
          all={all.tasks}
          change={(tasks) => put({ ...policy, tasks: [...tasks] })}
        />
        <Order
          label={words.policies.agents}
          chosen={policy.agents}
          all={all.agents}
          change={(agents) => put({ ...policy, agents: [...agents] })}
        />
      </div>
    </Card>
  );
}

interface OrderProps<T extends string> {
  readonly label: string;
  readonly chosen: readonly T[];
  readonly all: readonly T[];
  readonly change: (chosen: readonly T[]) => void;
}

function Order<T extends keyof (typeof distributionTexts)['en']['criteria']>(
  props: OrderProps<T>,
): ReactNode {
  const { label, chosen, all: every, change } = props;
  const words = useTexts(routingTexts);
  const { criteria } = useTexts(distributionTexts);
  const left = every.filter((one) => !chosen.includes(one));
  return (
    <section aria-label={label}>
      <h3>{label}</h3>
      <ol className="order">
        {chosen.map((one, at) => (
          <li key={one}>
            <span>{criteria[one]}</span>
            <Button
              size="small"
              type="text"
              icon={<ArrowUpOutlined aria-hidden />}
              aria-label={words.up(criteria[one])}
              disabled={at === 0}
              onClick={() => change(moved(chosen, at, -1))}
            />
            <Button
              size="small"
              type="text"
              icon={<ArrowDownOutlined aria-hidden />}
              aria-label={words.down(criteria[one])}
              disabled={at === chosen.length - 1}
              onClick={() => change(moved(chosen, at, 1))}
            />
            <Button
              size="small"
              type="text"
              icon={<CloseOutlined aria-hidden />}
              aria-label={words.removeCriterion(criteria[one])}
              onClick={() => change(chosen.filter((other) => other !== one))}
            />
          </li>
        ))}
      </ol>
      {left.length > 0 && (
        <Select<T>
          size="small"
          className="condition-add"
          aria-label={`${label}：${words.addCriterion}`}
          placeholder={words.addCriterion}
          value={null}
          options={left.map((value) => ({ value, label: criteria[value] }))}
          onChange={(added: T) => change([...chosen, added])}
        />
      )}
    </section>
  );
}
