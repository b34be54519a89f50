import { Form, Input } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { Contact, ContactSettings } from '../../engine/desk.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { adminTexts } from './admin-texts.js';
import { numberRule, textRule } from './field-rules.js';
import { useRules } from './resource-form.js';
import { ResourcePage } from './resource-page.js';

export default function ContactsPage(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(adminTexts);
  return (
    <ResourcePage<Contact, ContactSettings>
      resource={{
        title: words.sections.contacts,
        kind: words.kinds.contacts,
        load: useCallback(() => client.contacts(), [client]),
        keyOf: (contact) => contact.id,
        nameOf: (contact) => contact.name,
        keyField: 'number',
        fieldNames: ['department', 'name', 'number'],
        blank: {},
        formOf: (contact) => contact,
        columns: [
          { title: words.contacts.department, dataIndex: 'department' },
          { title: words.contacts.name, dataIndex: 'name' },
          { title: words.contacts.number, dataIndex: 'number' },
        ],
        fields: () => <ContactFields />,
        save: async (entered, existing) => {
          await (existing ? client.saveContact({ ...entered, id: existing.id }) : client.addContact(entered));
          return undefined;
        },
        remove: (contact) => client.removeContact(contact.id),
      }}
    />
  );
}

function ContactFields(): ReactNode {
  const words = useTexts(adminTexts);
  const rules = useRules();
  return (
    <>
      <Form.Item name="department" label={words.contacts.department} rules={rules(textRule(80))}>
        <Input autoFocus maxLength={80} />
      </Form.Item>
      <Form.Item name="name" label={words.contacts.name} rules={rules(textRule(80))}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="number" label={words.contacts.number} rules={rules(numberRule)}>
        <Input maxLength={32} inputMode="tel" />
      </Form.Item>
    </>
  );
}
