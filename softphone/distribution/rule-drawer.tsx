import { Alert, Button, Checkbox, Drawer, Form, Input, Select, Tabs } from 'antd';
import { useState, type ReactNode } from 'react';
import { adminTexts } from '../admin/admin-texts.js';
import { slugRule } from '../admin/field-rules.js';
import { hasField, useRules } from '../admin/resource-form.js';
import { useDesk, useLanguage, useTexts } from '../desk-shell/desk-context.js';
import { refusalWords } from '../desk-shell/refusal-words.js';
import { shellTexts } from '../desk-shell/shell-texts.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import type { Language } from '../i18n/language.js';
import { ConditionEditor, type Faults } from './condition-editor.js';
import { requests, type Outcome, type Routing, type Rule, type RuleFault } from './contract.js';
import { distributionTexts } from './distribution-texts.js';
import { routingTexts } from './routing-texts.js';
import { ruleFaults } from './rule-faults.js';
import { tidyOutcome } from './settings.js';
import { StepList } from './step-list.js';
import { useRoutingChoices, type RoutingChoices } from './use-routing-choices.js';
import { SkillMap, WaitSteps, WholeField } from './wait-steps.js';

interface Props {
  readonly routing: Routing;
  /** Undefined: a new one, at the end. */
  readonly at: number | undefined;
  readonly close: () => void;
  readonly apply: (routing: Routing) => void;
}

/** A routing rule: when it holds, and what follows. The engine checks it before it goes into the draft. */
export function RuleDrawer({ routing, at, close, apply }: Props): ReactNode {
  const { client } = useDesk();
  const words = useTexts(routingTexts);
  const shell = useTexts(shellTexts);
  const language = useLanguage();
  const attempt = useAttempt();
  const choices = useRoutingChoices();
  const rule = at === undefined ? undefined : routing.rules[at];
  const [form] = Form.useForm<Rule>();
  const [faults, setFaults] = useState<Faults>(new Map());
  const [other, setOther] = useState<readonly string[]>([]);

  async function save(entered: Rule): Promise<void> {
    const place = at ?? routing.rules.length;
    const made = ruleOf(entered, rule);
    const next = { ...routing, rules: routing.rules.toSpliced(place, at === undefined ? 0 : 1, made) };
    await attempt(async () => {
      const found = ruleFaults(await requests.check(client, next), place);
      if (found.length === 0) {
        apply(next);
        close();
        return;
      }
      const shown = placed(found, language, (name) => hasField(form, name));
      form.setFields(shown.fields as unknown as Parameters<typeof form.setFields>[0]);
      setFaults(shown.when);
      setOther(shown.other);
    });
  }

  return (
    <Drawer
      open
      size={720}
      title={rule ? words.editRule(rule.name ?? rule.id) : words.newRule}
      onClose={close}
      footer={
        <div className="row">
          <Button type="primary" onClick={() => form.submit()}>
            {words.apply}
          </Button>
          <Button onClick={close}>{shell.cancel}</Button>
        </div>
      }
    >
      <div aria-live="assertive">
        {other.length > 0 && <Alert showIcon type="error" title={other.join('；')} />}
      </div>
      <Form<Rule>
        form={form}
        layout="vertical"
        scrollToFirstError={{ focus: true }}
        initialValues={rule ?? { enabled: true, then: {} }}
        onFinish={(entered) => void save(entered)}
      >
        <Identity existing={rule !== undefined} />
        <h3>{words.when}</h3>
        <Form.Item name="when">
          <ConditionEditor faults={faults} choices={choices.settings} />
        </Form.Item>
        <h3>{words.then}</h3>
        <OutcomeFields choices={choices} />
        <Form.Item name="goOn" valuePropName="checked">
          <Checkbox>{words.goOn}</Checkbox>
        </Form.Item>
        <button type="submit" hidden />
      </Form>
    </Drawer>
  );
}

/** What the form does not show stays as it was; what was left empty is not sent. */
function ruleOf(entered: Rule, before: Rule | undefined): Rule {
  const { id, name = '', when, then, goOn } = entered;
  return {
    id,
    ...(name !== '' && { name }),
    ...(before?.enabled === false && { enabled: false }),
    ...(when && { when }),
    then: tidyOutcome(then),
    ...(goOn === true && { goOn }),
  };
}

interface Placed {
  readonly fields: readonly { readonly name: readonly (string | number)[]; readonly errors: string[] }[];
  readonly when: Faults;
  readonly other: readonly string[];
}

