import { CheckCircleOutlined, DeleteOutlined, MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Card, Checkbox, DatePicker, Form, Input, InputNumber } from 'antd';
import { NamedSelect } from '../desk-shell/named-select.js';
import { useState, type ReactNode } from 'react';
import { adminTexts } from '../admin/admin-texts.js';
import { Facts } from '../desk-shell/facts.js';
import { useDesk, useLanguage, useTexts } from '../desk-shell/desk-context.js';
import { ToneTag } from '../desk-shell/tone-tag.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { formatDuration, formatTime } from '../i18n/format.js';
import { requests, type Asked, type Routing, type Trial } from './contract.js';
import { decisionFacts, explanationWords } from './decision-words.js';
import { distributionTexts } from './distribution-texts.js';
import { failureWords, outcomeWords, type Names } from './rule-words.js';
import { routingTexts } from './routing-texts.js';
import { useRoutingChoices, type RoutingChoices } from './use-routing-choices.js';
import { SkillMap } from './wait-steps.js';
import './distribution.css';

interface Entered {
  readonly caller?: string;
  readonly called?: string;
  readonly medium?: Asked['medium'];
  readonly queue: string;
  readonly language: string;
  readonly priority?: number | null;
  readonly skills?: Readonly<Record<string, number>>;
  readonly keys?: Asked['keys'];
  readonly data?: readonly { readonly name?: string; readonly value?: string }[];
  readonly at?: { valueOf(): number } | null;
  readonly byDraft?: boolean;
}

/** This caller, now: where would it go, and why. */
export function RoutingTest({ draft }: { readonly draft: Routing | undefined }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(routingTexts);
  const attempt = useAttempt();
  const choices = useRoutingChoices();
  const [trial, setTrial] = useState<Trial>();
  const [running, setRunning] = useState(false);

  async function run(entered: Entered): Promise<void> {
    setRunning(true);
    await attempt(async () => setTrial(await requests.test(client, askedOf(entered, draft))));
    setRunning(false);
  }

  return (
    <Card size="small" title={<h2>{words.test}</h2>}>
      <p className="card-note">{words.testHint}</p>
      <div className="columns test-columns">
        <Form<Entered>
          layout="vertical"
          initialValues={{ medium: 'phone', language: 'zh-CN', priority: 0, byDraft: true }}
          onFinish={(entered) => void run(entered)}
        >
          <TestFields choices={choices} hasDraft={draft !== undefined} />
          <Button type="primary" htmlType="submit" loading={running}>
            {words.run}
          </Button>
        </Form>
        <div aria-live="polite">{trial && <TrialView trial={trial} names={choices.names} />}</div>
      </div>
    </Card>
  );
}

function askedOf(entered: Entered, draft: Routing | undefined): Parameters<typeof requests.test>[1] {
  const {
    caller = '',
    called = '',
    medium = 'phone',
    queue,
    language,
    priority,
    skills = {},
    keys = [],
    data = [],
  } = entered;
  const named = data.flatMap(({ name = '', value = '' }) => (name === '' ? [] : [[name, value] as const]));
  return {
    ...{ caller, called, medium, queue, language, priority: priority ?? 0, skills, keys },
    data: Object.fromEntries(named),
    ...(entered.at && { at: entered.at.valueOf() }),
    ...(draft && entered.byDraft === true && { routing: draft }),
  };
}

interface FieldsProps {
  readonly choices: RoutingChoices;
  readonly hasDraft: boolean;
}

function TestFields({ choices, hasDraft }: FieldsProps): ReactNode {
  const words = useTexts(routingTexts);
  const { faults } = useTexts(adminTexts);
  const { media } = useTexts(distributionTexts);
  return (
    <>
      <div className="pair">
        <Form.Item name="caller" label={words.caller}>
          <Input maxLength={32} inputMode="tel" placeholder={words.callerHint} />
        </Form.Item>
        <Form.Item name="called" label={words.called}>
          <NamedSelect label={words.called} allowClear options={[...choices.settings.numbers]} />
        </Form.Item>
        <Form.Item name="medium" label={words.leaves.medium}>
          <NamedSelect
            label={words.leaves.medium}
            options={Object.entries(media)
              .filter(([value]) => value !== 'webCall')
              .map(([value, label]) => ({ value, label }))}
          />
        </Form.Item>
        <Form.Item
          name="queue"
          label={words.leaves.queue}
          rules={[{ required: true, message: faults.required }]}
        >
          <NamedSelect label={words.leaves.queue} options={[...choices.settings.queues]} />
        </Form.Item>
        <Form.Item name="language" label={words.leaves.language}>
          <NamedSelect
            label={words.leaves.language}
            options={Object.entries(words.languages).map(([value, label]) => ({ value, label }))}
          />
        </Form.Item>
        <Form.Item name="priority" label={words.priority}>
          <InputNumber precision={0} min={-1000} max={1000} />
        </Form.Item>
        <Form.Item name="at" label={words.at}>
          <DatePicker showTime={{ format: 'HH:mm' }} placeholder={words.now} />
        </Form.Item>
      </div>
      <Form.Item name="skills" label={words.outcome.skills}>
        <SkillMap
          choices={choices.configuration}
          label={words.outcome.skills}
          labelOf={words.outcome.leastLevel}
          least={1}
          first={1}
        />
      </Form.Item>
      <Pairs
        list="keys"
        parts={[
          ['node', words.keyNode],
          ['digits', words.keyDigits],
        ]}
        add={words.addKey}
      />
      <Pairs
        list="data"
        parts={[
          ['name', words.dataName],
          ['value', words.dataValue],
        ]}
        add={words.addData}
      />
      {hasDraft && (
        <Form.Item name="byDraft" valuePropName="checked">
          <Checkbox>{words.useDraft}</Checkbox>
        </Form.Item>
      )}
    </>
  );
}

