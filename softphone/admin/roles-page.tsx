import { CheckOutlined, MinusOutlined } from '@ant-design/icons';
import { Card, Table } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { shellTexts } from '../desk-shell/shell-texts.js';
import { adminTexts } from './admin-texts.js';
import { roleRights, type Right } from './role-rights.js';

const roles = ['agent', 'supervisor', 'administrator'] as const;
const rights = Object.keys(roleRights) as Right[];

export default function RolesPage(): ReactNode {
  const words = useTexts(adminTexts);
  const shell = useTexts(shellTexts);
  return (
    <Card size="small" title={<h2>{words.sections.roles}</h2>}>
      <p className="card-note">{words.roles.intro}</p>
      <Table
        size="small"
        rowKey="right"
        pagination={false}
        dataSource={rights.map((right) => ({ right }))}
        columns={[
          { title: words.roles.right, render: (_, { right }) => words.roles.rights[right] },
          ...roles.map((role) => ({
            title: shell.roles[role],
            key: role,
            render: (_: unknown, { right }: { readonly right: Right }) => (
              <Granted granted={roleRights[right].includes(role)} />
            ),
          })),
        ]}
      />
    </Card>
  );
}

function Granted({ granted }: { readonly granted: boolean }): ReactNode {
  const { roles: words } = useTexts(adminTexts);
  return (
    <span className="row">
      {granted ? <CheckOutlined aria-hidden /> : <MinusOutlined aria-hidden />}
      {granted ? words.granted : words.denied}
    </span>
  );
}
