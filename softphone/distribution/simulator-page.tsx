import { Button, Card, DatePicker, Form, InputNumber, Select, Skeleton } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useCallback, useState, type ReactNode } from 'react';
import type { AgentConfig, QueueConfig } from '../../engine/store/configuration.js';
import { wholeRule } from '../admin/field-rules.js';
import { useRules } from '../admin/resource-form.js';
import { useConfiguration, type Choices } from '../admin/use-configuration.js';
import { useDesk, useNow, useTexts } from '../desk-shell/desk-context.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { requests, type Routing, type SimulationAnswer } from './contract.js';
import { useRoutingDraft } from './routing-draft.js';
import { AgentChanges, QueueChanges } from './simulated-changes.js';
import { clockTimes, dateIn } from './simulation.js';
import { SimulationResult } from './simulation-result.js';
import { routingTexts } from './routing-texts.js';
import { simulatorTexts } from './simulator-texts.js';
import { StepList } from './step-list.js';
import { SkillMap, WholeField } from './wait-steps.js';

interface Hours {
  readonly from: string;
  readonly to: string;
}

interface Entered extends Hours {
  readonly date: Dayjs;
  readonly timeZone: string;
  readonly targetSeconds: number;
  readonly replications: number;
  /** `inForce`, `draft`, or the number of a version. */
  readonly rules: string;
  readonly added?: readonly (Hours & {
    readonly agents: number;
    readonly queues: readonly string[];
    readonly skills?: Readonly<Record<string, number>>;
  })[];
  readonly absent?: readonly (Hours & { readonly agent: string })[];
}

const timeZones = Intl.supportedValuesOf('timeZone');
const wholeDay: Hours = { from: '00:00', to: '24:00' };

/** A change of rules, queues or staff, tried on the calls of a past day; days are those of the rules' clock, or the browser's. */
export default function SimulatorPage(): ReactNode {
  const { client } = useDesk();
  const [loaded] = useLoaded(useCallback(() => requests.routing(client), [client]));
  if (loaded.name === 'loading') return <Skeleton active />;
  const ruled = loaded.name === 'there' ? loaded.value.routing.timeZone : undefined;
  return <Simulator timeZone={ruled ?? Intl.DateTimeFormat().resolvedOptions().timeZone} />;
}

function Simulator({ timeZone }: { readonly timeZone: string }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(simulatorTexts);
  const attempt = useAttempt();
  const choices = useConfiguration();
  const [draft] = useRoutingDraft();
  const [queues, setQueues] = useState<readonly QueueConfig[]>([]);
  const [agents, setAgents] = useState<readonly AgentConfig[]>([]);
  const [running, setRunning] = useState(false);
  const [result, setResult] = useState<{ readonly answer: SimulationAnswer; readonly timeZone: string }>();
  const yesterday = dayjs(dateIn(timeZone, useNow())).subtract(1, 'day');

  async function run(entered: Entered): Promise<void> {
    setRunning(true);
    await attempt(async () => {
      const routing = await rulesOf(entered.rules);
      const answer = await requests.simulate(client, askedOf(entered, { queues, agents, routing }));
      setResult({ answer, timeZone: entered.timeZone });
    });
    setRunning(false);
  }

  async function rulesOf(chosen: string): Promise<Routing | undefined> {
    if (chosen === 'inForce') return undefined;
    if (chosen === 'draft') return draft?.routing;
    return (await requests.version(client, Number(chosen))).routing;
  }

  const { queues: known, agents: everybody } = choices;
  return (
    <div className="stack">
      <Card size="small" title={<h2>{words.title}</h2>}>
        <p className="card-note">{words.intro}</p>
        <Form<Entered>
          layout="vertical"
          scrollToFirstError={{ focus: true }}
          initialValues={{
            ...wholeDay,
            ...{ timeZone, date: yesterday },
            targetSeconds: 20,
            replications: 10,
            rules: 'inForce',
          }}
          onFinish={(entered) => void run(entered)}
        >
          <DayFields />
          <QueueChanges choices={choices} changes={queues} change={setQueues} />
          <AgentChanges choices={choices} changes={agents} change={setAgents} />
          <Staffing choices={choices} />
          <div className="row" role="status">
            <Button type="primary" htmlType="submit" loading={running}>
              {words.run}
            </Button>
            {running && words.running}
          </div>
        </Form>
      </Card>
      {result && (
        <SimulationResult
          {...result}
          queueName={(id) => known.find((one) => one.id === id)?.name ?? id}
          agentName={(id) => `${id} ${everybody.find((one) => one.id === id)?.name ?? ''}`.trim()}
        />
      )}
    </div>
  );
}

interface Changes {
  readonly queues: readonly QueueConfig[];
  readonly agents: readonly AgentConfig[];
  readonly routing: Routing | undefined;
}