interface PairsProps {
  readonly list: string;
  readonly parts: readonly (readonly [name: string, label: string])[];
  readonly add: string;
}

function Pairs({ list, parts, add: addLabel }: PairsProps): ReactNode {
  const words = useTexts(adminTexts);
  return (
    <Form.List name={list}>
      {(fields, { add, remove }) => (
        <div className="pairs">
          {fields.map(({ key, name: at }) => (
            <div className="skill-level" key={key}>
              {parts.map(([name, label]) => (
                <Form.Item
                  key={name}
                  name={[at, name]}
                  rules={[{ required: true, message: words.faults.required }]}
                >
                  <Input aria-label={label} placeholder={label} maxLength={64} />
                </Form.Item>
              ))}
              <Button
                type="text"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={words.remove}
                onClick={() => remove(at)}
              />
            </div>
          ))}
          <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>
            {addLabel}
          </Button>
        </div>
      )}
    </Form.List>
  );
}

interface TrialProps {
  readonly trial: Trial;
  readonly names: Names;
}

function TrialView({ trial, names }: TrialProps): ReactNode {
  const words = useTexts(routingTexts);
  const { task, trace } = trial.decision;
  const { queue, priority = 0, level = 0, region = '', skills = {} } = task;
  const becomes = {
    ...{ queue, priority },
    ...(level !== 0 && { level }),
    ...(region !== '' && { region }),
    ...(Object.keys(skills).length > 0 && { skills: { ...skills } }),
  };
  return (
    <div className="stack">
      <Result trial={trial} names={names} />
      <Facts items={[[words.becomes, outcomeWords(becomes, words, names)]]} />
      {trace.length > 0 && (
        <section aria-label={words.traced}>
          <h3>{words.traced}</h3>
          <ol className="trace">
            {trace.map(({ rule, name = rule, verdict }) => (
              <li key={rule}>
                <ToneTag
                  tone={verdict.holds ? 'good' : 'quiet'}
                  icon={verdict.holds ? <CheckCircleOutlined /> : <MinusCircleOutlined />}
                >
                  {verdict.holds ? words.holds : words.fails}
                </ToneTag>
                <span>
                  {name}
                  {!verdict.holds && (
                    <span className="dim"> {failureWords(verdict.path, verdict.found, words)}</span>
                  )}
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}

function Result({ trial, names }: TrialProps): ReactNode {
  const words = useTexts(routingTexts);
  const distribution = useTexts(distributionTexts);
  const language = useLanguage();
  const { result } = trial;
  const duration = (ms: number): string => formatDuration(ms / 1000);
  switch (result.to) {
    case 'agent':
      return (
        <>
          <strong className="trial-result">
            {words.result.agent(result.agent, names.queue(result.queue))}
          </strong>
          <div>{distribution.decision.by[result.why.by]}</div>
          <Facts items={decisionFacts(result.why, distribution, names, duration)} />
        </>
      );
    case 'queue':
      return (
        <>
          <strong className="trial-result">
            {words.result.queue(result.queues.map(names.queue).join(' / '), result.position)}
          </strong>
          <div>{explanationWords(result.why, distribution, (at) => formatTime(at, language))}</div>
          {result.estimateMs !== null && <div>{words.result.estimate(duration(result.estimateMs))}</div>}
        </>
      );
    case 'elsewhere':
      return (
        <strong className="trial-result">
          {words.result.elsewhere(targetWords(result.target, distribution.targets))}
        </strong>
      );
    case 'nowhere': {
      const refusals: Readonly<Record<string, string>> = words.refusals;
      return (
        <strong className="trial-result">{words.result.nowhere(refusals[result.why] ?? result.why)}</strong>
      );
    }
  }
}

/** The engine leaves the target of an overflow open; it has a kind, and what belongs to it. */
export function targetWords(target: unknown, targets: Readonly<Record<string, string>>): string {
  if (typeof target !== 'object' || target === null) return '';
  const { kind, ...rest } = target as Readonly<Record<string, unknown>>;
  const detail = Object.values(rest).filter((value) => typeof value === 'string');
  return [targets[String(kind)] ?? String(kind), ...detail].join(' ');
}
