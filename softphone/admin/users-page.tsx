import { KeyOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { User } from '../api/client.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { shellTexts } from '../desk-shell/shell-texts.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useConfirm } from '../desk-shell/use-confirm.js';
import { adminTexts } from './admin-texts.js';
import { slugRule } from './field-rules.js';
import { useRules } from './resource-form.js';
import { ResourcePage } from './resource-page.js';
import { useConfiguration } from './use-configuration.js';

interface UserForm {
  readonly name: string;
  readonly role: User['role'];
  readonly agent?: string;
}

const roles = ['agent', 'supervisor', 'administrator'] as const satisfies readonly User['role'][];

export default function UsersPage(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(adminTexts);
  const shell = useTexts(shellTexts);
  return (
    <ResourcePage<User, UserForm>
      resource={{
        title: words.sections.users,
        kind: words.kinds.users,
        note: words.users.note,
        load: useCallback(() => client.users.list(), [client]),
        keyOf: (user) => user.name,
        nameOf: (user) => user.name,
        keyField: 'name',
        fieldNames: ['name', 'role', 'agent'],
        blank: { role: 'agent' },
        formOf: ({ name, role, agent }) => ({ name, role, ...(agent !== null && { agent }) }),
        columns: [
          { title: words.users.name, dataIndex: 'name' },
          { title: words.users.role, render: (_, { role }) => shell.roles[role] },
          { title: words.users.agent, dataIndex: 'agent' },
          {
            title: words.users.password,
            render: (_, user) => (user.mustChangePassword ? words.users.mustChange : words.users.ownPassword),
          },
        ],
        fields: (user) => <UserFields existing={user !== undefined} />,
        save: async (entered, user) => {
          if (!user) return (await client.users.add(entered)).password;
          await client.users.save(entered);
          return undefined;
        },
        remove: (user) => client.users.remove(user.name),
        more: (user, reload, shown) => <ResetButton user={user} reload={reload} shown={shown} />,
      }}
    />
  );
}

function UserFields({ existing }: { readonly existing: boolean }): ReactNode {
  const words = useTexts(adminTexts);
  const shell = useTexts(shellTexts);
  const rules = useRules();
  const { agents } = useConfiguration();
  const role = Form.useWatch<unknown>('role');
  return (
    <>
      <Form.Item name="name" label={words.users.name} rules={rules(slugRule)}>
        <Input autoFocus={!existing} disabled={existing} autoComplete="off" maxLength={40} />
      </Form.Item>
      <Form.Item name="role" label={words.users.role}>
        <Select options={roles.map((value) => ({ value, label: shell.roles[value] }))} />
      </Form.Item>
      {role === 'agent' && (
        <Form.Item
          name="agent"
          label={words.users.agent}
          rules={[{ required: true, message: words.users.agentHint }]}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={agents.map(({ id, name }) => ({ value: id, label: `${id} ${name}` }))}
          />
        </Form.Item>
      )}
    </>
  );
}

interface ResetProps {
  readonly user: User;
  readonly reload: () => void;
  readonly shown: (secret: string) => void;
}

function ResetButton({ user, reload, shown }: ResetProps): ReactNode {
  const { client } = useDesk();
  const words = useTexts(adminTexts);
  const attempt = useAttempt();
  const confirm = useConfirm();
  const reset = (): Promise<boolean> =>
    attempt(async () => {
      shown((await client.users.resetPassword(user.name)).password);
      reload();
    });
  return (
    <Button
      size="small"
      icon={<KeyOutlined aria-hidden />}
      aria-label={words.users.resetItem(user.name)}
      onClick={() => confirm(words.users.resetTitle(user.name), words.users.resetWarning, reset)}
    >
      {words.users.reset}
    </Button>
  );
}