function askedOf(entered: Entered, { queues, agents, routing }: Changes): object {
  const { date, timeZone, from, to, targetSeconds, replications, added = [], absent = [] } = entered;
  return {
    ...{ date: date.format('YYYY-MM-DD'), timeZone, from, to, targetSeconds, replications },
    changes: {
      ...{ queues, agents, absent },
      ...(routing && { routing }),
      added: added.map(({ skills = {}, ...one }) => ({
        ...one,
        skills: Object.entries(skills).map(([skill, level]) => ({ skill, level })),
      })),
    },
  };
}

function DayFields(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(simulatorTexts);
  const routing = useTexts(routingTexts);
  const rules = useRules();
  const timeZone = Form.useWatch<string | undefined>('timeZone');
  const today = dateIn(timeZone, useNow());
  const [draft] = useRoutingDraft();
  const [loaded] = useLoaded(useCallback(() => requests.versions(client), [client]));
  const versions = loaded.name === 'there' ? loaded.value : [];
  return (
    <div className="pair">
      <Form.Item name="date" label={words.date} rules={[{ required: true, message: words.required }]}>
        <DatePicker allowClear={false} disabledDate={(day) => day.format('YYYY-MM-DD') >= today} />
      </Form.Item>
      <Form.Item name="timeZone" label={routing.timeZone}>
        <Select showSearch options={timeZones.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <HourFields under={[]} />
      <Form.Item name="targetSeconds" label={words.targetSeconds} rules={rules(wholeRule(0, 3600))}>
        <InputNumber precision={0} />
      </Form.Item>
      <Form.Item name="replications" label={words.replications} rules={rules(wholeRule(2, 100))}>
        <InputNumber precision={0} />
      </Form.Item>
      <Form.Item name="rules" label={words.rules}>
        <Select
          options={[
            { value: 'inForce', label: words.inForce },
            ...(draft ? [{ value: 'draft', label: words.draft }] : []),
            ...versions.map(({ version, note }) => ({
              value: String(version),
              label: `${words.version(version)} ${note}`.trim(),
            })),
          ]}
        />
      </Form.Item>
    </div>
  );
}

/** From and to, of the whole day or of an item of a list. */
function HourFields({ under }: { readonly under: (string | number)[] }): ReactNode {
  const words = useTexts(simulatorTexts);
  const options = clockTimes.map((value) => ({ value, label: value }));
  const fromOf = (fields: unknown): unknown =>
    under.reduce<unknown>((at, step) => (at as Record<string | number, unknown> | undefined)?.[step], fields);
  return (
    <>
      <Form.Item name={[...under.slice(1), 'from']} label={words.from}>
        <Select showSearch options={options.slice(0, -1)} />
      </Form.Item>
      <Form.Item
        name={[...under.slice(1), 'to']}
        label={words.to}
        dependencies={[[...under, 'from']]}
        rules={[
          ({ getFieldsValue }) => ({
            validator: (_, to: string) => {
              const { from = '00:00' } = (fromOf(getFieldsValue(true)) ?? {}) as { readonly from?: string };
              return to > from ? Promise.resolve() : Promise.reject(new Error(words.hours));
            },
          }),
        ]}
      >
        <Select showSearch options={options.slice(1)} />
      </Form.Item>
    </>
  );
}

function Staffing({ choices }: { readonly choices: Choices }): ReactNode {
  const words = useTexts(simulatorTexts);
  const required = { required: true, message: words.required };
  return (
    <>
      <StepList
        name={['added']}
        label={words.added}
        addLabel={words.addAdded}
        blank={{ ...wholeDay, agents: 1 }}
      >
        {(at) => (
          <div className="pair">
            <WholeField name={[at, 'agents']} label={words.count} least={1} most={1000} />
            <Form.Item name={[at, 'queues']} label={words.serves} rules={[required]}>
              <Select
                mode="multiple"
                options={choices.queues.map(({ id, name }) => ({ value: id, label: name }))}
              />
            </Form.Item>
            <Form.Item name={[at, 'skills']} label={words.skills}>
              <SkillMap {...{ choices, label: words.skills, labelOf: words.levelOf, least: 1, first: 5 }} />
            </Form.Item>
            <HourFields under={['added', at]} />
          </div>
        )}
      </StepList>
      <StepList name={['absent']} label={words.absent} addLabel={words.addAbsent} blank={wholeDay}>
        {(at) => (
          <div className="pair">
            <Form.Item name={[at, 'agent']} label={words.agent} rules={[required]}>
              <Select
                showSearch={{ optionFilterProp: 'label' }}
                options={choices.agents.map(({ id, name }) => ({ value: id, label: `${id} ${name}` }))}
              />
            </Form.Item>
            <HourFields under={['absent', at]} />
          </div>
        )}
      </StepList>
    </>
  );
}
