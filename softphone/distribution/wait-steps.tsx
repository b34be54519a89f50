import { Checkbox, Form, Input, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { adminTexts } from '../admin/admin-texts.js';
import { numberRule, textRule, wholeRule, optional } from '../admin/field-rules.js';
import { useRules } from '../admin/resource-form.js';
import type { Choices } from '../admin/use-configuration.js';
import { useTexts } from '../desk-shell/desk-context.js';
import type { Outcome } from './contract.js';
import { distributionTexts } from './distribution-texts.js';
import { LevelMap } from './level-map.js';
import { StepList } from './step-list.js';

type Path = (string | number)[];

interface Props {
  /** Where `relax`, `promote` and `overflow` stand in the form: `distribution` of a queue, `then` of a rule. */
  readonly under: string;
  readonly choices: Choices;
}

const day = 86_400;

/** What becomes of a caller while waiting (ACD9, ACD10, ACD14). */
export function WaitSteps({ under, choices }: Props): ReactNode {
  const words = useTexts(distributionTexts);
  return (
    <>
      <StepList
        name={[under, 'relax']}
        label={words.relax}
        addLabel={words.addRelax}
        blank={{ afterSeconds: 30 }}
      >
        {(at) => <Relaxation at={at} choices={choices} />}
      </StepList>
      <StepList
        name={[under, 'promote']}
        label={words.promote}
        addLabel={words.addPromote}
        blank={{ afterSeconds: 60, addPriority: 1 }}
      >
        {(at) => <Promotion at={at} />}
      </StepList>
      <StepList
        name={[under, 'overflow']}
        label={words.overflow}
        addLabel={words.addOverflow}
        blank={{ when: { on: 'waited', seconds: 60 }, to: { kind: 'queue' } }}
      >
        {(at) => <Overflow at={at} list={[under, 'overflow']} choices={choices} />}
      </StepList>
    </>
  );
}

interface WholeProps {
  readonly name: Path;
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly empty?: boolean;
}

/** A whole number; with `empty` it may be left out. */
export function WholeField({ name, label, least, most, empty = false }: WholeProps): ReactNode {
  const rules = useRules();
  const rule = wholeRule(least, most);
  return (
    <Form.Item name={name} label={label} rules={rules(empty ? optional(rule) : rule)}>
      <InputNumber precision={0} />
    </Form.Item>
  );
}

function Relaxation({ at, choices }: { readonly at: number; readonly choices: Choices }): ReactNode {
  const words = useTexts(distributionTexts);
  return (
    <>
      <div className="pair">
        <WholeField name={[at, 'afterSeconds']} label={words.afterSeconds} least={0} most={day} />
        <Form.Item name={[at, 'skills']} label={words.leastSkills}>
          <SkillMap
            choices={choices}
            labelOf={words.leastLevel}
            label={words.leastSkills}
            least={0}
            first={0}
          />
        </Form.Item>
      </div>
      <div className="row">
        <Form.Item name={[at, 'anySkill']} valuePropName="checked" noStyle>
          <Checkbox>{words.anySkill}</Checkbox>
        </Form.Item>
        <Form.Item name={[at, 'anyRegion']} valuePropName="checked" noStyle>
          <Checkbox>{words.anyRegion}</Checkbox>
        </Form.Item>
      </div>
    </>
  );
}

interface SkillMapProps {
  readonly value?: Readonly<Record<string, number>>;
  readonly onChange?: (value: Readonly<Record<string, number>> | undefined) => void;
  readonly id?: string;
  readonly choices: Choices;
  readonly label: string;
  readonly labelOf: (name: string) => string;
  readonly least: number;
  readonly first: number;
}

/** Skills with their least levels, as a field of a form. */
export function SkillMap({ choices, ...rest }: SkillMapProps): ReactNode {
  const options = choices.skills.map(({ id, name }) => ({ value: id, label: name }));
  return <LevelMap {...rest} options={options} most={9} />;
}

function Promotion({ at }: { readonly at: number }): ReactNode {
  const words = useTexts(distributionTexts);
  return (
    <div className="pair">
      <WholeField name={[at, 'afterSeconds']} label={words.afterSeconds} least={0} most={day} />
      <WholeField name={[at, 'everySeconds']} label={words.everySeconds} least={1} most={day} empty />
      <WholeField name={[at, 'times']} label={words.times} least={1} most={1000} empty />
      <WholeField name={[at, 'addPriority']} label={words.addPriority} least={-1000} most={1000} empty />
      <WholeField name={[at, 'addLevel']} label={words.addLevel} least={-1000} most={1000} empty />
      <Levels at={at} />
    </div>
  );
}

function Levels({ at }: { readonly at: number }): ReactNode {
  const words = useTexts(distributionTexts);
  return (
    <>
      <WholeField name={[at, 'levels', 'from']} label={words.levelFrom} least={-1000} most={1000} empty />
      <WholeField name={[at, 'levels', 'to']} label={words.levelTo} least={-1000} most={1000} empty />
    </>
  );
}

type OverflowRule = NonNullable<Outcome['overflow']>[number];

interface OverflowProps {
  readonly at: number;
  readonly list: Path;
  readonly choices: Choices;
}

function Overflow({ at, list, choices }: OverflowProps): ReactNode {
  const words = useTexts(distributionTexts);
  const on = Form.useWatch<OverflowRule['when']['on'] | undefined>([...list, at, 'when', 'on']);
  const kind = Form.useWatch<OverflowRule['to']['kind'] | undefined>([...list, at, 'to', 'kind']);
  return (
    <div className="pair">
      <Form.Item name={[at, 'when', 'on']} label={words.when}>
        <Select options={optionsOf(words.causes)} />
      </Form.Item>
      {on === 'length' && (
        <WholeField name={[at, 'when', 'tasks']} label={words.tasks} least={0} most={100_000} />
      )}
      {(on === 'waited' || on === 'longestWait' || on === 'estimatedWait') && (
        <WholeField name={[at, 'when', 'seconds']} label={words.seconds} least={0} most={day} />
      )}
      <Form.Item name={[at, 'to', 'kind']} label={words.to}>
        <Select options={optionsOf(words.targets)} />
      </Form.Item>
      <Target at={at} kind={kind} choices={choices} />
      <Levels at={at} />
    </div>
  );
}

function optionsOf(words: Readonly<Record<string, string>>): { value: string; label: string }[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}

interface TargetProps {
  readonly at: number;
  readonly kind: OverflowRule['to']['kind'] | undefined;
  readonly choices: Choices;
}

function Target({ at, kind, choices }: TargetProps): ReactNode {
  const words = useTexts(distributionTexts);
  const { faults } = useTexts(adminTexts);
  const rules = useRules();
  const required = { required: true, message: faults.required };
  switch (kind) {
    case 'queue':
      return (
        <>
          <Form.Item name={[at, 'to', 'queue']} label={words.queue} rules={[required]}>
            <Select options={choices.queues.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
          <Form.Item name={[at, 'to', 'also']} valuePropName="checked" label=" " colon={false}>
            <Checkbox>{words.also}</Checkbox>
          </Form.Item>
        </>
      );
    case 'flow':
      return (
        <Form.Item name={[at, 'to', 'flow']} label={words.flow} rules={[required]}>
          <Select options={choices.flows.map((name) => ({ value: name, label: name }))} />
        </Form.Item>
      );
    case 'voicemail':
      return (
        <Form.Item name={[at, 'to', 'mailbox']} label={words.mailbox} rules={rules(textRule(80))}>
          <Input maxLength={80} />
        </Form.Item>
      );
    case 'external':
      return (
        <Form.Item name={[at, 'to', 'number']} label={words.number} rules={rules(numberRule)}>
          <Input maxLength={32} inputMode="tel" />
        </Form.Item>
      );
    case 'callBack':
    case undefined:
      return null;
  }
}
