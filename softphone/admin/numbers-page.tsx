import { Form, Input, Select } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { NumberConfig } from '../../engine/store/configuration.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { SheetButtons } from '../hotline/sheet-import.js';
import { adminTexts } from './admin-texts.js';
import { numberRule, textRule } from './field-rules.js';
import { useRules } from './resource-form.js';
import { ResourcePage } from './resource-page.js';
import { useConfiguration } from './use-configuration.js';

const languages = ['zh-CN', 'en'] as const;

export default function NumbersPage(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(adminTexts);
  const { flows } = useConfiguration();
  return (
    <ResourcePage<NumberConfig, NumberConfig>
      resource={{
        title: words.sections.numbers,
        kind: words.kinds.numbers,
        load: useCallback(() => client.numbers.list(), [client]),
        keyOf: (one) => one.number,
        nameOf: (one) => one.number,
        keyField: 'number',
        fieldNames: ['number', 'name', 'flow', 'language'],
        blank: { language: 'zh-CN' },
        formOf: (one) => one,
        columns: [
          {
            title: words.numbers.number,
            dataIndex: 'number',
            sorter: (a, b) => (a.number < b.number ? -1 : 1),
          },
          { title: words.numbers.name, dataIndex: 'name' },
          {
            title: words.numbers.flow,
            dataIndex: 'flow',
            filters: flows.map((value) => ({ value, text: value })),
            onFilter: (value, { flow }) => flow === value,
          },
          {
            title: words.numbers.language,
            render: (_, one) => words.numbers.languages[one.language],
            filters: languages.map((value) => ({ value, text: words.numbers.languages[value] })),
            onFilter: (value, { language }) => language === value,
          },
        ],
        fields: (one) => <NumberFields existing={one !== undefined} />,
        save: async (entered) => {
          await client.numbers.save(entered);
          return undefined;
        },
        remove: (one) => client.numbers.remove(one.number),
        tools: (reload) => (
          <SheetButtons
            sheet={{
              ...{ what: words.sections.numbers, columns: words.numbers.columns, name: 'numbers.xlsx' },
              ...{ importPath: '/api/numbers/import', exportPath: '/api/numbers.xlsx' },
            }}
            imported={reload}
          />
        ),
      }}
    />
  );
}

function NumberFields({ existing }: { readonly existing: boolean }): ReactNode {
  const words = useTexts(adminTexts);
  const rules = useRules();
  const { flows } = useConfiguration();
  return (
    <>
      <Form.Item name="number" label={words.numbers.number} rules={rules(numberRule)}>
        <Input autoFocus={!existing} disabled={existing} maxLength={32} inputMode="tel" />
      </Form.Item>
      <Form.Item name="name" label={words.numbers.name} rules={rules(textRule(80))}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item
        name="flow"
        label={words.numbers.flow}
        rules={[{ required: true, message: words.faults.required }]}
      >
        <Select options={flows.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <Form.Item name="language" label={words.numbers.language}>
        <Select options={languages.map((value) => ({ value, label: words.numbers.languages[value] }))} />
      </Form.Item>
    </>
  );
}