/** Each fault to where it is about: the conditions, a field of the form, or over the form. */
function placed(
  faults: readonly RuleFault[],
  language: Language,
  isField: (name: readonly (string | number)[]) => boolean,
): Placed {
  const say = (reason: string): string =>
    refusalWords({ code: 'request.invalid', message: reason, where: '' }, language);
  const when = new Map<string, string>();
  const fields: { name: (string | number)[]; errors: string[] }[] = [];
  const other: string[] = [];
  for (const { path, reason } of faults) {
    const steps = path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    if (steps[0] === 'when') when.set(steps.slice(1).join('.'), say(reason));
    else if (isField(steps)) fields.push({ name: steps, errors: [say(reason)] });
    else other.push(`${path} ${say(reason)}`);
  }
  return { fields, when, other };
}

function Identity({ existing }: { readonly existing: boolean }): ReactNode {
  const words = useTexts(routingTexts);
  const rules = useRules();
  return (
    <div className="pair">
      <Form.Item name="id" label={words.id} rules={rules(slugRule)}>
        <Input autoFocus={!existing} maxLength={40} />
      </Form.Item>
      <Form.Item name="name" label={words.name}>
        <Input maxLength={80} />
      </Form.Item>
    </div>
  );
}

function OutcomeFields({ choices }: { readonly choices: RoutingChoices }): ReactNode {
  const { outcome: words, ...routing } = useTexts(routingTexts);
  const distribution = useTexts(distributionTexts);
  const wanted = Form.useWatch<Outcome['wants'] | undefined>(['then', 'wants']);
  const { queues, regions } = choices.settings;
  return (
    <>
      <div className="pair">
        <Form.Item name={['then', 'queue']} label={words.queue}>
          <Select allowClear placeholder={words.asFlow} options={[...queues]} />
        </Form.Item>
        <WholeField name={['then', 'priority']} label={words.priority} least={-1000} most={1000} empty />
        <WholeField
          name={['then', 'addPriority']}
          label={words.addPriority}
          least={-1000}
          most={1000}
          empty
        />
        <WholeField name={['then', 'level']} label={words.level} least={-1000} most={1000} empty />
        <Form.Item name={['then', 'region']} label={words.region}>
          <Select allowClear showSearch options={[...regions]} />
        </Form.Item>
        <Form.Item name={['then', 'wants', 'agent']} label={words.wants}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={words.nobody}
            options={[{ value: 'last', label: words.last }, ...choices.agents]}
          />
        </Form.Item>
        {wanted?.agent !== undefined && (
          <WholeField
            name={['then', 'wants', 'waitSeconds']}
            label={words.waitSeconds}
            least={0}
            most={86_400}
          />
        )}
      </div>
      <Form.Item name={['then', 'skills']} label={words.skills}>
        <SkillMap
          choices={choices.configuration}
          label={words.skills}
          labelOf={words.leastLevel}
          least={1}
          first={5}
        />
      </Form.Item>
      <Tabs
        size="small"
        items={[
          {
            key: 'routes',
            label: words.routes,
            forceRender: true,
            children: (
              <StepList name={['then', 'routes']} label={words.routes} addLabel={words.addRoute} blank={{}}>
                {(at) => <Route at={at} choices={choices} />}
              </StepList>
            ),
          },
          {
            key: 'steps',
            label: `${distribution.relax} · ${distribution.promote} · ${distribution.overflow}`,
            forceRender: true,
            children: <WaitSteps under="then" choices={choices.configuration} />,
          },
        ]}
        aria-label={routing.then}
      />
    </>
  );
}

function Route({ at, choices }: { readonly at: number; readonly choices: RoutingChoices }): ReactNode {
  const { outcome: words } = useTexts(routingTexts);
  const { faults } = useTexts(adminTexts);
  return (
    <div className="pair">
      <Form.Item
        name={[at, 'queue']}
        label={words.queue}
        rules={[{ required: true, message: faults.required }]}
      >
        <Select options={[...choices.settings.queues]} />
      </Form.Item>
      <WholeField name={[at, 'afterSeconds']} label={words.afterSeconds} least={0} most={86_400} empty />
      <WholeField name={[at, 'addPriority']} label={words.addPriority} least={-1000} most={1000} empty />
      <Form.Item name={[at, 'skills']} label={words.routeSkills}>
        <SkillMap
          choices={choices.configuration}
          label={words.routeSkills}
          labelOf={words.leastLevel}
          least={1}
          first={5}
        />
      </Form.Item>
    </div>
  );
}
