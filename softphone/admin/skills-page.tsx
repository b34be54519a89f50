import { Button, Card, Form, Input, Select, Table } from 'antd';
import { useCallback, useState, type ReactNode } from 'react';
import type { AgentConfig } from '../../engine/store/configuration.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { adminTexts } from './admin-texts.js';
import { slugRule, textRule } from './field-rules.js';
import { useRules } from './resource-form.js';
import { ResourcePage } from './resource-page.js';
import { changedAgents, highestLevel, setLevel, shownLevel, type MatrixEdits } from './skill-matrix.js';

interface Skill {
  readonly id: string;
  readonly name: string;
}

export default function SkillsPage(): ReactNode {
  const [changes, setChanges] = useState(0);
  return (
    <div className="stack">
      <SkillList changed={() => setChanges((n) => n + 1)} />
      <Matrix key={changes} />
    </div>
  );
}

function SkillList({ changed }: { readonly changed: () => void }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(adminTexts);
  return (
    <ResourcePage<Skill, Skill>
      resource={{
        title: words.skills.list,
        kind: words.kinds.skills,
        load: useCallback(() => client.skills.list(), [client]),
        keyOf: (skill) => skill.id,
        nameOf: (skill) => skill.name,
        keyField: 'id',
        fieldNames: ['id', 'name'],
        blank: {},
        formOf: (skill) => skill,
        columns: [
          { title: words.skills.id, dataIndex: 'id' },
          { title: words.skills.name, dataIndex: 'name' },
        ],
        fields: (skill) => <SkillFields existing={skill !== undefined} />,
        save: async ({ id, name }) => {
          await client.skills.save(id, { name });
          changed();
          return undefined;
        },
        remove: async (skill) => {
          await client.skills.remove(skill.id);
          changed();
        },
      }}
    />
  );
}

function SkillFields({ existing }: { readonly existing: boolean }): ReactNode {
  const words = useTexts(adminTexts);
  const rules = useRules();
  return (
    <>
      <Form.Item name="id" label={words.skills.id} rules={rules(slugRule)}>
        <Input autoFocus={!existing} disabled={existing} maxLength={40} />
      </Form.Item>
      <Form.Item name="name" label={words.skills.name} rules={rules(textRule(80))}>
        <Input maxLength={80} />
      </Form.Item>
    </>
  );
}

/** Agents × skills, changed in place and saved together. */
function Matrix(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(adminTexts);
  const load = useCallback(
    async () => ({ agents: await client.agents.list(), skills: await client.skills.list() }),
    [client],
  );
  const [loaded, reload] = useLoaded(load);
  return (
    <Card size="small" title={<h2>{words.skills.matrix}</h2>}>
      <p className="card-note">{words.skills.matrixHint}</p>
      <LoadedView loaded={loaded} reload={reload}>
        {({ agents, skills }) => <MatrixTable agents={agents} skills={skills} reload={reload} />}
      </LoadedView>
    </Card>
  );
}

interface MatrixProps {
  readonly agents: readonly AgentConfig[];
  readonly skills: readonly Skill[];
  readonly reload: () => void;
}

const levels = Array.from({ length: highestLevel }, (_, at) => ({ value: at + 1, label: String(at + 1) }));

function MatrixTable({ agents, skills, reload }: MatrixProps): ReactNode {
  const { client } = useDesk();
  const words = useTexts(adminTexts);
  const attempt = useAttempt();
  const [edits, setEdits] = useState<MatrixEdits>({});
  const changed = changedAgents(agents, edits);

  async function save(): Promise<void> {
    await attempt(async () => {
      for (const { id, ...settings } of changed) await client.agents.save(id, settings);
    }, words.saved);
    setEdits({});
    reload();
  }

  return (
    <div className="stack">
      <Table<AgentConfig>
        size="small"
        rowKey="id"
        pagination={{ pageSize: 20, hideOnSinglePage: true, size: 'small' }}
        scroll={{ x: 'max-content' }}
        dataSource={[...agents]}
        columns={[
          { title: words.sections.agents, fixed: 'left', render: (_, { id, name }) => `${id} ${name}` },
          ...skills.map((skill) => ({
            title: skill.name,
            key: skill.id,
            render: (_: unknown, agent: AgentConfig) => (
              <Select
                allowClear
                className="level"
                size="small"
                placeholder="–"
                aria-label={words.skills.levelOf(agent.name, skill.name)}
                value={shownLevel(agent, skill.id, edits) || null}
                options={levels}
                onChange={(level: number | null | undefined) =>
                  setEdits((before) => setLevel(before, agent, skill.id, level ?? 0))
                }
              />
            ),
          })),
        ]}
      />
      <div className="row">
        <Button type="primary" disabled={changed.length === 0} onClick={() => void save()}>
          {words.skills.saveChanges(changed.length)}
        </Button>
        {changed.length > 0 && <Button onClick={() => setEdits({})}>{words.skills.discard}</Button>}
      </div>
    </div>
  );
}
