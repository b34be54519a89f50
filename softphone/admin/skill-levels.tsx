import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { adminTexts } from './admin-texts.js';
import { wholeRule } from './field-rules.js';
import { useRules } from './resource-form.js';
import { highestLevel } from './skill-matrix.js';
import { useConfiguration } from './use-configuration.js';

/** The `skills` of a form: each with a level. */
export function SkillLevels({ label }: { readonly label: string }): ReactNode {
  const words = useTexts(adminTexts);
  const rules = useRules();
  const { skills } = useConfiguration();
  return (
    <fieldset className="skill-levels">
      <legend>{label}</legend>
      <Form.List name="skills">
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map(({ key, name }) => (
              <div className="skill-level" key={key}>
                <Form.Item
                  name={[name, 'skill']}
                  rules={[{ required: true, message: words.faults.required }]}
                >
                  <Select
                    aria-label={words.agents.skill}
                    options={skills.map((one) => ({ value: one.id, label: one.name }))}
                  />
                </Form.Item>
                <Form.Item name={[name, 'level']} rules={rules(wholeRule(1, highestLevel))}>
                  <InputNumber aria-label={words.agents.level} min={1} max={highestLevel} precision={0} />
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined aria-hidden />}
                  aria-label={words.remove}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Form.ErrorList errors={errors} />
            <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add({ level: 5 })}>
              {words.agents.addSkill}
            </Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}
